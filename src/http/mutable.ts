type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
/** Answers are written out at once: nobody changes them. */
export const mutable = <T>(value: T): Mutable<T> => value as Mutable<T>;
