import type { Alert } from '../../core/alerting/alert.ts';
import { newAlertThreadId, newDeliveryId } from '../../core/ids.ts';
import type { ThreadState } from '../../ports/notifier.ts';
import type { SendOutcome } from './alert-sender.ts';

/** What a test-send found. */
export interface TestSend {
  readonly sent: boolean;
  /** What the other side said, shortened and without secrets. */
  readonly answer: string;
}

export const testAlert = (channelName: string, publicUrl: string, now: Date): Alert => ({
  deliveryId: newDeliveryId(now),
  threadId: newAlertThreadId(now),
  transition: 'test',
  at: now,
  title: `Test of the channel ${channelName}`,
  summary: 'Somebody wants to know whether alerts arrive here. They do.',
  incidents: [],
  more: 0,
  stillOpen: 0,
  severity: 'low',
  url: publicUrl,
});

export const newThread = (now: Date): ThreadState => ({
  external: null,
  mayHaveArrived: false,
  firstTriedAt: now,
});

export const testSendOf = ({ kind, answer }: SendOutcome): TestSend => ({ sent: kind === 'sent', answer });
