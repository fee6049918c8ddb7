import { z } from 'zod';
import { columnTypes } from '../../core/columns.ts';
import { pageOf } from './query.ts';

/** Whether and how a connection works. */
export const connectionReport = z
  .object({
    reachable: z.boolean(),
    problem: z
      .object({ code: z.string().describe('stable'), message: z.string() })
      .nullable()
      .describe('why it is not reachable'),
    engineVersion: z.string().nullable(),
    latencyMs: z.number().nullable(),
    canWrite: z
      .boolean()
      .nullable()
      .describe('whether the login could change data: give Plumbline one that cannot'),
    writePrivileges: z.array(z.string()).describe('by which rights it could'),
    grants: z
      .string()
      .nullable()
      .describe('a script for an administrator: it makes a login with no more rights than Plumbline needs'),
  })
  .meta({
    id: 'ConnectionReport',
    examples: [
      {
        reachable: true,
        problem: null,
        engineVersion: '18.4',
        latencyMs: 12,
        canWrite: false,
        writePrivileges: [],
        grants:
          'CREATE ROLE plumbline_reader LOGIN …;\nGRANT CONNECT ON DATABASE shop TO plumbline_reader;\n…',
      },
      {
        reachable: false,
        problem: { code: 'AUTHENTICATION_FAILED', message: 'the user or the password is wrong' },
        engineVersion: null,
        latencyMs: null,
        canWrite: null,
        writePrivileges: [],
        grants: null,
      },
    ],
  });

export const datasetList = pageOf(
  z
    .object({
      dataset: z.string(),
      type: z.enum(['table', 'view', 'materializedView', 'foreignTable']),
      estimatedRows: z.number().nullable().describe("the catalogue's estimate; null when it has none"),
    })
    .meta({ id: 'Dataset' }),
  'DatasetList',
  { dataset: 'public.orders', type: 'table', estimatedRows: 120_000 },
);

export const columnList = z
  .object({
    items: z
      .array(
        z
          .object({
            name: z.string(),
            type: z.enum(columnTypes),
            nativeType: z.string().describe("the engine's own spelling"),
            nullable: z.boolean(),
          })
          .meta({ id: 'Column' }),
      )
      .describe('in the order of the table'),
  })
  .meta({
    id: 'ColumnList',
    examples: [
      {
        items: [
          { name: 'id', type: 'integer', nativeType: 'bigint', nullable: false },
          { name: 'placed_at', type: 'timestampTz', nativeType: 'timestamp with time zone', nullable: false },
        ],
      },
    ],
  });
