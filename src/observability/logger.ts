import { ConsoleLogger, type LoggerService, type LogLevel } from '@nestjs/common';
import type { Env } from '../config/env.ts';

const levels: Record<Env['log']['level'], LogLevel[]> = {
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug'],
};

export const createLogger = ({ level, format }: Env['log']): LoggerService =>
  new ConsoleLogger({ json: format === 'json', logLevels: levels[level] });
