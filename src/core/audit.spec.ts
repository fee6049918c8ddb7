import { detailOf, newAuditEntry } from './audit.ts';

it('an entry is of something done unless it says otherwise', () => {
  const now = new Date('2026-01-31T06:00:00Z');
  const entry = newAuditEntry(now, {
    action: 'samples.read',
    subject: { type: 'execution', id: 'e' },
    actor: { type: 'anonymous', requestId: 'r', address: null },
    details: {},
  });
  expect(entry).toMatchObject({ at: now, stage: 'done', intent: null });
});

it('keeps what a store can keep of a record', () => {
  expect(detailOf({ at: new Date('2026-01-31T06:00:00Z'), none: undefined })).toEqual({
    at: '2026-01-31T06:00:00.000Z',
  });
  expect(detailOf(undefined)).toBeNull();
  expect(detailOf({ sql: 'ä'.repeat(50_000) })).toEqual({ omitted: 'too large', bytes: 100_010 });
});
