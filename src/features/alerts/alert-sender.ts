import { Injectable, Logger } from '@nestjs/common';
import type { Alert } from '../../core/alerting/alert.ts';
import type { Channel } from '../../core/alerting/channel.ts';
import { AppError } from '../../core/errors.ts';
import type { AttemptEnd } from '../../ports/delivery-ledger.ts';
import type { DeliveryOutcome, ThreadState } from '../../ports/notifier.ts';
import { AlertSettings } from './alert-settings.ts';
import { OpenChannel, type OpenedChannel } from './open-channel.ts';

/** What became of an attempt; `unknown`: it was broken off, and the message may have arrived. */
export type SendOutcome = DeliveryOutcome | { readonly kind: 'unknown'; readonly answer: string };

/** Sends one alert, in bounded time, whatever the other side and the notifier do. */
@Injectable()
export class AlertSender {
  private readonly log = new Logger(AlertSender.name);

  constructor(
    private readonly channels: OpenChannel,
    private readonly settings: AlertSettings,
  ) {}

  /** How long a claim must hold for one attempt. */
  get leaseMs(): number {
    return this.settings.leaseMs;
  }

  /** What an outcome means for the delivery; `tries` counts this attempt too. */
  endOf(outcome: SendOutcome, tries: number, goingDown: AbortSignal): AttemptEnd {
    if (outcome.kind === 'sent') return outcome;
    const isHopeless = outcome.kind === 'failed' && !outcome.isWorthRetrying;
    const isLast = tries >= this.settings.maxTries && !goingDown.aborted;
    return {
      kind: isHopeless || isLast ? 'failed' : 'again',
      answer: outcome.answer,
      outcome: goingDown.aborted ? 'unknown' : outcome.kind,
    };
  }

  async send(
    channel: Channel,
    alert: Alert,
    thread: ThreadState,
    goingDown: AbortSignal,
  ): Promise<SendOutcome> {
    try {
      return await this.sendOpened(this.channels.open(channel), alert, thread, goingDown);
    } catch (error) {
      if (error instanceof AppError)
        return { kind: 'failed', answer: error.message, isWorthRetrying: error.kind === 'unavailable' };
      throw error;
    }
  }

  /** As `send`, for a channel that is opened already. */
  async sendOpened(
    { notifier, target }: OpenedChannel,
    alert: Alert,
    thread: ThreadState,
    goingDown: AbortSignal,
  ): Promise<SendOutcome> {
    const { sendWithinMs } = this.settings;
    const stop = AbortSignal.any([goingDown, AbortSignal.timeout(sendWithinMs)]);
    const stopped = new Promise<SendOutcome>((resolve) => {
      const tell = () =>
        resolve({
          kind: 'unknown',
          answer: goingDown.aborted ? 'this worker is going down' : `no answer within ${sendWithinMs} ms`,
        });
      stop.addEventListener('abort', tell, { once: true });
    });
    const sending = notifier.deliver(target, alert, thread, stop).catch((error: unknown): SendOutcome => {
      // a notifier does not throw for what the other side did, so this is a fault of ours
      this.log.error(`${notifier.type} failed on delivery ${alert.deliveryId}: ${String(error)}`);
      return { kind: 'unknown', answer: 'the message could not be sent: the log knows more' };
    });
    return Promise.race([sending, stopped]);
  }
}
