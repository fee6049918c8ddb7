import type { TrackChange } from './follow-track.ts';
import type { Incident, IncidentEvent } from './incident.ts';
import { MOST_VERDICTS } from './incident-policy.ts';
import type { IncidentTrack, Mark, ReviewedVerdict, ReviewOutcome, ReviewState, Seen } from './reviewed.ts';

/** The kinds of incidents that verdicts open. */
export type ReviewedKind = 'data' | 'execution';

/** A track and its incident, as they are after the verdicts so far. */
export interface Page {
  readonly subjectId: string;
  readonly kind: ReviewedKind;
  readonly group: string | null;
  readonly recent: readonly Mark[];
  readonly incident: Incident | null;
  /** Null before its first verdict. */
  readonly last: Seen | null;
}

type Place = Pick<Page, 'subjectId' | 'kind' | 'group'>;

/** What is known while a batch is looked at, and what of it has changed. */
export class ReviewBook {
  readonly #pages = new Map<string, Map<string, Page>>();
  /** By subject and kind: the newest verdict that was looked at. */
  readonly #newest = new Map<string, Seen>();
  readonly #written = new Set<string>();
  readonly #incidents = new Map<string, Incident>();
  readonly #events: IncidentEvent[] = [];

  constructor({ tracks, incidents, seen }: ReviewState) {
    for (const { queuedAt, executionId, kind, ...track } of tracks) {
      if (!isReviewed(kind)) continue;
      const last = { queuedAt, executionId };
      this.#put({ ...track, kind, incident: null, last });
      this.#see(track.subjectId, kind, last);
      if (kind === 'data') this.#see(track.subjectId, 'execution', last);
    }
    for (const [subjectId, { status, ...last }] of seen) {
      this.#see(subjectId, 'execution', last);
      if (status !== 'errored') this.#see(subjectId, 'data', last);
    }
    for (const incident of incidents) {
      const { kind, group, subject } = incident;
      if (isReviewed(kind)) this.#put({ ...this.open({ subjectId: subject.id, kind, group }), incident });
    }
  }

  /** The page of a track, which is empty where nothing was known. */
  open(place: Place): Page {
    const page = this.#pages.get(place.subjectId)?.get(keyOf(place));
    if (page) return page;
    const empty = { ...place, recent: [], incident: null, last: null };
    this.#put(empty);
    return empty;
  }

  pagesOf(subjectId: string): readonly Page[] {
    return [...(this.#pages.get(subjectId)?.values() ?? [])];
  }

  /** Whether a verdict is newer than all that were looked at before. */
  isNews({ testId, queuedAt, executionId }: ReviewedVerdict, kind: ReviewedKind): boolean {
    const newest = this.#newest.get(watermark(testId, kind));
    return newest === undefined || isAfter({ queuedAt, executionId }, newest);
  }

  /** From now on only newer verdicts are news; what could not be measured leaves the data as unknown as it was. */
  see({ testId, queuedAt, executionId, status }: ReviewedVerdict): void {
    this.#see(testId, 'execution', { queuedAt, executionId });
    if (status !== 'errored') this.#see(testId, 'data', { queuedAt, executionId });
  }

  write(page: Page, { recent, incident, event }: TrackChange, { queuedAt, executionId }: Seen): void {
    this.#put({ ...page, recent, incident: incident ?? page.incident, last: { queuedAt, executionId } });
    this.#written.add(JSON.stringify([page.subjectId, keyOf(page)]));
    this.#keep(incident, event);
  }

  /** The page's track is not needed any more; its incident is as given, if it changed. */
  drop(page: Page, { incident, event }: Omit<TrackChange, 'recent'>): void {
    this.#put({ ...page, recent: [], incident: incident ?? page.incident, last: null });
    this.#written.add(JSON.stringify([page.subjectId, keyOf(page)]));
    this.#keep(incident, event);
  }

  outcome(): ReviewOutcome {
    const pages = [...this.#pages.values()]
      .flatMap((ofSubject) => [...ofSubject.values()])
      .filter((page) => this.#written.has(JSON.stringify([page.subjectId, keyOf(page)])));
    const tracks = pages.flatMap(({ incident: _, last, ...track }): readonly IncidentTrack[] =>
      last === null || isForgettable(track.recent) ? [] : [{ ...track, ...last }],
    );
    return {
      tracks,
      droppedTracks: pages.filter(({ last, recent }) => last === null || isForgettable(recent)),
      incidents: [...this.#incidents.values()],
      events: this.#events,
    };
  }

  #keep(incident: Incident | null, event: IncidentEvent | null): void {
    if (incident) this.#incidents.set(incident.id, incident);
    if (event) this.#events.push(event);
  }

  #put(page: Page): void {
    const ofSubject = this.#pages.get(page.subjectId) ?? new Map<string, Page>();
    this.#pages.set(page.subjectId, ofSubject.set(keyOf(page), page));
  }

  #see(subjectId: string, kind: ReviewedKind, seen: Seen): void {
    const newest = this.#newest.get(watermark(subjectId, kind));
    if (newest === undefined || isAfter(seen, newest)) this.#newest.set(watermark(subjectId, kind), seen);
  }
}

const isReviewed = (kind: Incident['kind']): kind is ReviewedKind => kind === 'data' || kind === 'execution';
const keyOf = ({ kind, group }: Omit<Place, 'subjectId'>) => JSON.stringify([kind, group]);
const watermark = (subjectId: string, kind: ReviewedKind) => `${subjectId}/${kind}`;

const isAfter = (a: Seen, b: Seen): boolean =>
  a.queuedAt > b.queuedAt || (a.queuedAt.getTime() === b.queuedAt.getTime() && a.executionId > b.executionId);

/** It has done well for as long as any policy looks back, and longer than any would wait to resolve an incident. */
const isForgettable = (recent: readonly Mark[]): boolean =>
  recent.length === MOST_VERDICTS && recent.every((mark) => mark === 'ok');
