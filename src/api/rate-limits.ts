import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { TooMany } from '../core/errors.ts';
import { ApiSettings } from './api-settings.ts';

const MINUTE_S = 60;
/** Of one address: signing in, the first start, and what leads there. */
const AT_THE_DOOR = 120;
/** Of one address: requests whose credentials stand for nobody. */
const STRANGERS = 300;

/** How much one caller may ask of this process. */
@Injectable()
export class RateLimits {
  private readonly requests: RateLimiterMemory | null;
  private readonly atTheDoor = new RateLimiterMemory({ points: AT_THE_DOOR, duration: MINUTE_S });
  private readonly strangers = new RateLimiterMemory({ points: STRANGERS, duration: MINUTE_S });

  constructor({ rateLimit }: ApiSettings) {
    this.requests = rateLimit === 0 ? null : new RateLimiterMemory({ points: rateLimit, duration: MINUTE_S });
  }

  /** Throws `TooMany`. */
  async request(caller: string): Promise<void> {
    if (this.requests) await consume(this.requests, caller);
  }

  /** Throws `TooMany`. */
  signIn(address: string | null): Promise<void> {
    return consume(this.atTheDoor, address ?? '');
  }

  /** Throws `TooMany`. */
  stranger(address: string | null): Promise<void> {
    return consume(this.strangers, address ?? '');
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw new TooMany(refused.msBeforeNext);
  }
}
