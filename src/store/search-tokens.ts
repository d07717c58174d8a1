/** Han characters, kana and hangul: written without spaces. */
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const RUN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+|[\p{L}\p{N}]+/gu;

/** The text cut into runs: ideographs on one side, letters and digits on the other. */
function runs(text: string): string[] {
  return (text.normalize('NFKC').toLowerCase().match(RUN) ?? []).flatMap((run) =>
    // The second branch of RUN also takes ideographs that follow a letter: part them.
    run.split(/(?<=[\p{Script=Han}])(?=[^\p{Script=Han}])|(?<=[^\p{Script=Han}])(?=[\p{Script=Han}])/u),
  );
}

/**
 * Search tokens of a text, space-separated for FTS5: overlapping pairs of ideographs and the last ideograph
 * of each run by itself, whole words of letters or digits. Adjacent pairs are adjacent tokens, so a phrase of
 * pairs finds exactly the substrings; every ideograph begins some token, so a lone one is found by prefix.
 */
export function searchTokens(text: string): string[] {
  const tokens: string[] = [];
  for (const run of runs(text)) {
    if (!IDEOGRAPH.test(run)) {
      tokens.push(run);
      continue;
    }
    const chars = [...run];
    for (let i = 0; i + 1 < chars.length; i++) tokens.push(`${chars[i]}${chars[i + 1]}`);
    tokens.push(chars.at(-1) ?? '');
  }
  return tokens;
}

/**
 * An FTS5 expression that finds every word of `query` (words are parted by spaces): a stretch of ideographs
 * as a substring, letters and digits as the beginning of a word. Null when nothing is left to look for.
 */
export function matchAll(query: string): string | null {
  const parts = runs(query).map((run) => {
    const chars = [...run];
    if (!IDEOGRAPH.test(run) || chars.length === 1) return `"${run}"*`;
    return `"${chars
      .slice(1)
      .map((c, i) => `${chars[i]}${c}`)
      .join(' ')}"`;
  });
  return parts.length === 0 ? null : parts.join(' AND ');
}
