/**
 * Values for one parameter that `json_each` takes apart again. A half of a surrogate pair becomes U+FFFD, as it does in a
 * parameter of its own: SQLite would make bytes of it that are no text, and reading these ends the process.
 */
export function jsonOf(values: unknown): string {
  const json = JSON.stringify(values);
  // Halves are written as escapes; looking at every string of very many rows takes as long as writing them.
  if (!/\\ud[89a-f]/.test(json)) return json;
  return JSON.stringify(values, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  );
}
