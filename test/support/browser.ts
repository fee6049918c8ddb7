import type { Answer } from './platform.ts';

/** As much of a browser as sessions need: it keeps cookies, and says where a request comes from. */
export class Browser {
  private cookies = new Map<string, string>();
  /** The last `Set-Cookie`, as it was sent. */
  lastCookie: string | null = null;

  constructor(private readonly url: string) {}

  get token(): string | null {
    return [...this.cookies.values()][0] ?? null;
  }

  /** Plants a cookie, as somebody with power over the browser could. */
  plant(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  /** A page of ours sends a request. */
  send(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { 'x-plumbline-request': '1', origin: this.url, 'sec-fetch-site': 'same-origin' };
    return this.sendAs(headers, method, path, body);
  }

  /** Somebody fills in a form. */
  submit(path: string, fields: Record<string, string>): Promise<Answer> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.request('POST', path, headers, new URLSearchParams(fields).toString());
  }

  /** Some page, or program, sends a request with these headers; the browser adds its cookies. */
  sendAs(headers: Record<string, string>, method: string, path: string, body?: unknown): Promise<Answer> {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    return this.request(
      method,
      path,
      { ...type, ...headers },
      body === undefined ? undefined : JSON.stringify(body),
    );
  }

  private async request(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: { ...(cookie !== '' && { cookie }), ...headers },
      ...(body !== undefined && { body }),
    });
    for (const cookie of answer.headers.getSetCookie()) this.take(cookie);
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  }

  private take(cookie: string): void {
    this.lastCookie = cookie;
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
    const expires = /expires=([^;]+)/i.exec(cookie)?.[1];
    if (value === '' || (expires && Date.parse(expires) <= Date.now())) this.cookies.delete(name!);
    else this.cookies.set(name!, value!);
  }
}
