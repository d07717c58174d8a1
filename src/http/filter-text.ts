import { AppError } from '../kernel/errors.ts';

/** `name=value`, blanks between; a value with blanks stands in double quotation marks, which are doubled inside. */
const PART = /\s*([A-Za-z]+)=(?:"((?:[^"]|"")*)"|((?:[^"\s]\S*)?))(?=\s|$)/y;

/** A filter in words, `from=2026-11-01 unit=SCS-XCAJ subject="西单 商场"`. Throws `bad_usage` for what is none. */
export function parseFilterText(text: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  const source = text.trim();
  PART.lastIndex = 0;
  while (PART.lastIndex < source.length) {
    const from = PART.lastIndex;
    const found = PART.exec(source);
    if (found === null)
      throw new AppError('bad_usage', {
        reason: `筛选条件从“${source.slice(from).trim().slice(0, 40)}”起看不懂，须写作 字段=值，值里有空格的用双引号括起`,
      });
    const [, name = '', quoted, plain = ''] = found;
    if (fields[name] !== undefined) throw new AppError('bad_usage', { reason: `筛选条件“${name}”写了两次` });
    fields[name] = quoted === undefined ? plain : quoted.replaceAll('""', '"');
  }
  return fields;
}

/** The same the other way round: what `parseFilterText` reads as these fields. */
export function filterText(fields: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(fields)
    .flatMap(([name, value]) => {
      if (value === undefined || value === '') return [];
      return [`${name}=${/[\s"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value}`];
    })
    .join(' ');
}
