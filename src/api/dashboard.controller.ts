import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { GetSummary, type DashboardSummary } from '../features/dashboard/get-summary.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { summaryAnswer } from './schemas/dashboard.ts';

@ApiTags('dashboard')
@Controller('v1/dashboard')
export class DashboardController {
  constructor(private readonly queries: QueryBus) {}

  @Get('summary')
  @Endpoint({
    id: 'getDashboardSummary',
    needs: 'read',
    summary: 'Everything the front page shows',
    answers: { 200: summaryAnswer },
    problems: [],
  })
  summary(): Promise<DashboardSummary> {
    return this.queries.execute(new GetSummary());
  }
}
