/** From a first day on until another, exclusive; ISO days. A bound left out, or null, is none. */
export type Period = { readonly effectiveFrom?: string; readonly effectiveTo?: string | null };

export function holdsOn({ effectiveFrom, effectiveTo }: Period, day: string): boolean {
  return (
    (effectiveFrom === undefined || effectiveFrom <= day) &&
    (effectiveTo === undefined || effectiveTo === null || day < effectiveTo)
  );
}

/** The days on which one of the periods begins or ends, in order, each once. */
export function boundariesOf(periods: readonly Period[]): string[] {
  const days = periods.flatMap(({ effectiveFrom, effectiveTo }) => [effectiveFrom, effectiveTo]);
  return [...new Set(days.filter((day) => typeof day === 'string'))].sort();
}
