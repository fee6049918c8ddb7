import type { LoggerService } from '@nestjs/common';

const FORGET_AFTER_MS = 60_000;
const MAX_REMEMBERED = 100;

/**
 * Turns a stream of errors into changes of state: the same error is logged once until things work again or it has
 * been away for a minute, however often it repeats in between.
 */
export class OutageLog {
  private readonly lastSeen = new Map<string, number>();

  constructor(
    private readonly logger: LoggerService,
    private readonly subject: string,
    private readonly nowMs: () => number = Date.now,
  ) {}

  failed(error: Error): void {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
    const what = error.message || code || error.name;
    const key = code ?? what;
    const seen = this.lastSeen.get(key);
    if (seen === undefined && this.lastSeen.size >= MAX_REMEMBERED) this.lastSeen.clear();
    this.lastSeen.set(key, this.nowMs());
    if (seen === undefined || this.nowMs() - seen > FORGET_AFTER_MS)
      this.logger.error(`${this.subject}: ${what}`);
  }

  /** Cheap when nothing was wrong: meant to be called after every success. */
  worked(): void {
    if (this.lastSeen.size === 0) return;
    this.lastSeen.clear();
    this.logger.log(`${this.subject}: works again`);
  }
}
