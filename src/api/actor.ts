import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditActor } from '../core/audit.ts';
import { requestIdOf } from './request-id.ts';

/** Who asks, as the audit log will name them. */
export const actorOf = (request: IncomingMessage, response: ServerResponse): AuditActor => ({
  type: 'anonymous',
  requestId: requestIdOf(response),
  address: request.socket.remoteAddress ?? null,
});
