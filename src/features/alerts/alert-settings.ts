/** How alerts are gathered and sent. */
export class AlertSettings {
  constructor(
    /** How long a notice waits for others that belong to it. */
    readonly gatherMs: number,
    /** Where people reach the platform, without a slash at the end: links lead there. */
    readonly publicUrl: string,
    /** How long a claim on a delivery holds; a send is given up well before. */
    readonly leaseMs: number,
    /** How often a delivery is tried before the platform gives up. */
    readonly maxTries: number,
    /** How many messages one process sends on one channel at once. */
    readonly sendsPerChannel: number,
  ) {}

  /** Half of the lease, so that whoever claims next never sends at the same time. */
  get sendWithinMs(): number {
    return Math.min(10_000, this.leaseMs / 2);
  }
}
