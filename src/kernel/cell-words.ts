/** What of a fact's definition the words of a condition need. */
export type CellFact = {
  readonly kind: 'flag' | 'number' | 'choice' | 'day';
  readonly values?: Readonly<Record<string, string>>;
  readonly unit?: string;
};

const ONE = /^(<=|>=|≤|≥|＜|＞|<|>|=|＝)?\s*(\d{4}-\d{2}-\d{2}|-?\d+(?:\.\d+)?)$/u;
const RANGE = /^(\d{4}-\d{2}-\d{2}|-?\d+(?:\.\d+)?)\s*(?:～|~|\.\.)\s*(\d{4}-\d{2}-\d{2}|-?\d+(?:\.\d+)?)$/u;

const NUMBER_WORDS: Readonly<Record<string, string>> = {
  '<': '不到 ',
  '＜': '不到 ',
  '<=': '不超过 ',
  '≤': '不超过 ',
  '>': '超过 ',
  '＞': '超过 ',
  '>=': '至少 ',
  '≥': '至少 ',
  '=': '',
  '＝': '',
};

const DAY_WORDS: Readonly<Record<string, readonly [before: string, after: string]>> = {
  '<': ['早于 ', ''],
  '＜': ['早于 ', ''],
  '<=': ['', ' 及以前'],
  '≤': ['', ' 及以前'],
  '>': ['晚于 ', ''],
  '＞': ['晚于 ', ''],
  '>=': ['', ' 及以后'],
  '≥': ['', ' 及以后'],
  '=': ['', ''],
  '＝': ['', ''],
};

/**
 * A cell of a decision table in plain words: `>7` of a number of days becomes 超过 7天, `非 线下` 不是线下, `线上、自提`
 * 线上或自提. What cannot be read is shown as it is written; whether a cell may be written so is for `readCell` to say.
 */
export function cellWords(definition: CellFact | undefined, cell: string): string {
  const written = cell.trim();
  if (definition === undefined || definition.kind === 'flag') return written;
  if (definition.kind === 'choice') {
    const labels = Object.values(definition.values ?? {});
    if (labels.includes(written)) return written;
    const isNot = written.startsWith('非');
    const listed = isNot ? written.slice(1).trim() : written;
    const words = labels.includes(listed)
      ? listed
      : listed
          .split(/[、,，|]/u)
          .map((part) => definition.values?.[part.trim()] ?? part.trim())
          .join(isNot ? '，也不是' : '或');
    return isNot ? `不是${words}` : words;
  }
  const unit = definition.kind === 'number' ? (definition.unit ?? '') : '';
  const range = RANGE.exec(written);
  if (range) return `${range[1]} 至 ${range[2]}${unit}`;
  const one = ONE.exec(written);
  if (!one) return written;
  const [, sign = '=', limit = ''] = one;
  if (definition.kind === 'number') return `${NUMBER_WORDS[sign] ?? ''}${limit}${unit}`;
  const [before, after] = DAY_WORDS[sign] ?? ['', ''];
  return `${before}${limit}${after}`;
}
