import { STATUS_CODES } from 'node:http';
import { ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { groupBy } from '../../core/grouping.ts';
import { exampleIds } from '../schemas/example-values.ts';
import type { ProblemBody } from '../schemas/problem.ts';

type Told = Pick<ProblemBody, 'status' | 'code' | 'detail'> & { readonly errors?: ProblemBody['errors'] };

/** The answers that are not successes, each with one example. Routes name those that can happen to them. */
export const problems = {
  malformed: {
    status: 400,
    code: 'MALFORMED_JSON',
    detail: 'the body is not a JSON object or list',
  },
  badIfMatch: {
    status: 400,
    code: 'MALFORMED_IF_MATCH',
    detail: 'If-Match must be the ETag of the record, such as "3"',
    errors: [{ path: 'If-Match', message: 'is not an ETag that this API gave out' }],
  },
  badCursor: {
    status: 400,
    code: 'MALFORMED_CURSOR',
    detail: 'the cursor is not one that this list gave out',
    errors: [{ path: 'cursor', message: 'use the nextCursor of the page before, unchanged' }],
  },
  unauthenticated: {
    status: 401,
    code: 'UNAUTHENTICATED',
    detail: 'sign in, or send a valid API key as "Authorization: Bearer …"',
  },
  wrongCredentials: {
    status: 401,
    code: 'WRONG_CREDENTIALS',
    detail: 'the name or the password is wrong',
  },
  forbidden: { status: 403, code: 'FORBIDDEN', detail: 'your role does not allow this' },
  noIdentityProvider: {
    status: 404,
    code: 'NO_IDENTITY_PROVIDER',
    detail: 'no identity provider is configured',
  },
  userNotFound: { status: 404, code: 'USER_NOT_FOUND', detail: `no user with id ${exampleIds.user}` },
  apiKeyNotFound: {
    status: 404,
    code: 'API_KEY_NOT_FOUND',
    detail: `no API key with id ${exampleIds.apiKey}`,
  },
  connectionNotFound: {
    status: 404,
    code: 'CONNECTION_NOT_FOUND',
    detail: `no connection with id ${exampleIds.connection}`,
  },
  datasetNotFound: {
    status: 404,
    code: 'DATASET_NOT_FOUND',
    detail: 'the connection has no table or view public.ordrs',
  },
  testNotFound: {
    status: 404,
    code: 'TEST_NOT_FOUND',
    detail: `no test with id ${exampleIds.volumeTest}`,
  },
  runNotFound: { status: 404, code: 'RUN_NOT_FOUND', detail: `no run with id ${exampleIds.run}` },
  executionNotFound: {
    status: 404,
    code: 'EXECUTION_NOT_FOUND',
    detail: `no execution with id ${exampleIds.execution}`,
  },
  incidentNotFound: {
    status: 404,
    code: 'INCIDENT_NOT_FOUND',
    detail: `no incident with id ${exampleIds.incident}`,
  },
  scheduleNotFound: {
    status: 404,
    code: 'SCHEDULE_NOT_FOUND',
    detail: `no schedule with id ${exampleIds.schedule}`,
  },
  samplesNotFound: {
    status: 404,
    code: 'SAMPLES_NOT_FOUND',
    detail: `no rows are kept of execution ${exampleIds.execution}, or no longer`,
  },
  mailNotFound: { status: 404, code: 'MAIL_NOT_FOUND', detail: `no mail with id ${exampleIds.mail} is kept` },
  channelNotFound: {
    status: 404,
    code: 'CHANNEL_NOT_FOUND',
    detail: `no channel with id ${exampleIds.channel}`,
  },
  alertRuleNotFound: {
    status: 404,
    code: 'ALERT_RULE_NOT_FOUND',
    detail: `no alert rule with id ${exampleIds.alertRule}`,
  },
  deliveryNotFound: {
    status: 404,
    code: 'DELIVERY_NOT_FOUND',
    detail: `no delivery with id ${exampleIds.delivery}`,
  },
  nameTaken: {
    status: 409,
    code: 'NAME_TAKEN',
    detail: 'there is already a test named "orders keep coming"',
    errors: [{ path: 'name', message: 'is already taken' }],
  },
  versionConflict: {
    status: 409,
    code: 'VERSION_CONFLICT',
    detail: 'version 3 is not the current one: read the record again and repeat the change',
  },
  inUse: {
    status: 409,
    code: 'CONNECTION_IN_USE',
    detail: 'tests use this connection: delete them first, or delete with ?cascade=true',
  },
  incidentResolved: {
    status: 409,
    code: 'INCIDENT_RESOLVED',
    detail: `incident ${exampleIds.incident} is resolved`,
  },
  scheduleOfTest: {
    status: 409,
    code: 'SCHEDULE_OF_TEST',
    detail: `this schedule belongs to test ${exampleIds.volumeTest}: change or remove the schedule of the test; only pause and resume go here`,
  },
  channelInUse: {
    status: 409,
    code: 'CHANNEL_IN_USE',
    detail:
      'alert rules use this channel: sales, day and night. Change them first, or delete with ?cascade=true, which takes it out of them',
  },
  deliveryNotFailed: {
    status: 409,
    code: 'DELIVERY_NOT_FAILED',
    detail: 'only a failed delivery can be tried again: this one is sent',
  },
  disabled: {
    status: 409,
    code: 'TEST_DISABLED',
    detail: 'disabled tests do not run: orders keep coming',
  },
  lastAdmin: {
    status: 409,
    code: 'LAST_ADMIN',
    detail: 'this is the last admin: make another user an admin first',
  },
  tooLarge: {
    status: 413,
    code: 'BODY_TOO_LARGE',
    detail: 'the body is larger than this server accepts',
  },
  notJson: {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    detail: 'send the body as application/json in UTF-8',
  },
  invalid: {
    status: 422,
    code: 'VALIDATION_FAILED',
    detail: '2 fields are not valid',
    errors: [
      { path: 'fail.maxAge', message: 'must be at least 1s' },
      { path: 'colour', message: 'is not known' },
    ],
  },
  nothingSelected: {
    status: 422,
    code: 'NOTHING_SELECTED',
    detail: 'no enabled test is selected',
    errors: [{ path: '', message: 'no enabled test is selected' }],
  },
  tooMany: { status: 429, code: 'TOO_MANY_REQUESTS', detail: 'too many requests: slow down' },
  tooManyAttempts: {
    status: 429,
    code: 'TOO_MANY_ATTEMPTS',
    detail: 'too many attempts: wait before the next one',
  },
  internal: {
    status: 500,
    code: 'INTERNAL_ERROR',
    detail: 'something went wrong on our side: the log knows more under this requestId',
  },
  auditUnavailable: {
    status: 503,
    code: 'AUDIT_LOG_UNAVAILABLE',
    detail: 'the audit log cannot be written, and rows are not shown without it',
  },
  providerUnavailable: {
    status: 503,
    code: 'IDENTITY_PROVIDER_UNAVAILABLE',
    detail: 'the identity provider cannot be used',
  },
  unavailable: {
    status: 503,
    code: 'SOURCE_UNREACHABLE',
    detail: 'the database does not answer at this host and port',
  },
} as const satisfies { readonly [name: string]: Told };
export type ProblemName = keyof typeof problems;

const inFull = ({ status, code, detail, errors = [] }: Told): ProblemBody => ({
  type: `urn:plumbline:problem:${code.toLowerCase().replaceAll('_', '-')}`,
  title: STATUS_CODES[status] ?? 'Error',
  status,
  code,
  detail,
  instance: '/v1/…',
  requestId: '6d1f0c3e-7d0b-4a54-9b0e-0f6f6c1c8a11',
  errors,
});

/** One documented answer for each status among `names`, with an example for each name. */
export function problemAnswers(names: readonly ProblemName[]): MethodDecorator[] {
  const byStatus = groupBy(new Set(names), (name) => problems[name].status);
  return [...byStatus].map(([status, sameStatus]) =>
    ApiResponse({
      status,
      description: STATUS_CODES[status] ?? 'Error',
      ...((status === 429 || status === 503) && {
        headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'seconds' } },
      }),
      content: {
        'application/problem+json': {
          schema: { $ref: getSchemaPath('Problem') },
          examples: Object.fromEntries(
            sameStatus.map((name) => [problems[name].code, { value: inFull(problems[name]) }]),
          ),
        },
      },
    }),
  );
}
