type Step = () => Promise<void>;

/** Jest loads setup and teardown as modules of their own: only the process is common to both. */
const run = globalThis as typeof globalThis & { plumblineTeardown?: Step[] };

export function onTeardown(step: Step): void {
  (run.plumblineTeardown ??= []).unshift(step);
}

export default async function globalTeardown(): Promise<void> {
  for (const step of run.plumblineTeardown ?? []) await step();
}
