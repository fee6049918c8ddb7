import { Injectable } from '@nestjs/common';
import { apiKeyViewOf } from '../../core/access/api-key.ts';
import { userViewOf } from '../../core/access/user.ts';
import type { AuditSubject } from '../../core/audit.ts';
import type { ApiKeyId, ConnectionId, TestId, UserId } from '../../core/ids.ts';
import { ApiKeyStore } from '../../ports/api-key-store.ts';
import { ConnectionStore } from '../../ports/connection-store.ts';
import { TestStore } from '../../ports/test-store.ts';
import { UserStore } from '../../ports/user-store.ts';
import { viewOf } from '../connections/connection-view.ts';
import { OperationSubjects } from './operation-subjects.ts';

/** Records as the audit log may show them. */
@Injectable()
export class SubjectReader {
  constructor(
    private readonly connections: ConnectionStore,
    private readonly tests: TestStore,
    private readonly users: UserStore,
    private readonly keys: ApiKeyStore,
    private readonly operations: OperationSubjects,
  ) {}

  /** The record, without its secrets; null when there is none, or nothing of it changes. */
  async read({ type, id }: AuditSubject): Promise<object | null> {
    if (id === null) return null;
    switch (type) {
      case 'connection': {
        const found = await this.connections.get(id as ConnectionId);
        return found && viewOf(found);
      }
      case 'test':
        return this.tests.get(id as TestId);
      case 'user': {
        const found = await this.users.get(id as UserId);
        return found && userViewOf(found);
      }
      case 'apiKey': {
        const found = await this.keys.get(id as ApiKeyId);
        return found && apiKeyViewOf(found);
      }
      case 'schedule':
      case 'incident':
      case 'channel':
      case 'alertRule':
      case 'delivery':
        return this.operations.read(type, id);
      case 'execution':
      case 'route':
      case 'run':
      case 'session':
        return null;
    }
  }
}
