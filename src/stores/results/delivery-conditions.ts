import { z } from 'zod';
import { MalformedCursor } from '../../core/errors.ts';
import type { DeliveryId } from '../../core/ids.ts';
import type { DeliveryFilter } from '../../ports/delivery-ledger.ts';
import type { Parameter } from './sql.ts';

/** A filter and a cursor as a WHERE clause with its parameters. Throws `MalformedCursor`. */
export function deliveryConditions(filter: DeliveryFilter, cursor: string | null) {
  const parameters: Parameter[] = [];
  const conditions: string[] = ['true'];
  const add = (parameter: Parameter | undefined, condition: (placeholder: string) => string) => {
    if (parameter === undefined) return;
    parameters.push(parameter);
    conditions.push(condition(`$${parameters.length}`));
  };
  add(filter.channelId, (p) => `d.channel_id = ${p}::uuid`);
  add(filter.status, (p) => `d.status = ANY (${p}::text[])`);
  add(filter.transition, (p) => `d.transition = ANY (${p}::text[])`);
  add(
    filter.incidentId,
    (p) =>
      `d.id IN (SELECT n.delivery_id FROM plumbline.alert_notices n WHERE n.incident_id = ${p}::uuid AND n.delivery_id IS NOT NULL)`,
  );
  if (cursor !== null) add(positionOf(cursor), (p) => `d.id < ${p}::uuid`);
  return { where: conditions.join(' AND '), parameters };
}

/** Ids of deliveries carry their time, so a page goes on behind the last one's id. */
export const cursorAfterDelivery = (id: DeliveryId): string => Buffer.from(id).toString('base64url');

function positionOf(cursor: string): string {
  const id = z.uuid().safeParse(Buffer.from(cursor, 'base64url').toString());
  if (!id.success || Buffer.from(id.data).toString('base64url') !== cursor) throw new MalformedCursor();
  return id.data;
}
