import { Module } from '@nestjs/common';
import { AlertRulesController } from './alert-rules.controller.ts';
import { AuditLogsController } from './audit-logs.controller.ts';
import { ChannelsController } from './channels.controller.ts';
import { ConnectionsController } from './connections.controller.ts';
import { DashboardController } from './dashboard.controller.ts';
import { DeliveriesController } from './deliveries.controller.ts';
import { ExecutionsController } from './executions.controller.ts';
import { HealthController } from './health.controller.ts';
import { HomeController } from './home.controller.ts';
import { IncidentActionsController } from './incident-actions.controller.ts';
import { IncidentsController } from './incidents.controller.ts';
import { MailsController } from './mails.controller.ts';
import { RunsController } from './runs.controller.ts';
import { ScheduleActionsController } from './schedule-actions.controller.ts';
import { SchedulesController } from './schedules.controller.ts';
import { SourceCatalogueController } from './source-catalogue.controller.ts';
import { TestActionsController } from './test-actions.controller.ts';
import { TestsController } from './tests.controller.ts';

/** The REST edge. Needs the buses of a global CqrsModule and `Readiness`; see `configureApi` for the rest. */
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
    HealthController,
    HomeController,
  ],
})
export class ApiModule {}
