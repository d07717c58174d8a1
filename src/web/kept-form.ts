/** What was typed into a form that the server sent back. */
export type KeptForm = {
  readonly move: string;
  readonly values: Readonly<Record<string, string | readonly string[]>>;
};

/** What stands in the fields of one form: as typed, or what it begins with. */
export type FormValues = {
  /** Whether this form was sent back. */
  readonly isKept: boolean;
  readonly one: (name: string, begins?: string) => string;
  readonly has: (name: string, value: string) => boolean;
  /** The n-th of several fields of one name. */
  readonly nth: (name: string, n: number) => string;
  readonly all: (name: string) => readonly string[];
};

/** The values of the form of a move; empty where another one was sent back. */
export function valuesOf(kept: KeptForm | null, move: string): FormValues {
  const values = kept?.move === move ? kept.values : null;
  const all = (name: string): readonly string[] => {
    const value = values?.[name];
    return value === undefined ? [] : typeof value === 'string' ? [value] : value;
  };
  return {
    isKept: values !== null,
    one: (name, begins = '') => (values === null ? begins : (all(name)[0] ?? '')),
    has: (name, value) => all(name).includes(value),
    nth: (name, n) => all(name)[n] ?? '',
    all,
  };
}
