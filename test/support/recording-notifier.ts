import { z } from 'zod';
import { alertTransitions, type Alert, type AlertTransition } from '../../src/core/alerting/alert.ts';
import type { ChannelTarget } from '../../src/core/alerting/channel.ts';
import { Notifier, type DeliveryOutcome, type ThreadState } from '../../src/ports/notifier.ts';

/** What a fake of a notifier was asked to send. */
export interface RecordedSend {
  /** The setting `to` of the channel. */
  readonly to: string;
  readonly alert: Alert;
  readonly thread: ThreadState;
  readonly secrets: ChannelTarget['secrets'];
}

type Answer = (send: RecordedSend, signal: AbortSignal) => DeliveryOutcome | Promise<DeliveryOutcome>;

export const sent: Answer = ({ alert }) => ({
  kind: 'sent',
  answer: 'ok',
  external: { last: alert.transition },
});

/** A notifier that sends nowhere: it keeps what it was given, and answers as told, for each `to` in its own way. */
export class RecordingNotifier extends Notifier {
  readonly type = 'recording';
  readonly settings = z.strictObject({
    to: z.string().min(1),
    host: z.string().optional(),
  }) as Notifier['settings'];
  readonly secrets = z.strictObject({ key: z.string().optional() }) as Notifier['secrets'];
  readonly identitySettings = ['host'];
  readonly promise = 'exactlyOnce';
  readonly sends: RecordedSend[] = [];
  readonly answers = new Map<string, Answer>();

  constructor(readonly transitions: AlertTransition[] = [...alertTransitions]) {
    super();
  }

  async deliver(
    { settings, secrets }: ChannelTarget,
    alert: Alert,
    thread: ThreadState,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    const send = { to: String(settings['to']), alert, thread, secrets };
    this.sends.push(send);
    return (this.answers.get(send.to) ?? sent)(send, signal);
  }

  /** `to: transition: title` of everything that was sent, in order. */
  told(): readonly string[] {
    return this.sends.map(({ to, alert }) => `${to}: ${alert.transition}: ${alert.title}`);
  }
}
