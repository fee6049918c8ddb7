import type { Announcement, DropReason, WaitingNotice } from './notice.ts';

/** What is to be done with a notice whose time has come. */
export type Judgement =
  | { readonly kind: 'tell'; readonly announced: Announcement | null }
  | { readonly kind: 'drop'; readonly reason: DropReason }
  | { readonly kind: 'hold'; readonly until: Date };

/**
 * Whether a notice still holds. `announced` is what the channel has been told, or `pending` when the message that
 * announces the incident is being made at this very moment.
 */
export function judgeNotice(
  notice: WaitingNotice,
  announced: Announcement | 'pending' | null,
  now: Date,
): Judgement {
  const { incident, transition, hold } = notice;
  const isMuted = incident.mutedUntil !== null && incident.mutedUntil > now;
  if (isMuted && transition !== 'recovered') return drop('muted');
  if (isMuted) return { kind: 'hold', until: incident.mutedUntil };
  // a digest sums up what happened, whatever came of it
  if (hold === 'digest') return { kind: 'tell', announced: null };
  const open = announced !== 'pending' && announced?.isClosed === false ? announced : null;
  switch (transition) {
    case 'opened':
      if (incident.status === 'resolved') return drop('recovered before it was told');
      return announced === 'pending' || open ? drop('told already') : tell(null);
    case 'escalated':
      if (incident.status === 'resolved') return drop('recovered before it was told');
      if (incident.level === 'warn') return drop('changed meanwhile');
      return announced === 'pending' || open?.level === incident.level ? drop('told already') : tell(open);
    case 'reminder':
      if (incident.status === 'resolved') return drop('recovered before it was told');
      if (incident.status === 'acknowledged') return drop('acknowledged');
      return announced === 'pending' ? drop('told already') : tell(open);
    case 'acknowledged':
      if (incident.status !== 'acknowledged') return drop('changed meanwhile');
      // the thread that it belongs to is there the next time
      if (announced === 'pending') return { kind: 'hold', until: now };
      return open ? tell(open) : drop('never announced');
    case 'recovered':
      if (incident.status !== 'resolved') return drop('changed meanwhile');
      return open ? tell(open) : drop('never announced');
  }
}

const drop = (reason: DropReason): Judgement => ({ kind: 'drop', reason });
const tell = (announced: Announcement | null): Judgement => ({ kind: 'tell', announced });
