/** A level that is known beforehand: these types come `times` as often as otherwise, from one day of each year to another. */
export type KnownRise = {
  readonly types: readonly string[];
  /** `MM-DD`, both within; where the end is before the beginning it goes over the turn of the year. */
  readonly from: string;
  readonly to: string;
  readonly times: number;
};
