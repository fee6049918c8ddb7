import { z } from 'zod';
import * as access from './access.ts';
import * as alertRules from './alert-rules.ts';
import * as apiKeys from './api-keys.ts';
import * as auditLogs from './audit-logs.ts';
import * as channels from './channels.ts';
import * as connections from './connections.ts';
import * as dashboard from './dashboard.ts';
import * as deliveries from './deliveries.ts';
import * as executions from './executions.ts';
import * as health from './health.ts';
import * as incidentActions from './incident-actions.ts';
import * as incidents from './incidents.ts';
import * as mails from './mails.ts';
import * as runs from './runs.ts';
import * as schedules from './schedules.ts';
import * as catalogue from './source-catalogue.ts';
import * as preview from './test-preview.ts';
import * as tests from './tests.ts';
import * as users from './users.ts';

const documented = [
  access,
  alertRules,
  apiKeys,
  channels,
  deliveries,
  auditLogs,
  connections,
  dashboard,
  executions,
  health,
  catalogue,
  incidentActions,
  incidents,
  mails,
  preview,
  runs,
  schedules,
  tests,
  users,
]
  .flatMap((file) => Object.values(file))
  .flatMap((value): readonly (readonly [string, z.ZodType, readonly unknown[]])[] => {
    if (!(value instanceof z.ZodType)) return [];
    const { id, examples } = value.meta() ?? {};
    return id === undefined ? [] : [[id, value, (examples ?? []) as readonly unknown[]]];
  })
  .filter(([, , examples]) => examples.length > 0);

it('covers bodies and answers', () => {
  expect(documented.map(([id]) => id)).toEqual(
    expect.arrayContaining([
      'ConnectionBody',
      'TestBody',
      'Test',
      'RunBody',
      'Execution',
      'Samples',
      'ChannelBody',
      'AlertRuleBody',
      'Delivery',
      'AuditLogList',
      'DashboardSummary',
    ]),
  );
});

it.each(documented)('%s accepts its own examples', (_id, schema, examples) => {
  const problems = examples.map((example) => schema.safeParse(example).error?.issues);
  expect(problems).toEqual(examples.map(() => undefined));
});
