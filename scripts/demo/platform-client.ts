import type { z } from 'zod';
import type { summaryAnswer } from '../../src/api/schemas/dashboard.ts';
import type { ExecutionAnswer } from '../../src/api/schemas/executions.ts';
import type { IncidentAnswer } from '../../src/api/schemas/incidents.ts';
import type { MailAnswer, MailList } from '../../src/api/schemas/mails.ts';
import type { ProblemBody } from '../../src/api/schemas/problem.ts';
import type { requestedRun, RunAnswer } from '../../src/api/schemas/runs.ts';
import type { ScheduleAnswer } from '../../src/api/schemas/schedules.ts';
import type { connectionReport } from '../../src/api/schemas/source-catalogue.ts';
import type { UserBody } from '../../src/api/schemas/users.ts';

export type ConnectionReport = z.infer<typeof connectionReport>;
export type Summary = z.infer<typeof summaryAnswer>;

const POLL_MS = 25;

/** Plumbline's public REST API, as any client would use it. Throws with the problem's words when it says no. */
export class PlatformClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  createUser(user: UserBody): Promise<{ readonly id: string }> {
    return this.request('POST', '/v1/users', user);
  }

  createConnection(connection: unknown): Promise<{ readonly id: string }> {
    return this.request('POST', '/v1/connections', connection);
  }

  verifyConnection(id: string): Promise<ConnectionReport> {
    return this.request('POST', `/v1/connections/${id}/verify`);
  }

  createTest(test: unknown): Promise<{ readonly id: string }> {
    return this.request('POST', '/v1/tests', test);
  }

  createSchedule(schedule: unknown): Promise<ScheduleAnswer> {
    return this.request('POST', '/v1/schedules', schedule);
  }

  createChannel(channel: unknown): Promise<{ readonly id: string }> {
    return this.request('POST', '/v1/channels', channel);
  }

  createAlertRule(rule: unknown): Promise<{ readonly id: string }> {
    return this.request('POST', '/v1/alert-rules', rule);
  }

  /** Those that are not resolved, newest first. */
  async openIncidents(): Promise<readonly IncidentAnswer[]> {
    const { items } = await this.request<{ readonly items: readonly IncidentAnswer[] }>(
      'GET',
      '/v1/incidents?status=open&limit=200',
    );
    return items;
  }

  /** Newest first, as soon as they are what is waited for; those that there are when a minute has passed. */
  async mails(areThere: (mails: MailList['items']) => boolean): Promise<MailList['items']> {
    for (let tries = 60_000 / POLL_MS; ; tries--) {
      const { items } = await this.request<MailList>('GET', '/v1/mails');
      if (areThere(items) || tries <= 0) return items;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  mail(id: string): Promise<MailAnswer> {
    return this.request('GET', `/v1/mails/${id}`);
  }

  /** With the statements that were sent. */
  execution(id: string): Promise<ExecutionAnswer> {
    return this.request('GET', `/v1/executions/${id}`);
  }

  summary(): Promise<Summary> {
    return this.request('GET', '/v1/dashboard/summary');
  }

  /** Runs all enabled tests that have the tag, and waits until every verdict is there. */
  async runByTag(tag: string): Promise<RunAnswer> {
    const { runId } = await this.request<z.infer<typeof requestedRun>>('POST', '/v1/runs', { tags: [tag] });
    for (;;) {
      const run = await this.request<RunAnswer>('GET', `/v1/runs/${runId}`);
      if (run.state === 'finished') return run;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  private async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer as T;
    const { code, detail, errors } = answer as ProblemBody;
    const fields = errors.map((field) => `\n  ${field.path}: ${field.message}`).join('');
    throw new Error(`${method} ${path} was answered with ${response.status} ${code}: ${detail}${fields}`);
  }
}
