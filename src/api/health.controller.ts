import type { ServerResponse } from 'node:http';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Readiness } from '../ports/readiness.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { liveAnswer, readyAnswer } from './schemas/health.ts';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @Endpoint({
    id: 'getLiveness',
    needs: 'public',
    summary: 'Whether the process runs',
    answers: { 200: liveAnswer },
    problems: [],
  })
  live(): z.infer<typeof liveAnswer> {
    return { status: 'live' };
  }

  @Get('ready')
  @Endpoint({
    id: 'getReadiness',
    needs: 'public',
    summary: 'Whether every part this process depends on answers',
    answers: { 200: readyAnswer, 503: readyAnswer },
    problems: [],
  })
  async ready(@Res({ passthrough: true }) response: ServerResponse): Promise<z.infer<typeof readyAnswer>> {
    const parts = await this.readiness.check();
    const isReady = Object.values(parts).every((problem) => problem === null);
    if (!isReady) response.statusCode = 503;
    return { status: isReady ? 'ready' : 'notReady', parts };
  }
}
