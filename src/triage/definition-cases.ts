/** Shorter pieces say too little by themselves. */
const SHORTEST = 2;

/** The cases that a definition lists; what stands in brackets mostly names other types. */
export function casesOf(definition: string): string[] {
  return definition
    .replace(/[（(][^）)]*[）)]/g, '')
    .split(/[，,、；;：:。]/)
    .map((piece) =>
      piece
        .replace(/^(?:含|包括|如|以及)/, '')
        .replace(/等$/, '')
        .trim(),
    )
    .filter((piece) => piece.length >= SHORTEST);
}
