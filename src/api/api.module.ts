import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessPagesController } from './access-pages.controller.ts';
import { AccessGuard } from './access.guard.ts';
import { AlertRulesController } from './alert-rules.controller.ts';
import { ApiKeysController } from './api-keys.controller.ts';
import { AuditLogsController } from './audit-logs.controller.ts';
import { Callers } from './callers.ts';
import { ChannelsController } from './channels.controller.ts';
import { Commands } from './commands.ts';
import { ConnectionsController } from './connections.controller.ts';
import { DashboardController } from './dashboard.controller.ts';
import { DeliveriesController } from './deliveries.controller.ts';
import { ExecutionsController } from './executions.controller.ts';
import { HealthController } from './health.controller.ts';
import { HomeController } from './home.controller.ts';
import { IncidentActionsController } from './incident-actions.controller.ts';
import { IncidentsController } from './incidents.controller.ts';
import { MailsController } from './mails.controller.ts';
import { ProviderSignInController } from './provider-sign-in.controller.ts';
import { RateLimits } from './rate-limits.ts';
import { RunsController } from './runs.controller.ts';
import { ScheduleActionsController } from './schedule-actions.controller.ts';
import { SchedulesController } from './schedules.controller.ts';
import { SignInController } from './sign-in.controller.ts';
import { SourceCatalogueController } from './source-catalogue.controller.ts';
import { TestActionsController } from './test-actions.controller.ts';
import { TestsController } from './tests.controller.ts';
import { UsersController } from './users.controller.ts';

/** The REST edge. Needs the buses of a global CqrsModule, `Readiness`, `ApiSettings` and what `features/access` and `features/audit` offer; see `configureApi` for the rest. */
@Module({
  controllers: [
    ConnectionsController,
    SourceCatalogueController,
    TestsController,
    TestActionsController,
    SchedulesController,
    ScheduleActionsController,
    RunsController,
    ExecutionsController,
    ChannelsController,
    AlertRulesController,
    DeliveriesController,
    DashboardController,
    IncidentsController,
    IncidentActionsController,
    AuditLogsController,
    MailsController,
    UsersController,
    ApiKeysController,
    SignInController,
    ProviderSignInController,
    HealthController,
    HomeController,
    AccessPagesController,
  ],
  providers: [Commands, Callers, RateLimits, { provide: APP_GUARD, useClass: AccessGuard }],
})
export class ApiModule {}
