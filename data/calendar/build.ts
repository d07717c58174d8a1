import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes cn.json from a collection of the State Council's notices in one file
 * (`{ papers: { year: [address] }, days: [{ date, name, off }] }`, where a year is that of the notice):
 * `npx tsx data/calendar/build.ts SOURCE.json`.
 */
type Source = {
  readonly papers: Readonly<Record<string, readonly string[]>>;
  readonly days: readonly { readonly date: string; readonly name: string; readonly off: boolean }[];
};

const FIRST = 2019;

const [sourceFile] = process.argv.slice(2);
if (sourceFile === undefined) {
  console.error('npx tsx data/calendar/build.ts SOURCE.json');
  process.exit(2);
}
const source = JSON.parse(readFileSync(sourceFile, 'utf8')) as Source;
const announced = Object.keys(source.papers)
  .map(Number)
  .filter((year) => year >= FIRST && (source.papers[year]?.length ?? 0) > 0)
  .sort((a, b) => a - b);

function isWeekend(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).getUTCDay() % 6 === 0;
}

/** Days of 元旦 at the end of a December stand in the notice of the year after. */
function noticeYear({ date, name }: Source['days'][number]): number {
  const year = Number(date.slice(0, 4));
  return date.slice(5) >= '12-25' && name.includes('元旦') ? year + 1 : year;
}

const years = announced.map((year) => {
  const days = source.days.filter(({ date }) => date.startsWith(`${year}-`));
  const notices = [...new Set([year, ...days.map(noticeYear)])].sort((a, b) => a - b);
  const names = [
    ...new Set(days.map(({ name, date }) => `${name}\n${noticeYear({ name, date, off: true })}`)),
  ];
  const holidays = names.map((key) => {
    const [name = ''] = key.split('\n');
    const own = days.filter((day) => `${day.name}\n${noticeYear(day)}` === key);
    const work = own.filter(({ off }) => !off).map(({ date }) => date);
    for (const date of work.filter((day) => !isWeekend(day)))
      console.log(`${date} ${name}: a weekday named as workday, left out`);
    return { name, off: own.filter(({ off }) => off).map(({ date }) => date), work: work.filter(isWeekend) };
  });
  return { year, notices: notices.flatMap((notice) => source.papers[notice] ?? []), holidays };
});

const text = years.map(({ year, notices, holidays }) => {
  const rows = (values: readonly unknown[]): string =>
    values.map((value) => `        ${JSON.stringify(value)}`).join(',\n');
  return (
    `    {\n      "year": ${year},\n      "notices": [\n${rows(notices)}\n      ],\n` +
    `      "holidays": [\n${rows(holidays)}\n      ]\n    }`
  );
});
writeFileSync(
  join(import.meta.dirname, 'cn.json'),
  `{\n  "format": "jiesu-calendar/1",\n  "name": "国务院办公厅节假日安排",\n  "years": [\n${text.join(',\n')}\n  ]\n}\n`,
);
console.log(`${years.length} years: ${announced[0]}-${announced.at(-1)}`);
