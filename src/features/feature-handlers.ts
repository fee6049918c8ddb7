import { ListAuditLogsHandler } from './audit/list-audit-logs.ts';
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
import { GetMailHandler } from './mails/get-mail.ts';
import { ListMailsHandler } from './mails/list-mails.ts';
import { ChangeIncidentHandler } from './incidents/change-incident.ts';
import { GetIncidentHandler } from './incidents/get-incident.ts';
import { IncidentReviewer } from './incidents/incident-reviewer.ts';
import { ListIncidentsHandler } from './incidents/list-incidents.ts';
import { ReviewVerdictsHandler } from './incidents/review-verdicts.ts';
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
  ReviewVerdictsHandler,
  ChangeIncidentHandler,
  GetIncidentHandler,
  ListIncidentsHandler,
  ListAuditLogsHandler,
  ListMailsHandler,
  GetMailHandler,
];

/** What the handlers share. */
export const featureServices = [
  OpenConnection,
  DefinitionCheck,
  RunDispatcher,
  ClaimKeeper,
  IncidentReviewer,
];
