import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.ts';
import { AccessPagesController } from './access-pages.controller.ts';
import { ApiKeysController } from './api-keys.controller.ts';
import { AuditLogsController } from './audit-logs.controller.ts';
import { Callers } from './callers.ts';
import { Commands } from './commands.ts';
import { ConnectionsController } from './connections.controller.ts';
import { DashboardController } from './dashboard.controller.ts';
import { ExecutionsController } from './executions.controller.ts';
import { HealthController } from './health.controller.ts';
import { HomeController } from './home.controller.ts';
import { ProviderSignInController } from './provider-sign-in.controller.ts';
import { RateLimits } from './rate-limits.ts';
import { RunsController } from './runs.controller.ts';
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
    RunsController,
    ExecutionsController,
    DashboardController,
    AuditLogsController,
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
