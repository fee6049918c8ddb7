import { Global, Module, type Provider, type Type } from '@nestjs/common';
import { Command, CommandHandler, CqrsModule, QueryHandler } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiModule } from '../../src/api/api.module.ts';
import { configureApi } from '../../src/api/configure-api.ts';
import { Readiness } from '../../src/ports/readiness.ts';
import { RecordingLogger } from './recording-logger.ts';
import { adminKey, stubAccess, type StubAccess } from './stub-access.ts';

type MessageClass<M> = abstract new (...args: never[]) => M;

/** The whole REST edge over HTTP, with a stand-in behind each message that a test is about. */
export interface StubApi {
  readonly app: NestExpressApplication;
  readonly url: string;
  /** Every message that was dispatched, in order. */
  readonly messages: readonly object[];
  readonly log: RecordingLogger;
  readonly parts: { [part: string]: string | null };
  readonly access: StubAccess;
  /** As an admin, unless the headers say who else asks. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  close(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; null when there is none. */
  readonly json: unknown;
}

/** A stand-in for the handler of one message. */
export interface Stub {
  readonly message: MessageClass<object>;
  readonly answer: (message: never) => unknown;
}

export const stub = <M extends object>(message: MessageClass<M>, answer: (message: M) => unknown): Stub => ({
  message,
  answer,
});

/** `others` are modules beside the API's own. */
export async function startStubApi(stubs: readonly Stub[], others: readonly Type[] = []): Promise<StubApi> {
  const messages: object[] = [];
  const parts: { [part: string]: string | null } = { results: null, queue: null };
  const readiness: Provider = { provide: Readiness, useValue: { check: () => Promise.resolve(parts) } };
  const { access, providers, shared } = stubAccess();
  const handlers = stubs.map((each) => handlerOf(each, messages));

  @Global()
  @Module({
    imports: [CqrsModule.forRoot(), ApiModule, ...others],
    providers: [readiness, ...providers, ...handlers],
    exports: [Readiness, ...shared],
  })
  class StubPlatform {}

  const log = new RecordingLogger();
  const app = await NestFactory.create<NestExpressApplication>(StubPlatform, {
    logger: log,
    bodyParser: false,
  });
  configureApi(app, { bodyLimit: '16kb', version: '9.9.9', trustedProxies: [] });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const send: StubApi['send'] = async (method, path, body, headers = {}) => {
    const reply = await fetch(url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        authorization: `Bearer ${adminKey}`,
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, json: text === '' ? null : JSON.parse(text) };
  };
  return { app, url, messages, log, parts, access, send, close: () => app.close() };
}

function handlerOf({ message, answer }: Stub, messages: object[]): Provider {
  class StubHandler {
    execute(received: object): unknown {
      messages.push(received);
      return answer(received as never);
    }
  }
  const decorate = message.prototype instanceof Command ? CommandHandler(message) : QueryHandler(message);
  decorate(StubHandler);
  return StubHandler;
}
