/** Whether the parts this process depends on answer. Parts by name; a value is null when well, else what is wrong. */
export abstract class Readiness {
  abstract check(): Promise<{ readonly [part: string]: string | null }>;
}
