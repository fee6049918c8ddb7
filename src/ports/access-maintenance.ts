/** Housekeeping of what signing in leaves behind. */
export abstract class AccessMaintenance {
  /** Deletes sessions, one-time notes and counted attempts that are over; answers how many. Idempotent. */
  abstract forgetExpired(now: Date): Promise<number>;
}
