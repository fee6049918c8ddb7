import type { Channel } from '../core/alerting/channel.ts';
import type { ChannelId } from '../core/ids.ts';
import type { Page, PageRequest } from '../core/page.ts';

/** Where alerts go. Names are unique without regard to case. */
export abstract class ChannelStore {
  /** Throws `NameTaken`. */
  abstract create(channel: Channel): Promise<void>;
  abstract get(id: ChannelId): Promise<Channel | null>;
  /** Those that exist, in no order. */
  abstract getMany(ids: readonly ChannelId[]): Promise<readonly Channel[]>;
  /** By name, ascending. Throws `MalformedCursor`. */
  abstract list(page: PageRequest): Promise<Page<Channel>>;
  /** Stores `channel` in place of its version `channel.version - 1`. Throws `ChannelNotFound`, `VersionConflict`, `NameTaken`. */
  abstract replace(channel: Channel): Promise<void>;
  /** Throws `ChannelNotFound`; with `version` not null, `VersionConflict` when that is not the stored one. */
  abstract delete(id: ChannelId, version: number | null): Promise<void>;
}
