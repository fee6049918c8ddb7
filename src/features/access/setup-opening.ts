import { Injectable } from '@nestjs/common';
import { firstUserId } from '../../core/ids.ts';
import { ApiKeyStore } from '../../ports/api-key-store.ts';
import { UserStore } from '../../ports/user-store.ts';
import { AccessSettings } from './access-settings.ts';

/** Whether the first admin is still to come. */
@Injectable()
export class SetupOpening {
  constructor(
    private readonly users: UserStore,
    private readonly keys: ApiKeyStore,
    private readonly settings: AccessSettings,
  ) {}

  get isOneClick(): boolean {
    return this.settings.oneClickSetup;
  }

  /**
   * As long as there is no user and no key. Where one click is enough, also while the admin that it made has no password:
   * there would be no other way to come back.
   */
  async isOpen(): Promise<boolean> {
    if (this.settings.adminKeyDigest !== null) return false;
    const first = await this.users.get(firstUserId);
    if (first) return this.isOneClick && !first.disabled && first.passwordHash === null;
    const one = { limit: 1, cursor: null };
    const [users, keys] = await Promise.all([this.users.list(one), this.keys.list(one)]);
    return users.items.length === 0 && keys.items.length === 0;
  }
}
