import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './openapi/document.ts';
import { ProblemFilter } from './problem.filter.ts';
import { assignRequestId } from './request-id.ts';
import { acceptOnlyJson, forbidCaching } from './request-rules.ts';
import { RequestValidationPipe } from './request-validation.pipe.ts';

export interface ApiOptions {
  /** Largest accepted body: `256kb`, `1mb`. */
  readonly bodyLimit: string;
  /** Shown in the documentation. */
  readonly version: string;
}

/** Makes a created, not yet initialised application speak the API. Its own body parsers must be off. */
export function configureApi(app: NestExpressApplication, { bodyLimit, version }: ApiOptions): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(assignRequestId);
  app.use(['/v1', '/health', '/openapi.json'], forbidCaching);
  app.use('/v1', acceptOnlyJson);
  app.useBodyParser('json', { limit: bodyLimit, type: () => true });
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(new ProblemFilter());
  SwaggerModule.setup('docs', app, () => openApiDocument(app, version), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Plumbline API',
  });
}
