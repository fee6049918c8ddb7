import { ConsoleLogger, type LoggerService, type LogLevel } from '@nestjs/common';
import type { Env } from '../config/env.ts';
import { redact } from './redact.ts';

const levels: Record<Env['log']['level'], LogLevel[]> = {
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug'],
};

/** Nest's console logger, through which no secret passes (see `redact`). One JSON object a line, or text for people. */
export const createLogger = ({ level, format }: Env['log']): LoggerService =>
  new RedactingLogger({ json: format === 'json', logLevels: levels[level] });

/** What the framework tells of its own start: of interest to its developers, at level debug. */
const CHATTER = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

class RedactingLogger extends ConsoleLogger {
  protected override printMessages(
    messages: unknown[],
    context?: string,
    logLevel?: LogLevel,
    writeStreamType?: 'stdout' | 'stderr',
    _errorStack?: unknown,
    params?: { [name: string]: unknown },
  ): void {
    if (logLevel === 'log' && CHATTER.has(context ?? '') && !this.isLevelEnabled('debug')) return;
    super.printMessages(
      messages.map((message) => redact(this.resolveMessage(message))),
      context,
      logLevel,
      writeStreamType,
      undefined,
      params && (redact(params) as { [name: string]: unknown }),
    );
  }

  /** Stacks stay out of logs: what failed and where in our terms is in the message. */
  protected override printStackTrace(): void {}
}
