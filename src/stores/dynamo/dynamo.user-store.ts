import { GetCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isStandingAdmin, type User } from '../../core/access/user.ts';
import { LastAdmin, Unavailable, UserNotFound, VersionConflict } from '../../core/errors.ts';
import type { UserId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { UserStore } from '../../ports/user-store.ts';
import { pageByName, type NameIndex } from './name-pages.ts';
import { met } from './name-reservations.ts';
import { NamedRecords, WORKSPACE } from './named-records.ts';
import { storedUser } from './stored-access-records.ts';
import { BY_NAME, usersTable } from './tables.ts';

/** The item that names the standing admins. */
const ADMINS = { pk: 'admins' };

/**
 * Users in the table `<prefix>Users`, which `ensureTables` makes. That an admin is left is kept by one more item, the
 * set of standing admins: somebody enters it after becoming one and leaves it before ceasing to be one, and the last
 * cannot leave. So all in the set are admins at any moment, and a crash in between errs towards refusing.
 */
export class DynamoUserStore extends UserStore {
  private readonly table: string;
  private readonly records: NamedRecords<User>;
  private readonly byName: NameIndex<User>;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    prefix: string,
  ) {
    super();
    this.table = usersTable(prefix);
    this.records = new NamedRecords(client, {
      what: 'user',
      table: this.table,
      schema: storedUser,
      indexed: () => ({}),
      notFound: (id) => new UserNotFound(id),
    });
    this.byName = {
      list: 'users',
      table: this.table,
      index: BY_NAME,
      partition: { attribute: 'workspace', value: WORKSPACE },
      conditions: { texts: [], names: {}, values: {} },
      meets: () => true,
    };
  }

  async create(user: User): Promise<void> {
    await this.records.create(user);
    await this.enter(user);
  }

  get(id: UserId): Promise<User | null> {
    return this.records.get(id);
  }

  getByName(name: string): Promise<User | null> {
    return this.records.getByName(name);
  }

  list(page: PageRequest): Promise<Page<User>> {
    return pageByName(this.client, this.records, this.byName, page);
  }

  async replace(user: User): Promise<void> {
    const before = await this.expected(user.id, user.version - 1);
    const ceases = isStandingAdmin(before) && !isStandingAdmin(user);
    await this.leavingFirst(before, ceases, () => this.records.replace(user));
    await this.enter(user);
  }

  async delete(id: UserId, version: number | null): Promise<void> {
    const before = await this.expected(id, version);
    await this.leavingFirst(before, isStandingAdmin(before), () => this.records.delete(id, before.version));
  }

  private async expected(id: UserId, version: number | null): Promise<User> {
    const before = await this.records.get(id);
    if (before === null) throw new UserNotFound(id);
    if (version !== null && before.version !== version) throw new VersionConflict(version);
    return before;
  }

  private async leavingFirst(admin: User, leaves: boolean, write: () => Promise<void>): Promise<void> {
    if (!leaves) return write();
    await this.leave(admin.id);
    try {
      await write();
    } catch (error) {
      // whether a write without an answer took place is not known: then the set stays the smaller one
      if (!(error instanceof Unavailable)) await this.enter(admin);
      throw error;
    }
  }

  private async enter(user: User): Promise<void> {
    if (!isStandingAdmin(user)) return;
    await this.client.send(
      new UpdateCommand({
        TableName: this.table,
        Key: ADMINS,
        UpdateExpression: 'ADD #ids :one',
        ExpressionAttributeNames: { '#ids': 'ids' },
        ExpressionAttributeValues: { ':one': new Set([user.id]) },
      }),
    );
  }

  private async leave(id: UserId): Promise<void> {
    const hasLeft = await met(
      this.client.send(
        new UpdateCommand({
          TableName: this.table,
          Key: ADMINS,
          UpdateExpression: 'DELETE #ids :one',
          ConditionExpression: 'contains(#ids, :id) AND size(#ids) > :last',
          ExpressionAttributeNames: { '#ids': 'ids' },
          ExpressionAttributeValues: { ':one': new Set([id]), ':id': id, ':last': 1 },
        }),
      ),
    );
    if (hasLeft) return;
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.table, Key: ADMINS, ConsistentRead: true }),
    );
    const ids = (Item?.['ids'] as ReadonlySet<string> | undefined) ?? new Set();
    if (ids.size === 0 || ids.has(id)) throw new LastAdmin();
  }
}
