/**
 * Values for one parameter that `json_each` takes apart again. A half of a surrogate pair becomes U+FFFD, as it does in a
 * parameter of its own: SQLite would make bytes of it that are no text, and reading these ends the process.
 */
export function jsonOf(values: unknown): string {
  return JSON.stringify(values, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  );
}
