/** The housekeeping of the results store: room for what comes, and an end for what is older than is kept. */
export abstract class ResultsMaintenance {
  /** Idempotent; any number of processes may call it at once. */
  abstract maintain(now: Date): Promise<void>;
}
