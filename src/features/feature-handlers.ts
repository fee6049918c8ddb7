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
import { AlertComposer } from './alerts/alert-composer.ts';
import { AlertSender } from './alerts/alert-sender.ts';
import { ChannelSlots } from './alerts/channel-slots.ts';
import { ChannelTrouble } from './alerts/channel-trouble.ts';
import { CreateAlertRuleHandler } from './alerts/create-alert-rule.ts';
import { CreateChannelHandler } from './alerts/create-channel.ts';
import { DeleteAlertRuleHandler } from './alerts/delete-alert-rule.ts';
import { DeleteChannelHandler } from './alerts/delete-channel.ts';
import { DeliverAlertHandler } from './alerts/deliver-alert.ts';
import { DeliveryDispatcher } from './alerts/delivery-dispatcher.ts';
import { DispatchDeliveriesHandler } from './alerts/dispatch-deliveries.ts';
import { FlushNoticesHandler } from './alerts/flush-notices.ts';
import { GetAlertRuleHandler } from './alerts/get-alert-rule.ts';
import { GetChannelHandler } from './alerts/get-channel.ts';
import { GetDeliveryHandler } from './alerts/get-delivery.ts';
import { ListAlertRulesHandler } from './alerts/list-alert-rules.ts';
import { ListChannelsHandler } from './alerts/list-channels.ts';
import { ListDeliveriesHandler } from './alerts/list-deliveries.ts';
import { OpenChannel } from './alerts/open-channel.ts';
import { RemindIncidentsHandler } from './alerts/remind-incidents.ts';
import { ReplaceAlertRuleHandler } from './alerts/replace-alert-rule.ts';
import { ReplaceChannelHandler } from './alerts/replace-channel.ts';
import { RetryDeliveryHandler } from './alerts/retry-delivery.ts';
import { RouteEventsHandler } from './alerts/route-events.ts';
import { RoutingTable } from './alerts/routing-table.ts';
import { RuleCheck } from './alerts/rule-check.ts';
import { TestChannelHandler } from './alerts/test-channel.ts';
import { TryChannelHandler } from './alerts/try-channel.ts';
import { AuditTrail } from './audit/audit-trail.ts';
import { ListAuditLogsHandler } from './audit/list-audit-logs.ts';
import { OperationSubjects } from './audit/operation-subjects.ts';
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
import { GetMailHandler } from './mails/get-mail.ts';
import { ListMailsHandler } from './mails/list-mails.ts';
import { ChangeIncidentHandler } from './incidents/change-incident.ts';
import { EndOrphanedIncidentsHandler } from './incidents/end-orphaned-incidents.ts';
import { GetIncidentHandler } from './incidents/get-incident.ts';
import { IncidentReviewer } from './incidents/incident-reviewer.ts';
import { ListIncidentsHandler } from './incidents/list-incidents.ts';
import { ReviewVerdictsHandler } from './incidents/review-verdicts.ts';
import { CreateScheduleHandler } from './schedules/create-schedule.ts';
import { DeleteScheduleHandler } from './schedules/delete-schedule.ts';
import { DueDefinitionReader } from './schedules/due-definitions.ts';
import { FireDueSchedulesHandler } from './schedules/fire-due-schedules.ts';
import { FiringRuns } from './schedules/firing-runs.ts';
import { GetOccurrencesHandler } from './schedules/get-occurrences.ts';
import { GetScheduleHandler } from './schedules/get-schedule.ts';
import { ListSchedulesHandler } from './schedules/list-schedules.ts';
import { PreviewScheduleHandler } from './schedules/preview-schedule.ts';
import { ReconcileSchedulesHandler } from './schedules/reconcile-schedules.ts';
import { ReplaceScheduleHandler } from './schedules/replace-schedule.ts';
import { ScheduleViews } from './schedules/schedule-views.ts';
import { ScheduleWriter } from './schedules/schedule-writer.ts';
import { SelectedTests } from './schedules/selected-tests.ts';
import { SetSchedulePausedHandler } from './schedules/set-schedule-paused.ts';
import { TestSchedules } from './schedules/test-schedules.ts';
import { WatchSchedulesHandler } from './schedules/watch-schedules.ts';
import { DefinitionCheck } from './tests/check-definition.ts';
import { CloneTestHandler } from './tests/clone-test.ts';
import { CreateTestHandler } from './tests/create-test.ts';
import { DeleteTestHandler } from './tests/delete-test.ts';
import { DeletedTests } from './tests/deleted-tests.ts';
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
  EndOrphanedIncidentsHandler,
  ChangeIncidentHandler,
  GetIncidentHandler,
  ListIncidentsHandler,
  CreateScheduleHandler,
  ReplaceScheduleHandler,
  DeleteScheduleHandler,
  SetSchedulePausedHandler,
  GetScheduleHandler,
  ListSchedulesHandler,
  GetOccurrencesHandler,
  PreviewScheduleHandler,
  FireDueSchedulesHandler,
  WatchSchedulesHandler,
  ReconcileSchedulesHandler,
  ListAuditLogsHandler,
  ListMailsHandler,
  GetMailHandler,
  CreateChannelHandler,
  ReplaceChannelHandler,
  DeleteChannelHandler,
  GetChannelHandler,
  ListChannelsHandler,
  TestChannelHandler,
  TryChannelHandler,
  CreateAlertRuleHandler,
  ReplaceAlertRuleHandler,
  DeleteAlertRuleHandler,
  GetAlertRuleHandler,
  ListAlertRulesHandler,
  RouteEventsHandler,
  FlushNoticesHandler,
  DeliverAlertHandler,
  DispatchDeliveriesHandler,
  RemindIncidentsHandler,
  GetDeliveryHandler,
  ListDeliveriesHandler,
  RetryDeliveryHandler,
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
  IncidentReviewer,
  DeletedTests,
  ScheduleWriter,
  ScheduleViews,
  TestSchedules,
  DueDefinitionReader,
  SelectedTests,
  FiringRuns,
  AlertComposer,
  AlertSender,
  ChannelSlots,
  ChannelTrouble,
  DeliveryDispatcher,
  OpenChannel,
  RoutingTable,
  RuleCheck,
  AuditTrail,
  SubjectReader,
  OperationSubjects,
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
