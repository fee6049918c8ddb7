const RECORD = 'record#';

/** The key of a record's item. */
export const recordKey = (id: string): string => RECORD + id;

/** The id in a key that `recordKey` made. */
export const idInKey = (pk: string): string => pk.slice(RECORD.length);

/** Whether a key is that of a record's item. */
export const isRecordKey = (pk: string): boolean => pk.startsWith(RECORD);

/** The key of the item that says whose a name is. */
export const reservationKey = (nameKey: string): string => `name#${nameKey}`;
