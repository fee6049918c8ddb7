import type { Delivery } from '../../core/alerting/delivery.ts';

/** How far a delivery is, without what it says: that tells of the data. */
export const deliveryStateOf = ({
  channelId,
  channelName,
  transition,
  status,
  attempts,
}: Delivery): object => ({
  channelId,
  channelName,
  transition,
  status,
  attempts,
});
