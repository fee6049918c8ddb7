import 'reflect-metadata';
import { hostname } from 'node:os';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { configureApi } from '../api/configure-api.ts';
import type { Env } from '../config/env.ts';
import { plumblineVersion } from '../config/version.ts';
import { startEmbeddedParts, type EmbeddedParts } from '../embedded/embedded.ts';
import { createLogger } from '../observability/logger.ts';
import { consumeJobs, type JobConsumer } from '../queue/bullmq.job-consumer.ts';
import { AlertWorker } from '../workers/alert.worker.ts';
import { RunWorker } from '../workers/run.worker.ts';
import { offerSetup } from './offer-setup.ts';
import { openAdapters, queueSettingsOf, type Adapters } from './adapters.ts';
import { PlatformModule, rolesOf } from './platform.module.ts';

/** A running process of the platform. */
export interface Platform {
  /** Where the API listens; null for roles without one. */
  readonly url: string | null;
  /** The Nest application, for tests that look inside. */
  readonly app: INestApplicationContext;
  /** Resolves with the reason when an embedded part ends by itself: the process cannot go on. */
  readonly died: Promise<Error>;
  /** Takes no new work, finishes or hands back what runs, then closes everything. Idempotent. */
  stop(): Promise<void>;
}

/** Starts the process of one role. Whatever had started when something fails is stopped before the error is thrown. */
export async function startPlatform(env: Env): Promise<Platform> {
  const logger = createLogger(env.log);
  Logger.overrideLogger(logger);
  const log = new Logger('Platform');
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    const parts = await startEmbeddedParts(env);
    undo.push(() => parts.stop());
    const adapters = await openAdapters(env, parts, logger);
    undo.push(() => adapters.close());
    const { app, url } = await startApp(env, adapters, undo);
    if (rolesOf(env).worker) {
      const consumer = await consume(env, parts, app);
      undo.push(() => consumer.drain(env.drainTimeoutMs));
    }
    if (url !== null) await offerSetup(app, env.access.publicUrl ?? url);
    log.log(`plumbline ${plumblineVersion} is ready: role ${env.role}${url === null ? '' : `, ${url}`}`);
    let stopped: Promise<void> | null = null;
    return { url, app, died: parts.died, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startApp(env: Env, adapters: Adapters, undo: (() => Promise<unknown>)[]) {
  const module = PlatformModule.of(env, adapters, `${hostname()}-${process.pid}`);
  const options = { abortOnError: false, logger: createLogger(env.log) };
  if (!rolesOf(env).api) {
    const app = await NestFactory.createApplicationContext(module, options);
    undo.push(() => app.close());
    return { app, url: null };
  }
  const app = await NestFactory.create<NestExpressApplication>(module, { ...options, bodyParser: false });
  undo.push(() => app.close());
  configureApi(app, {
    bodyLimit: env.bodyLimit,
    version: plumblineVersion,
    trustedProxies: env.access.trustedProxies,
  });
  await app.listen(env.port, env.host);
  return { app, url: (await app.getUrl()).replace('[::1]', '127.0.0.1') };
}

function consume(env: Env, parts: EmbeddedParts, app: INestApplicationContext): Promise<JobConsumer> {
  const worker = app.get(RunWorker);
  const alerts = app.get(AlertWorker);
  return consumeJobs(
    queueSettingsOf(env, parts),
    {
      executeRun: (job, signal, attempt) => worker.executeRun(job, signal, attempt),
      deliverAlert: (job, signal) => alerts.deliverAlert(job, signal),
    },
    { logger: new Logger('Worker'), concurrency: env.worker.concurrency, lockMs: env.worker.leaseMs },
  );
}
