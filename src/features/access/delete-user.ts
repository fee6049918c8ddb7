import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { UserId } from '../../core/ids.ts';
import { UserStore } from '../../ports/user-store.ts';
import { AuditedCommand, type Intention } from '../audit/audited-command.ts';
import { PrincipalCache } from './principal-cache.ts';

/** The user's sessions are over. Throws `UserNotFound`, `VersionConflict`, `LastAdmin`. */
export class DeleteUser extends AuditedCommand<void> {
  constructor(
    readonly id: UserId,
    readonly expectedVersion: number | null,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'user.delete', subject: { type: 'user', id: this.id } };
  }
}

@CommandHandler(DeleteUser)
export class DeleteUserHandler implements ICommandHandler<DeleteUser> {
  constructor(
    private readonly users: UserStore,
    private readonly cache: PrincipalCache,
  ) {}

  async execute({ id, expectedVersion }: DeleteUser): Promise<void> {
    await this.users.delete(id, expectedVersion);
    this.cache.clear();
  }
}
