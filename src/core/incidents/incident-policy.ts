import { z } from 'zod';
import { duration, knownDurationMs } from '../duration.ts';
import type { Severity } from './incident.ts';

/** The most verdicts that a policy looks back on. */
export const MOST_VERDICTS = 20;

const count = z.int().min(1).max(MOST_VERDICTS);

/** When the failures of a test become an incident, and when it is over. */
export const incidentPolicyField = z
  .strictObject({
    openAfter: z
      .strictObject({ failures: count, of: count })
      .refine(({ failures, of }) => failures <= of, {
        path: ['of'],
        message: 'must be at least as large as failures',
      })
      .optional()
      .describe('opens when so many of the last verdicts are bad; 1 of 1 where absent'),
    resolveAfter: count.optional().describe('passes in a row that resolve it; 1 where absent'),
    reopenWithin: duration({ max: '30d' })
      .optional()
      .describe('a failure so soon after the resolution reopens the incident; 1h where absent'),
  })
  .describe('when its failures become an incident, and when that is over');

export interface IncidentPolicy {
  readonly openAfter: { readonly failures: number; readonly of: number };
  readonly resolveAfter: number;
  readonly reopenWithinMs: number;
}

/** What a test says of its incidents. */
export interface IncidentFields {
  readonly severity?: Severity | undefined;
  readonly incidentPolicy?: z.output<typeof incidentPolicyField> | undefined;
}

export const severityOf = ({ severity = 'medium' }: IncidentFields): Severity => severity;

const DEFAULT_REOPEN_WITHIN = '1h';

export const policyOf = ({ incidentPolicy = {} }: IncidentFields): IncidentPolicy => ({
  openAfter: incidentPolicy.openAfter ?? { failures: 1, of: 1 },
  resolveAfter: incidentPolicy.resolveAfter ?? 1,
  reopenWithinMs: knownDurationMs(incidentPolicy.reopenWithin ?? DEFAULT_REOPEN_WITHIN),
});

/** Of what is not a test: any sign of trouble opens it, and it comes back rather than anew within an hour. */
export const signalPolicy: IncidentPolicy = policyOf({});
