import { AppError } from '../../kernel/errors.ts';
import type { Db } from '../../store/client.ts';
import { decisionsOf } from '../../store/decisions.ts';
import { ordersByIds } from '../../store/orders.ts';
import { exposuresIn, marksOf } from '../../text/exposure.ts';
import type { CallerMark } from '../../text/exposure.ts';
import type { OrderInput, TriageResult } from '../types.ts';

/** Texts that the party complained about, or everybody, may read, by where they go. */
export const OUTGOING = {
  notice: '公示的答复',
  merchant: '转商家的内容',
  settlement: '和解内容',
  mediationEnd: '终止调解的理由',
  task: '主动办理任务',
  taskResult: '主动办理结果',
  act: '约谈、检查记录',
  card: '案例卡的意见和说明',
} as const;

/**
 * Throws `caller_exposed` for the first text that tells who called, naming the place: the one check 诉求人护盾 in front of
 * everything that the party complained about, or everybody, may read.
 */
export function mustNotExpose(
  marks: readonly CallerMark[],
  place: keyof typeof OUTGOING,
  ...texts: readonly string[]
): void {
  for (const text of texts) {
    const [first] = exposuresIn(text, marks);
    if (first !== undefined)
      throw new AppError('caller_exposed', {
        place: OUTGOING[place],
        what: first.what,
        at: first.start + 1,
      });
  }
}

/** The same for a text about several orders. */
export async function mustNotNameCallers(
  db: Db,
  orderIds: readonly string[],
  place: keyof typeof OUTGOING,
  ...texts: readonly string[]
): Promise<void> {
  const decided = await decisionsOf(db, orderIds);
  const marks = (await ordersByIds(db, orderIds)).flatMap(({ id, input }) => {
    const triage = decided.get(id) as TriageResult | undefined;
    return marksOf(input as unknown as OrderInput, triage?.entities ?? []);
  });
  mustNotExpose(marks, place, ...texts);
}

/** The text, or nothing of it where it tells who called: for what goes out without anybody there to mend it. */
export const unexposed = (input: OrderInput, text: string): string =>
  exposuresIn(text, marksOf(input, [])).length === 0 ? text : '';
