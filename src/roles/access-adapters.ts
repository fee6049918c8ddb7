import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Env } from '../config/env.ts';
import { NoneIdentityProvider } from '../identity/none.identity-provider.ts';
import { OpenIdIdentityProvider } from '../identity/openid.identity-provider.ts';
import type { AccessMaintenance } from '../ports/access-maintenance.ts';
import type { ApiKeyStore } from '../ports/api-key-store.ts';
import type { AttemptLedger } from '../ports/attempt-ledger.ts';
import type { IdentityProvider } from '../ports/identity-provider.ts';
import type { OneTimeNotes } from '../ports/one-time-notes.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { SecretTexts } from '../ports/secret-texts.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { UserStore } from '../ports/user-store.ts';
import { DynamoApiKeyStore } from '../stores/dynamo/dynamo.api-key-store.ts';
import { DynamoAttemptLedger } from '../stores/dynamo/dynamo.attempt-ledger.ts';
import { DynamoOneTimeNotes } from '../stores/dynamo/dynamo.one-time-notes.ts';
import { DynamoSessionStore } from '../stores/dynamo/dynamo.session-store.ts';
import { DynamoUserStore } from '../stores/dynamo/dynamo.user-store.ts';
import { DynamoAccessMaintenance } from '../stores/dynamo/short-lived.ts';
import { Argon2PasswordHasher } from '../stores/secrets/argon2.password-hasher.ts';
import { NodeSecretTexts } from '../stores/secrets/node.secret-texts.ts';

/** What knowing who asks is made of. */
export interface AccessAdapters {
  readonly users: UserStore;
  readonly keys: ApiKeyStore;
  readonly sessions: SessionStore;
  readonly attempts: AttemptLedger;
  readonly notes: OneTimeNotes;
  readonly maintenance: AccessMaintenance;
  readonly hasher: PasswordHasher;
  readonly secrets: SecretTexts;
  readonly provider: IdentityProvider;
}

export const openAccessAdapters = (
  dynamo: DynamoDBDocumentClient,
  { tablePrefix: prefix, access: { oidc, publicUrl } }: Env,
): AccessAdapters => ({
  users: new DynamoUserStore(dynamo, prefix),
  keys: new DynamoApiKeyStore(dynamo, prefix),
  sessions: new DynamoSessionStore(dynamo, prefix),
  attempts: new DynamoAttemptLedger(dynamo, prefix),
  notes: new DynamoOneTimeNotes(dynamo, prefix),
  maintenance: new DynamoAccessMaintenance(dynamo, prefix),
  hasher: new Argon2PasswordHasher(),
  secrets: new NodeSecretTexts(),
  provider:
    oidc === null || publicUrl === null
      ? new NoneIdentityProvider()
      : new OpenIdIdentityProvider(oidc, new URL(`${publicUrl}/v1/sign-in/oidc/callback`)),
});
