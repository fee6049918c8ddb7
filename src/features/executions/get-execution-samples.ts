import { Logger } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Actor } from '../../core/access/actor.ts';
import { newAuditEntry, type AuditEntry } from '../../core/audit.ts';
import { ExecutionNotFound, SamplesNotFound, Unavailable } from '../../core/errors.ts';
import type { ExecutionId } from '../../core/ids.ts';
import type { KeptSample } from '../../core/verdict/samples.ts';
import { AuditLog } from '../../ports/audit-log.ts';
import { Clock } from '../../ports/clock.ts';
import { ExecutionReader } from '../../ports/execution-reader.ts';

/**
 * The rows that are kept of an execution. That `by` read them is in the audit log before they are answered; when it
 * cannot be written they are not. Throws `ExecutionNotFound`, `SamplesNotFound`, and `Unavailable` with code
 * `AUDIT_LOG_UNAVAILABLE`.
 */
export class GetExecutionSamples extends Query<KeptSample> {
  constructor(
    readonly id: ExecutionId,
    readonly by: Actor,
  ) {
    super();
  }
}

@QueryHandler(GetExecutionSamples)
export class GetExecutionSamplesHandler implements IQueryHandler<GetExecutionSamples> {
  private readonly log = new Logger(GetExecutionSamples.name);

  constructor(
    private readonly executions: ExecutionReader,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async execute({ id, by }: GetExecutionSamples): Promise<KeptSample> {
    const execution = await this.executions.get(id);
    if (!execution) throw new ExecutionNotFound(id);
    const sample = await this.executions.sample(id);
    if (!sample) throw new SamplesNotFound(id);
    const { testId, connectionId, dataset } = execution;
    const { columns, rows } = sample;
    await this.write(
      newAuditEntry(this.clock.now(), {
        action: 'samples.read',
        subject: { type: 'execution', id },
        actor: by,
        details: { testId, connectionId, dataset, columns, rows: rows.length },
      }),
    );
    return sample;
  }

  /** Whatever the reason: rows that nobody can account for stay where they are. */
  private async write(entry: AuditEntry): Promise<void> {
    try {
      await this.audit.record(entry);
    } catch (cause) {
      this.log.error(`the audit log cannot be written: ${String(cause)}`);
      throw new Unavailable(
        'the audit log cannot be written, and rows are not shown without it',
        'AUDIT_LOG_UNAVAILABLE',
        { cause },
      );
    }
  }
}
