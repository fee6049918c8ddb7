import type { DeliveryOutcome } from '../ports/notifier.ts';
import { answerText } from './answer-text.ts';
import type { HttpOutcome } from './outgoing-http.ts';

/** Statuses that may be another one later, beside 5xx: request time-out, too early, too many requests. */
const PASSING = [408, 425, 429];

/** Sent when a 2xx was answered. */
export function httpDelivery(
  outcome: HttpOutcome,
  secrets: Readonly<Record<string, string>>,
): DeliveryOutcome {
  switch (outcome.kind) {
    case 'refused':
      return { kind: 'failed', answer: answerText(outcome.reason, secrets), isWorthRetrying: false };
    case 'failed':
      return { kind: 'failed', answer: answerText(outcome.reason, secrets), isWorthRetrying: true };
    case 'answered': {
      const { status, retryAfterMs } = outcome;
      if (status >= 200 && status < 300)
        return { kind: 'sent', answer: answerOf(outcome, secrets), external: null };
      return {
        kind: 'failed',
        answer: answerOf(outcome, secrets),
        isWorthRetrying: status >= 500 || PASSING.includes(status),
        ...(retryAfterMs !== null && { retryAfterMs }),
      };
    }
  }
}

/** `200 ok`: the status and the beginning of the body. */
function answerOf(
  { status, body }: Extract<HttpOutcome, { kind: 'answered' }>,
  secrets: Readonly<Record<string, string>>,
): string {
  const note = status >= 300 && status < 400 ? ' (a redirect, which is not followed)' : '';
  return answerText(`${status}${note} ${body}`, secrets);
}
