import { expect, onTestFinished } from 'vitest';
import type { Verdict } from '../../src/orders/life-events.ts';
import { HOUR, lifeDesk, PEOPLE } from './life-desk.ts';
import { tempDatabase } from './temp.ts';

const { leader, handler, callback } = PEOPLE;
export const UNIT = 'SCS-XCAJ';
export const BOTH_NO = { solved: 'unsolved', satisfied: 'dissatisfied', attitude: 'bad' } as const;
export const ONE_NO = { solved: 'solved', satisfied: 'dissatisfied', attitude: 'fair' } as const;
export const BOTH_YES = { solved: 'solved', satisfied: 'satisfied', attitude: 'good' } as const;

/** A desk where the station's orders were judged so, one after the other. */
export const judged = (...verdicts: readonly Verdict[]) => judgedAt(tempDatabase(), ...verdicts);

export async function judgedAt(url: string, ...verdicts: readonly Verdict[]) {
  const d = await lifeDesk(url, (store) => onTestFinished(() => store.close()));
  const ids: string[] = [];
  const judge = async (id: string, verdict: Verdict, by = handler): Promise<void> => {
    await d.move(by, id, 'reply', d.replyData());
    await d.services.callbacks.record(callback, id, { data: { result: 'answered', verdict } });
    d.pass(HOUR / 4);
  };
  for (const verdict of verdicts) {
    const id = await d.handled(`西单的鞋${ids.length}`);
    await judge(id, verdict);
    ids.push(id);
  }
  const numberOf = async (id: string): Promise<string> => (await d.services.orders.get(leader, id)).number;
  return { ...d, ids, judge, numberOf, scores: d.services.scores };
}

/** The list of a year comes to what the ledgers of its units come to. */
export async function agrees(d: Awaited<ReturnType<typeof judged>>, year: number): Promise<void> {
  const { units } = await d.scores.year(leader, year);
  for (const unit of d.profile.units.map(({ code }) => code)) {
    const { unit: own } = await d.scores.ledger(leader, unit, year);
    const listed = units.find((one) => one.unit === unit);
    expect([listed?.tenths ?? 0, listed?.fen ?? 0]).toEqual([own.tenths, own.fen]);
  }
}

export const nextYear = (d: { clock: { set: (ms: number) => void } }, year = 2027): void =>
  d.clock.set(Date.parse(`${year}-01-10T10:00:00+08:00`));
