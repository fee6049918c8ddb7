/** What went wrong, in terms the edges can translate: HTTP status, job retry or not, log level. */
export type ErrorKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'invalid'
  | 'not-found'
  | 'conflict'
  | 'too-many'
  | 'unavailable';

/** One bad field of an input. `path` is dotted (`fail.maxAge`); empty means the whole input. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** An error with a stable code whose message may be shown to a client: never put a secret, row data or SQL of ours in it. */
export abstract class AppError extends Error {
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;
  readonly problems: readonly FieldProblem[];

  constructor(message: string, problems: readonly FieldProblem[] = [], options?: ErrorOptions) {
    super(message, options);
    this.problems = problems;
    this.name = new.target.name;
  }
}

/** The input has the right shape but cannot be accepted; every bad field is listed. */
export class InvalidInput extends AppError {
  readonly code: string;
  readonly kind = 'invalid';
  constructor(problems: readonly FieldProblem[], code = 'VALIDATION_FAILED') {
    super(problems.length === 1 ? problems[0]!.message : `${problems.length} fields are not valid`, problems);
    this.code = code;
  }
}

export class MalformedCursor extends AppError {
  readonly code = 'MALFORMED_CURSOR';
  readonly kind = 'malformed';
  constructor() {
    super('the cursor is not one that this list gave out', [
      { path: 'cursor', message: 'use the nextCursor of the page before, unchanged' },
    ]);
  }
}

export class ConnectionNotFound extends AppError {
  readonly code = 'CONNECTION_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(id: string) {
    super(`no connection with id ${id}`);
  }
}

export class DatasetNotFound extends AppError {
  readonly code = 'DATASET_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(dataset: string) {
    super(`the connection has no table or view ${dataset}`);
  }
}

export class TestNotFound extends AppError {
  readonly code = 'TEST_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(id: string) {
    super(`no test with id ${id}`);
  }
}

export class RunNotFound extends AppError {
  readonly code = 'RUN_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(id: string) {
    super(`no run with id ${id}`);
  }
}

export class ExecutionNotFound extends AppError {
  readonly code = 'EXECUTION_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(id: string) {
    super(`no execution with id ${id}`);
  }
}

export class ScheduleNotFound extends AppError {
  readonly code = 'SCHEDULE_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(id: string) {
    super(`no schedule with id ${id}`);
  }
}

export class IncidentNotFound extends AppError {
  readonly code = 'INCIDENT_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(id: string) {
    super(`no incident with id ${id}`);
  }
}

export class ChannelNotFound extends AppError {
  readonly code = 'CHANNEL_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(id: string) {
    super(`no channel with id ${id}`);
  }
}

/** No mail was captured under this id, or it is no longer kept. */
export class MailNotFound extends AppError {
  readonly code = 'MAIL_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(id: string) {
    super(`no mail with id ${id} is kept`);
  }
}

export class AlertRuleNotFound extends AppError {
  readonly code = 'ALERT_RULE_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(id: string) {
    super(`no alert rule with id ${id}`);
  }
}

/** No row of this execution is kept: the test allows none, none broke it, or they have expired. */
export class SamplesNotFound extends AppError {
  readonly code = 'SAMPLES_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(executionId: string) {
    super(`no rows are kept of execution ${executionId}, or no longer`);
  }
}

/** What has a unique name. */
export type NamedThing = 'connection' | 'test' | 'schedule' | 'channel' | 'alert rule' | 'user' | 'API key';

export class NameTaken extends AppError {
  readonly code = 'NAME_TAKEN';
  readonly kind = 'conflict';
  constructor(what: NamedThing, name: string) {
    super(`there is already a ${what} named "${name}"`, [{ path: 'name', message: 'is already taken' }]);
  }
}

/** Somebody else changed the record since the caller read it. */
export class VersionConflict extends AppError {
  readonly code = 'VERSION_CONFLICT';
  readonly kind = 'conflict';
  constructor(expected: number) {
    super(`version ${expected} is not the current one: read the record again and repeat the change`);
  }
}

export class ConnectionInUse extends AppError {
  readonly code = 'CONNECTION_IN_USE';
  readonly kind = 'conflict';
  constructor() {
    super('tests use this connection: delete them first, or delete with ?cascade=true');
  }
}

/** What was asked makes no sense for an incident that is over. */
export class IncidentResolved extends AppError {
  readonly code = 'INCIDENT_RESOLVED';
  readonly kind = 'conflict';
  constructor(id: string) {
    super(`incident ${id} is resolved`);
  }
}

/** Rules would send alerts nowhere. */
export class ChannelInUse extends AppError {
  readonly code = 'CHANNEL_IN_USE';
  readonly kind = 'conflict';
  constructor(rules: readonly string[]) {
    super(
      `alert rules use this channel: ${rules.join(', ')}. Change them first, or delete with ?cascade=true, which takes it out of them`,
    );
  }
}

export class DeliveryNotFound extends AppError {
  readonly code = 'DELIVERY_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(id: string) {
    super(`no delivery with id ${id}`);
  }
}

export class DeliveryNotFailed extends AppError {
  readonly code = 'DELIVERY_NOT_FAILED';
  readonly kind = 'conflict';
  constructor(status: string) {
    super(`only a failed delivery can be tried again: this one is ${status}`);
  }
}

export class TestDisabled extends AppError {
  readonly code = 'TEST_DISABLED';
  readonly kind = 'conflict';
  constructor(names: readonly string[]) {
    super(`disabled tests do not run: ${names.join(', ')}`);
  }
}

/** The schedule is kept for a test, which says when it runs. */
export class ScheduleOfTest extends AppError {
  readonly code = 'SCHEDULE_OF_TEST';
  readonly kind = 'conflict';
  constructor(testId: string) {
    super(
      `this schedule belongs to test ${testId}: change or remove the schedule of the test; only pause and resume go here`,
    );
  }
}

/** Something we depend on does not answer; the same request may work later. */
export class Unavailable extends AppError {
  readonly code: string;
  readonly kind = 'unavailable';
  constructor(message: string, code = 'UNAVAILABLE', options?: ErrorOptions) {
    super(message, [], options);
    this.code = code;
  }
}

export class UserNotFound extends AppError {
  readonly code = 'USER_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(id: string) {
    super(`no user with id ${id}`);
  }
}

export class ApiKeyNotFound extends AppError {
  readonly code = 'API_KEY_NOT_FOUND';
  readonly kind = 'not-found';
  constructor(id: string) {
    super(`no API key with id ${id}`);
  }
}

/** Nobody would be left who can administer the platform. */
export class LastAdmin extends AppError {
  readonly code = 'LAST_ADMIN';
  readonly kind = 'conflict';
  constructor() {
    super('this is the last admin: make another user an admin first');
  }
}

/** Nobody but us says here who somebody is. */
export class NoIdentityProvider extends AppError {
  readonly code = 'NO_IDENTITY_PROVIDER';
  readonly kind = 'not-found';
  constructor() {
    super('no identity provider is configured');
  }
}

/** Nobody is known to ask. Says the same whatever was wrong with what was presented. */
export class Unauthenticated extends AppError {
  readonly code = 'UNAUTHENTICATED';
  readonly kind = 'unauthenticated';
  constructor() {
    super('sign in, or send a valid API key as "Authorization: Bearer …"');
  }
}

/** Says the same for an unknown name, a wrong password and a user who may not sign in. */
export class WrongCredentials extends AppError {
  readonly code = 'WRONG_CREDENTIALS';
  readonly kind = 'unauthenticated';
  constructor(message = 'the name or the password is wrong') {
    super(message);
  }
}

export class Forbidden extends AppError {
  readonly code: string;
  readonly kind = 'forbidden';
  constructor(message = 'your role does not allow this', code = 'FORBIDDEN') {
    super(message);
    this.code = code;
  }
}

export class TooMany extends AppError {
  readonly code: string;
  readonly kind = 'too-many';
  constructor(
    readonly retryAfterMs: number,
    message = 'too many requests: slow down',
    code = 'TOO_MANY_REQUESTS',
  ) {
    super(message);
    this.code = code;
  }
}
