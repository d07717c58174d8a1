/** The keys of an object that has just those of its type, in order: for lists that must follow a table. */
export const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): [K, ...K[]] =>
  Object.keys(table) as [K, ...K[]];
