import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** Whether it is a secret as the Standard Webhooks specification writes them: 24 to 64 bytes in base64. */
export function isSigningSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const bytes = keyOf(text);
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === text.slice(PREFIX.length);
}

/** The value of `webhook-signature`: HMAC-SHA256 over the id, the time and the body as they are sent. */
export function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`);
  return `v1,${mac.digest('base64')}`;
}

const keyOf = (secret: string) => Buffer.from(secret.slice(PREFIX.length), 'base64');
