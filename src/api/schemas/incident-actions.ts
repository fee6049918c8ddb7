import { z } from 'zod';
import { duration, knownDurationMs } from '../../core/duration.ts';
import type { Hand, HandChange } from '../../core/incidents/by-hand.ts';
import { instant } from './query.ts';

const words = (max: number) => z.string().trim().min(1).max(max);
const name = words(200);

const hand = {
  by: name
    .optional()
    .describe('for whom, when the caller does it for somebody else: a name for the timeline'),
  reason: words(2000).optional().describe('why, for the timeline'),
};

/** May be left out as a whole. */
export const acknowledgeBody = z
  .strictObject(hand)
  .prefault({})
  .meta({ id: 'AcknowledgeBody', examples: [{ by: 'Ada', reason: 'the import was late, it runs now' }] });
export type AcknowledgeBody = z.infer<typeof acknowledgeBody>;

export const unmuteBody = z
  .strictObject(hand)
  .prefault({})
  .meta({ id: 'UnmuteBody', examples: [{ by: 'Ada' }] });
export type UnmuteBody = z.infer<typeof unmuteBody>;

export const resolveBody = z
  .strictObject(hand)
  .prefault({})
  .meta({ id: 'ResolveBody', examples: [{ by: 'Ada', reason: 'the source was wrong and is corrected' }] });
export type ResolveBody = z.infer<typeof resolveBody>;

export const assignBody = z
  .strictObject({ assignee: name.nullable().describe('who cares for it; null for nobody'), ...hand })
  .meta({ id: 'AssignBody', examples: [{ assignee: 'Grace', by: 'Ada' }, { assignee: null }] });
export type AssignBody = z.infer<typeof assignBody>;

export const commentBody = z
  .strictObject({ text: words(10_000), by: hand.by })
  .meta({ id: 'CommentBody', examples: [{ text: 'The supplier has been told.', by: 'Ada' }] });
export type CommentBody = z.infer<typeof commentBody>;

export const muteBody = z
  .strictObject({
    until: instant.optional().describe('no alerts until this instant'),
    for: duration({ min: '1m', max: '366d' }).optional().describe('no alerts for so long from now on'),
    ...hand,
  })
  .superRefine((body, ctx) => {
    if ((body.until === undefined) === (body.for === undefined))
      ctx.addIssue({ code: 'custom', path: ['until'], message: 'give either until or for' });
  })
  .meta({
    id: 'MuteBody',
    examples: [
      { for: '8h', by: 'Ada', reason: 'known, repaired tonight' },
      { until: '2026-02-02T08:00:00+01:00' },
    ],
  });
export type MuteBody = z.infer<typeof muteBody>;

/** Who does it is the caller; a name in the body says for whom. */
export const handOf = (
  { by, reason }: { by?: string | undefined; reason?: string | undefined },
  caller: string,
): Hand => ({
  by: caller,
  ...(by !== undefined && by !== caller && { onBehalfOf: by }),
  reason: reason ?? null,
});

export const muteOf = (body: MuteBody): HandChange =>
  body.until === undefined
    ? { action: 'mute', forMs: knownDurationMs(body.for!) }
    : { action: 'mute', until: body.until };
