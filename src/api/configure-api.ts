import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { ApiSettings } from './api-settings.ts';
import { Callers } from './callers.ts';
import { openApiDocument } from './openapi/document.ts';
import { ProblemFilter } from './problem.filter.ts';
import { assignRequestId } from './request-id.ts';
import { acceptOnlyJson, forbidCaching } from './request-rules.ts';
import { RequestValidationPipe } from './request-validation.pipe.ts';
import { documentationHeaders, securityHeaders } from './security-headers.ts';
import { signedInOnly } from './signed-in-only.ts';

export interface ApiOptions {
  /** Largest accepted body: `256kb`, `1mb`. */
  readonly bodyLimit: string;
  /** Shown in the documentation. */
  readonly version: string;
  /** Whose word about a client's address and protocol counts: addresses and networks. */
  readonly trustedProxies: readonly string[];
}

/** Makes a created, not yet initialised application speak the API. Its own body parsers must be off. */
export function configureApi(
  app: NestExpressApplication,
  { bodyLimit, version, trustedProxies }: ApiOptions,
): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  if (trustedProxies.length > 0) app.set('trust proxy', [...trustedProxies]);
  app.use(assignRequestId);
  app.use(securityHeaders);
  app.use('/docs', documentationHeaders);
  app.use(['/v1', '/health', '/openapi.json'], forbidCaching);
  app.use('/v1', acceptOnlyJson);
  app.useBodyParser('json', { limit: bodyLimit, type: () => true });
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(new ProblemFilter());
  if (!app.get(ApiSettings).isDocumentationPublic)
    app.use(['/docs', '/openapi.json'], signedInOnly(app.get(Callers)));
  SwaggerModule.setup('docs', app, () => openApiDocument(app, version), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Plumbline API',
  });
}
