/** What was found of one group that did not pass. */
export interface GroupVerdict {
  /** In words: `country = CH`. */
  readonly group: string;
  readonly status: 'warned' | 'failed';
  readonly message: string;
}
