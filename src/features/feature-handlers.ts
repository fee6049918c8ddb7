import { Authenticator } from './access/authenticator.ts';
import { BeginProviderSignInHandler } from './access/begin-provider-sign-in.ts';
import { ChangePasswordHandler } from './access/change-password.ts';
import { CompleteProviderSignInHandler } from './access/complete-provider-sign-in.ts';
import { CompleteSetupHandler } from './access/complete-setup.ts';
import { CreateApiKeyHandler } from './access/create-api-key.ts';
import { CreateUserHandler } from './access/create-user.ts';
import { DeleteUserHandler } from './access/delete-user.ts';
import { ForgetExpiredSessionsHandler } from './access/forget-expired-sessions.ts';
import { GetUserHandler } from './access/get-user.ts';
import { KeyHolders } from './access/key-holders.ts';
import { ListApiKeysHandler } from './access/list-api-keys.ts';
import { ListUsersHandler } from './access/list-users.ts';
import { Lockout } from './access/lockout.ts';
import { NewUsers } from './access/new-users.ts';
import { PatchUserHandler } from './access/patch-user.ts';
import { PrincipalCache } from './access/principal-cache.ts';
import { ProvidedUsers } from './access/provided-users.ts';
import { RevokeApiKeyHandler } from './access/revoke-api-key.ts';
import { SessionHolders } from './access/session-holders.ts';
import { SetupLinks } from './access/setup-links.ts';
import { SetupOpening } from './access/setup-opening.ts';
import { SignInHandler } from './access/sign-in.ts';
import { SignOutHandler } from './access/sign-out.ts';
import { AuditTrail } from './audit/audit-trail.ts';
import { ListAuditLogsHandler } from './audit/list-audit-logs.ts';
import { Refusals } from './audit/refusals.ts';
import { SubjectReader } from './audit/subject-reader.ts';
import { CreateConnectionHandler } from './connections/create-connection.ts';
import { DeleteConnectionHandler } from './connections/delete-connection.ts';
import { GetConnectionHandler } from './connections/get-connection.ts';
import { ListColumnsHandler } from './connections/list-columns.ts';
import { ListConnectionsHandler } from './connections/list-connections.ts';
import { ListDatasetsHandler } from './connections/list-datasets.ts';
import { OpenConnection } from './connections/open-connection.ts';
import { ReplaceConnectionHandler } from './connections/replace-connection.ts';
import { VerifyConnectionHandler } from './connections/verify-connection.ts';
import { GetSummaryHandler } from './dashboard/get-summary.ts';
import { CancelRunHandler } from './executions/cancel-run.ts';
import { ClaimKeeper } from './executions/claim-keeper.ts';
import { DispatchStraysHandler } from './executions/dispatch-strays.ts';
import { ExecuteRunHandler } from './executions/execute-run.ts';
import { GetExecutionSamplesHandler } from './executions/get-execution-samples.ts';
import { GetExecutionHandler } from './executions/get-execution.ts';
import { GetRunHandler } from './executions/get-run.ts';
import { ListExecutionsHandler } from './executions/list-executions.ts';
import { MaintainResultsHandler } from './executions/maintain-results.ts';
import { RequestRunHandler } from './executions/request-run.ts';
import { RunDispatcher } from './executions/run-dispatcher.ts';
import { DefinitionCheck } from './tests/check-definition.ts';
import { CloneTestHandler } from './tests/clone-test.ts';
import { CreateTestHandler } from './tests/create-test.ts';
import { DeleteTestHandler } from './tests/delete-test.ts';
import { GetTestHandler } from './tests/get-test.ts';
import { ListTestsHandler } from './tests/list-tests.ts';
import { PatchTestHandler } from './tests/patch-test.ts';
import { PreviewTestHandler } from './tests/preview-test.ts';
import { ReplaceTestHandler } from './tests/replace-test.ts';

/** Every use case: the one handler of each command and query. */
export const featureHandlers = [
  CreateConnectionHandler,
  ReplaceConnectionHandler,
  DeleteConnectionHandler,
  VerifyConnectionHandler,
  GetConnectionHandler,
  ListConnectionsHandler,
  ListDatasetsHandler,
  ListColumnsHandler,
  CreateTestHandler,
  ReplaceTestHandler,
  PatchTestHandler,
  CloneTestHandler,
  DeleteTestHandler,
  GetTestHandler,
  ListTestsHandler,
  PreviewTestHandler,
  RequestRunHandler,
  ExecuteRunHandler,
  CancelRunHandler,
  DispatchStraysHandler,
  MaintainResultsHandler,
  GetRunHandler,
  GetExecutionHandler,
  GetExecutionSamplesHandler,
  ListExecutionsHandler,
  GetSummaryHandler,
  ListAuditLogsHandler,
  SignInHandler,
  SignOutHandler,
  BeginProviderSignInHandler,
  CompleteProviderSignInHandler,
  CompleteSetupHandler,
  ForgetExpiredSessionsHandler,
  ChangePasswordHandler,
  CreateUserHandler,
  PatchUserHandler,
  DeleteUserHandler,
  GetUserHandler,
  ListUsersHandler,
  CreateApiKeyHandler,
  RevokeApiKeyHandler,
  ListApiKeysHandler,
];

/** What the handlers share. */
export const featureServices = [
  OpenConnection,
  DefinitionCheck,
  RunDispatcher,
  ClaimKeeper,
  AuditTrail,
  SubjectReader,
  Refusals,
  Authenticator,
  KeyHolders,
  SessionHolders,
  PrincipalCache,
  Lockout,
  NewUsers,
  ProvidedUsers,
  SetupLinks,
  SetupOpening,
];
