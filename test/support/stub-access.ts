import type { Provider } from '@nestjs/common';
import { ApiSettings } from '../../src/api/api-settings.ts';
import { AccessSettings } from '../../src/features/access/access-settings.ts';
import { Authenticator } from '../../src/features/access/authenticator.ts';
import { KeyHolders } from '../../src/features/access/key-holders.ts';
import { PrincipalCache } from '../../src/features/access/principal-cache.ts';
import { SessionHolders } from '../../src/features/access/session-holders.ts';
import { AuditTrail } from '../../src/features/audit/audit-trail.ts';
import { OperationSubjects } from '../../src/features/audit/operation-subjects.ts';
import { Refusals } from '../../src/features/audit/refusals.ts';
import { SubjectReader } from '../../src/features/audit/subject-reader.ts';
import { AlertRuleStore } from '../../src/ports/alert-rule-store.ts';
import { ApiKeyStore } from '../../src/ports/api-key-store.ts';
import { AuditLog } from '../../src/ports/audit-log.ts';
import { ChannelStore } from '../../src/ports/channel-store.ts';
import { Clock, SystemClock } from '../../src/ports/clock.ts';
import { ConnectionStore } from '../../src/ports/connection-store.ts';
import { DeliveryLedger } from '../../src/ports/delivery-ledger.ts';
import { IncidentReader } from '../../src/ports/incident-reader.ts';
import { ScheduleStore } from '../../src/ports/schedule-store.ts';
import { SecretTexts } from '../../src/ports/secret-texts.ts';
import { SessionStore } from '../../src/ports/session-store.ts';
import { TestStore } from '../../src/ports/test-store.ts';
import { UserStore } from '../../src/ports/user-store.ts';
import { MemoryAlertRuleStore } from '../../src/stores/memory/memory.alert-rule-store.ts';
import { MemoryApiKeyStore } from '../../src/stores/memory/memory.api-key-store.ts';
import { MemoryAuditLog } from '../../src/stores/memory/memory.audit-log.ts';
import { MemoryChannelStore } from '../../src/stores/memory/memory.channel-store.ts';
import { MemoryConnectionStore } from '../../src/stores/memory/memory.connection-store.ts';
import { MemoryScheduleStore } from '../../src/stores/memory/memory.schedule-store.ts';
import { MemorySessionStore } from '../../src/stores/memory/memory.session-store.ts';
import { MemoryTestStore } from '../../src/stores/memory/memory.test-store.ts';
import { MemoryUserStore } from '../../src/stores/memory/memory.user-store.ts';
import { NodeSecretTexts } from '../../src/stores/secrets/node.secret-texts.ts';

/** The admin key of every platform that a suite starts. */
export const adminKey = 'the-admin-key-of-the-suites-0123456789';

/** Who the audit log says holds it. */
export const adminKeyHolder = {
  type: 'apiKey',
  id: 'PLUMBLINE_ADMIN_KEY',
  name: 'PLUMBLINE_ADMIN_KEY',
  role: 'admin',
} as const;

export interface StubAccess {
  readonly keys: ApiKeyStore;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly audit: AuditLog;
  readonly secrets: SecretTexts;
}

const HOUR_MS = 3_600_000;

/** Real access control over stores in memory, and what the REST edge needs of it. */
export function stubAccess() {
  const secrets = new NodeSecretTexts();
  const access: StubAccess = {
    keys: new MemoryApiKeyStore(),
    users: new MemoryUserStore(),
    sessions: new MemorySessionStore(),
    audit: new MemoryAuditLog(),
    secrets,
  };
  const sessions = { idleMs: HOUR_MS, longestMs: 8 * HOUR_MS };
  const providers: Provider[] = [
    { provide: Clock, useClass: SystemClock },
    { provide: SecretTexts, useValue: secrets },
    { provide: ApiKeyStore, useValue: access.keys },
    { provide: UserStore, useValue: access.users },
    { provide: SessionStore, useValue: access.sessions },
    { provide: AuditLog, useValue: access.audit },
    { provide: ConnectionStore, useClass: MemoryConnectionStore },
    { provide: TestStore, useClass: MemoryTestStore },
    { provide: ScheduleStore, useClass: MemoryScheduleStore },
    { provide: ChannelStore, useClass: MemoryChannelStore },
    { provide: AlertRuleStore, useClass: MemoryAlertRuleStore },
    // there are none, as far as the audit log looks
    { provide: IncidentReader, useValue: { get: () => Promise.resolve(null) } },
    { provide: DeliveryLedger, useValue: { get: () => Promise.resolve(null) } },
    {
      provide: AccessSettings,
      useValue: new AccessSettings(sessions, secrets.digest(adminKey), false, new Map()),
    },
    { provide: ApiSettings, useValue: new ApiSettings(null, 0, false, false, false) },
    Authenticator,
    KeyHolders,
    SessionHolders,
    PrincipalCache,
    AuditTrail,
    SubjectReader,
    OperationSubjects,
    Refusals,
  ];
  return { access, providers, shared: [ApiSettings, Authenticator, AuditTrail, Refusals] };
}
