import type { ServerResponse } from 'node:http';
import { Body, Controller, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { KnownActor } from '../core/access/actor.ts';
import type { HandChange } from '../core/incidents/by-hand.ts';
import { ChangeIncident } from '../features/incidents/change-incident.ts';
import { ByKnown } from './by.ts';
import { Commands } from './commands.ts';
import { etagOf, expectedVersionOf } from './if-match.ts';
import { incidentAnswerOf } from './incident-answers.ts';
import { Endpoint } from './openapi/endpoint.ts';
import type { ProblemName } from './openapi/problem-answers.ts';
import { incidentPath, type IncidentPath } from './schemas/ids.ts';
import {
  acknowledgeBody,
  assignBody,
  commentBody,
  handOf,
  muteBody,
  muteOf,
  resolveBody,
  unmuteBody,
  type AcknowledgeBody,
  type AssignBody,
  type CommentBody,
  type MuteBody,
  type ResolveBody,
  type UnmuteBody,
} from './schemas/incident-actions.ts';
import { incidentAnswer, type IncidentAnswer } from './schemas/incidents.ts';

const answered = { ifMatch: true, answers: { 200: incidentAnswer }, headers: ['ETag'] } as const;
const problems: readonly ProblemName[] = ['badIfMatch', 'incidentNotFound', 'versionConflict'];

/** The headers and the answer of a change, and who makes it. */
interface Exchange {
  readonly id: IncidentPath['id'];
  readonly ifMatch: string | undefined;
  readonly response: ServerResponse;
  readonly by: KnownActor;
}

/** What people do with an incident. */
@ApiTags('incidents')
@Controller('v1/incidents/:id')
export class IncidentActionsController {
  constructor(private readonly commands: Commands) {}

  @Post('acknowledge')
  @HttpCode(200)
  @Endpoint({
    id: 'acknowledgeIncident',
    needs: 'operate',
    summary: 'Say that somebody looks after it: no more reminders',
    accepts: acknowledgeBody,
    ...answered,
    problems: [...problems, 'incidentResolved'],
  })
  acknowledge(
    @Param({ schema: incidentPath }) { id }: IncidentPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: acknowledgeBody }) body: AcknowledgeBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @ByKnown() by: KnownActor,
  ): Promise<IncidentAnswer> {
    return this.change({ id, ifMatch, response, by }, { action: 'acknowledge' }, body);
  }

  @Post('assign')
  @HttpCode(200)
  @Endpoint({
    id: 'assignIncident',
    needs: 'operate',
    summary: 'Say who looks after it',
    accepts: assignBody,
    ...answered,
    problems: [...problems, 'incidentResolved'],
  })
  assign(
    @Param({ schema: incidentPath }) { id }: IncidentPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: assignBody }) body: AssignBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @ByKnown() by: KnownActor,
  ): Promise<IncidentAnswer> {
    return this.change({ id, ifMatch, response, by }, { action: 'assign', assignee: body.assignee }, body);
  }

  @Post('comment')
  @HttpCode(200)
  @Endpoint({
    id: 'commentIncident',
    needs: 'operate',
    summary: 'Write something into its timeline, also after its resolution',
    accepts: commentBody,
    ...answered,
    problems,
  })
  comment(
    @Param({ schema: incidentPath }) { id }: IncidentPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: commentBody }) body: CommentBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @ByKnown() by: KnownActor,
  ): Promise<IncidentAnswer> {
    return this.change({ id, ifMatch, response, by }, { action: 'comment', text: body.text }, body);
  }

  @Post('mute')
  @HttpCode(200)
  @Endpoint({
    id: 'muteIncident',
    needs: 'operate',
    summary: 'No alerts about it for a while',
    accepts: muteBody,
    ...answered,
    problems: [...problems, 'incidentResolved'],
  })
  mute(
    @Param({ schema: incidentPath }) { id }: IncidentPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: muteBody }) body: MuteBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @ByKnown() by: KnownActor,
  ): Promise<IncidentAnswer> {
    return this.change({ id, ifMatch, response, by }, muteOf(body), body);
  }

  @Post('unmute')
  @HttpCode(200)
  @Endpoint({
    id: 'unmuteIncident',
    needs: 'operate',
    summary: 'Alerts about it again',
    accepts: unmuteBody,
    ...answered,
    problems: [...problems, 'incidentResolved'],
  })
  unmute(
    @Param({ schema: incidentPath }) { id }: IncidentPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: unmuteBody }) body: UnmuteBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @ByKnown() by: KnownActor,
  ): Promise<IncidentAnswer> {
    return this.change({ id, ifMatch, response, by }, { action: 'unmute' }, body);
  }

  @Post('resolve')
  @HttpCode(200)
  @Endpoint({
    id: 'resolveIncident',
    needs: 'operate',
    summary: 'End it; a failure soon after reopens it',
    accepts: resolveBody,
    ...answered,
    problems: [...problems, 'incidentResolved'],
  })
  resolve(
    @Param({ schema: incidentPath }) { id }: IncidentPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: resolveBody }) body: ResolveBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @ByKnown() by: KnownActor,
  ): Promise<IncidentAnswer> {
    return this.change({ id, ifMatch, response, by }, { action: 'resolve' }, body);
  }

  private async change(
    { id, ifMatch, response, by }: Exchange,
    change: HandChange,
    body: Parameters<typeof handOf>[0],
  ): Promise<IncidentAnswer> {
    const command = new ChangeIncident(id, expectedVersionOf(ifMatch), change, handOf(body, by.name));
    const incident = await this.commands.execute(command, by);
    response.setHeader('ETag', etagOf(incident));
    return incidentAnswerOf(incident);
  }
}
