import { createHash } from 'node:crypto';

const style = `
:root{color-scheme:light dark;--ink:#1d2430;--soft:#667085;--page:#f6f7f9;--card:#fff;--line:#e2e6ec;--go:#2e6fd0;--bad:#d64545}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebf0;--soft:#97a1b0;--page:#12161c;--card:#1b2129;--line:#2c343f;--go:#4f8fee;--bad:#f07070}}
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}
main{max-width:380px;margin:12vh auto 0;padding:24px;background:var(--card);border:1px solid var(--line);border-radius:10px}
h1{font-size:20px;margin:0 0 6px}p{margin:0 0 14px;color:var(--soft)}label{display:block;margin:0 0 12px}
input{display:block;width:100%;font:inherit;padding:8px 10px;border:1px solid var(--line);border-radius:6px;background:var(--page);color:inherit}
button,.button{display:block;width:100%;font:inherit;text-align:center;text-decoration:none;padding:9px;border:0;border-radius:6px;background:var(--go);color:#fff;cursor:pointer;margin-top:10px}
#problem{color:var(--bad);margin:12px 0 0}
`;

/** Sends the form as JSON, which no form of another server can do, and shows what is wrong as text. */
const script = `
'use strict';
const form = document.getElementById('form');
const problem = document.getElementById('problem');
const token = new URLSearchParams(location.search).get('token');
if (token) history.replaceState(null, '', location.pathname);
const body = () => {
  const fields = Object.fromEntries(new FormData(form));
  return token ? { ...fields, token } : fields;
};
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  problem.textContent = '';
  try {
    const answer = await fetch(form.dataset.to, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-plumbline-request': '1' },
      body: JSON.stringify(body()),
    });
    if (answer.ok) return location.replace('/');
    const { detail, errors } = await answer.json();
    problem.textContent = errors.length > 0
      ? errors.map(({ path, message }) => path + ' ' + message).join('; ')
      : detail;
  } catch (error) {
    problem.textContent = 'The server does not answer: ' + error.message;
  }
});
`;

const page = (words: string, to: string, fields: string, button: string, more = '') => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer"><title>Plumbline</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><main><h1>Plumbline</h1><p>${words}</p>
<form id="form" data-to="${to}">${fields}<button>${button}</button></form>${more}
<p id="problem" role="alert"></p></main><script>${script}</script></body></html>
`;

const field = (label: string, name: string, type: string, autocomplete: string) =>
  `<label>${label}<input name="${name}" type="${type}" autocomplete="${autocomplete}" required></label>`;
const nameField = field('Name', 'name', 'text', 'username');

export const signInPage = (hasProvider: boolean): string =>
  page(
    'Sign in to see your data quality.',
    '/v1/sign-in',
    nameField + field('Password', 'password', 'password', 'current-password'),
    'Sign in',
    hasProvider ? '<a class="button" href="/v1/sign-in/oidc">Sign in with your organisation</a>' : '',
  );

export const setupPage = (isOneClick: boolean): string =>
  isOneClick
    ? page('This platform is yours: nobody has used it yet.', '/v1/setup', '', 'Begin as its admin')
    : page(
        'This platform has no users yet. Choose the name and the password of its admin: at least 12 characters.',
        '/v1/setup',
        nameField + field('Password', 'password', 'password', 'new-password'),
        'Make the admin and sign in',
      );

const hash = createHash('sha256').update(script).digest('base64');

/** Only our own script runs, it talks to nobody but this server, and the address, which holds a token, goes nowhere. */
export const accessPagePolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "connect-src 'self'",
  `script-src 'sha256-${hash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
