import { groupBy } from '../grouping.ts';
import type { AlertThreadId, ChannelId } from '../ids.ts';
import type { RuleTransition } from './alert-rule.ts';
import { judgeNotice } from './notice-fate.ts';
import type { Announcement, DropReason, WaitingNotice } from './notice.ts';

/** From so many datasets of one connection on, one message speaks for all of them. */
const MANY_DATASETS = 6;

/** What a message tells: a digest sums up. */
type ToldTransition = RuleTransition | 'digest';

/** The notices that make one message. */
export interface NoticeBatch {
  readonly channelId: ChannelId;
  readonly transition: ToldTransition;
  /** The thread that the message goes on in; null for one that begins a thread. */
  readonly threadId: AlertThreadId | null;
  /** In the order of their events; a digest may hold several of one incident. */
  readonly notices: readonly WaitingNotice[];
}

export interface GatheredNotices {
  readonly batches: readonly NoticeBatch[];
  readonly dropped: readonly { readonly notice: WaitingNotice; readonly reason: DropReason }[];
  readonly held: readonly { readonly notice: WaitingNotice; readonly until: Date }[];
}

/**
 * Makes messages of the notices whose time has come. `waiting` has those, and beside them the ones that still gather:
 * when the first of a dataset is ready the others of that dataset go with it, and those of the whole connection when
 * many of its datasets are concerned.
 */
export function gatherNotices(
  waiting: readonly WaitingNotice[],
  isUsable: (channel: ChannelId) => boolean,
  now: Date,
): GatheredNotices {
  const dropped: { notice: WaitingNotice; reason: DropReason }[] = [];
  const held: { notice: WaitingNotice; until: Date }[] = [];
  const told: Told[] = [];
  const announcements = new Map<string, Announcement | 'pending' | null>();
  for (const notice of inOrder(taken(waiting, now))) {
    if (!isUsable(notice.channelId)) {
      dropped.push({ notice, reason: 'the channel is gone or disabled' });
      continue;
    }
    const key = `${notice.channelId}/${notice.incident.id}`;
    const announced = announcements.get(key) ?? notice.announced;
    const judgement = judgeNotice(notice, announced, now);
    switch (judgement.kind) {
      case 'drop':
        dropped.push({ notice, reason: judgement.reason });
        break;
      case 'hold':
        held.push({ notice, until: judgement.until });
        break;
      case 'tell':
        told.push({ notice, ...placeOf(notice, judgement.announced) });
        if (notice.hold !== 'digest')
          announcements.set(key, judgement.announced ? stateAfter(notice, judgement.announced) : 'pending');
    }
  }
  return { batches: batchesOf(told), dropped, held };
}

interface Told {
  readonly notice: WaitingNotice;
  readonly transition: ToldTransition;
  readonly threadId: AlertThreadId | null;
}

/** Who has not heard of an incident yet hears of it as new, also where a reminder was due. */
const placeOf = (
  { hold, transition }: WaitingNotice,
  announced: Announcement | null,
): Pick<Told, 'transition' | 'threadId'> => {
  if (hold === 'digest') return { transition: 'digest', threadId: null };
  if (announced) return { transition, threadId: announced.threadId };
  return { transition: transition === 'reminder' ? 'opened' : transition, threadId: null };
};

const stateAfter = ({ transition, incident }: WaitingNotice, announced: Announcement): Announcement => ({
  ...announced,
  level: incident.level,
  isClosed: transition === 'recovered',
});

function taken(waiting: readonly WaitingNotice[], now: Date): readonly WaitingNotice[] {
  const gathering = waiting.filter(({ hold }) => hold === 'gather');
  const isReady = ({ readyAt }: WaitingNotice) => readyAt <= now;
  const gathered = [...groupBy(gathering, wideKey).values()].flatMap((wide) => {
    const places = [...groupBy(wide, placeKey).values()];
    if (places.length >= MANY_DATASETS) return wide.some(isReady) ? wide : [];
    return places.filter((place) => place.some(isReady)).flat();
  });
  return [...waiting.filter((notice) => notice.hold !== 'gather' && isReady(notice)), ...gathered];
}

function batchesOf(told: readonly Told[]): readonly NoticeBatch[] {
  const byMessage = groupBy(told, ({ notice, transition, threadId }) =>
    key(
      notice.channelId,
      transition,
      threadId ?? (transition === 'digest' ? notice.ruleId : scopeOf(notice)),
    ),
  );
  return [...byMessage.values()].flatMap((wide) => {
    const { transition, threadId, notice } = wide[0]!;
    const batch = { channelId: notice.channelId, transition, threadId };
    const places = [...groupBy(wide, (one) => one.notice.incident.dataset).values()];
    const isOne = threadId !== null || transition === 'digest' || places.length >= MANY_DATASETS;
    return (isOne ? [wide] : places).map((ofMessage) => ({
      ...batch,
      notices: ofMessage.map((one) => one.notice),
    }));
  });
}

const key = (...parts: readonly (string | null)[]) => JSON.stringify(parts);

/** What an outage has in common: the connection, or the kind of incidents that have none. */
const scopeOf = ({ incident: { connectionId, kind } }: WaitingNotice): string => connectionId ?? kind;

const openThread = ({ announced }: WaitingNotice) =>
  announced?.isClosed === false ? announced.threadId : null;
const wideKey = (notice: WaitingNotice) =>
  key(notice.channelId, notice.transition, openThread(notice) ?? scopeOf(notice));
const placeKey = (notice: WaitingNotice) =>
  openThread(notice) === null ? notice.incident.dataset : 'the thread';

const inOrder = (notices: readonly WaitingNotice[]): readonly WaitingNotice[] =>
  [...notices].sort(
    (a, b) => a.at.getTime() - b.at.getTime() || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0),
  );
