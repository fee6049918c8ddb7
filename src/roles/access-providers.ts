import type { Provider } from '@nestjs/common';
import { ApiSettings } from '../api/api-settings.ts';
import type { Env } from '../config/env.ts';
import { AccessSettings } from '../features/access/access-settings.ts';
import { Authenticator } from '../features/access/authenticator.ts';
import { AuditTrail } from '../features/audit/audit-trail.ts';
import { Refusals } from '../features/audit/refusals.ts';
import { AccessMaintenance } from '../ports/access-maintenance.ts';
import { ApiKeyStore } from '../ports/api-key-store.ts';
import { AttemptLedger } from '../ports/attempt-ledger.ts';
import { IdentityProvider } from '../ports/identity-provider.ts';
import { OneTimeNotes } from '../ports/one-time-notes.ts';
import { PasswordHasher } from '../ports/password-hasher.ts';
import { SecretTexts } from '../ports/secret-texts.ts';
import { SessionStore } from '../ports/session-store.ts';
import { UserStore } from '../ports/user-store.ts';
import type { AccessAdapters } from './access-adapters.ts';

export const accessPortsOf = (adapters: AccessAdapters): Provider[] => [
  { provide: UserStore, useValue: adapters.users },
  { provide: ApiKeyStore, useValue: adapters.keys },
  { provide: SessionStore, useValue: adapters.sessions },
  { provide: AttemptLedger, useValue: adapters.attempts },
  { provide: OneTimeNotes, useValue: adapters.notes },
  { provide: AccessMaintenance, useValue: adapters.maintenance },
  { provide: PasswordHasher, useValue: adapters.hasher },
  { provide: SecretTexts, useValue: adapters.secrets },
  { provide: IdentityProvider, useValue: adapters.provider },
];

export const accessSettingsOf = ({ access }: Env): Provider[] => [
  {
    provide: AccessSettings,
    inject: [SecretTexts],
    useFactory: (secrets: SecretTexts) =>
      new AccessSettings(
        access.sessions,
        access.adminKey === null ? null : secrets.digest(access.adminKey),
        access.isOneClickSetup,
        access.oidc?.groupRoles ?? new Map(),
      ),
  },
  {
    provide: ApiSettings,
    useValue: new ApiSettings(
      access.publicUrl === null ? null : new URL(access.publicUrl),
      access.rateLimit,
      access.isDocumentationPublic,
      access.isOneClickSetup,
      access.oidc !== null,
    ),
  },
];

/** What the REST edge takes from the module that binds it. */
export const sharedWithTheApi = [ApiSettings, Authenticator, AuditTrail, Refusals];
