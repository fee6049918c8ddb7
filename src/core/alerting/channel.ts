import type { ChannelId } from '../ids.ts';
import type { Json } from '../json.ts';

/** Where alerts go. `settings` follow the schema of the channel type's notifier and hold no secret. */
export interface Channel {
  readonly id: ChannelId;
  readonly version: number;
  readonly name: string;
  readonly description: string | null;
  /** `email`, `slack`, `teams`, `pagerduty`, `webhook`. */
  readonly type: string;
  readonly settings: { readonly [key: string]: Json };
  /** The encrypted secrets, as `SecretCipher` made them; null when there are none. Never leaves the server. */
  readonly sealedSecrets: string | null;
  /** Which secrets are set: their names only. */
  readonly secretNames: readonly string[];
  readonly enabled: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What a notifier needs: plain secrets live only here, in memory, while an alert is sent. */
export interface ChannelTarget {
  readonly id: ChannelId;
  readonly type: string;
  readonly settings: { readonly [key: string]: Json };
  readonly secrets: { readonly [name: string]: string };
}
