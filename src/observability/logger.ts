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

class RedactingLogger extends ConsoleLogger {
  protected override printMessages(
    messages: unknown[],
    context?: string,
    logLevel?: LogLevel,
    writeStreamType?: 'stdout' | 'stderr',
    errorStack?: unknown,
    params?: { [name: string]: unknown },
  ): void {
    super.printMessages(
      messages.map((message) => redact(this.resolveMessage(message))),
      context,
      logLevel,
      writeStreamType,
      redact(errorStack),
      params && (redact(params) as { [name: string]: unknown }),
    );
  }

  protected override printStackTrace(stack: string): void {
    super.printStackTrace(redact(stack) as string);
  }
}
