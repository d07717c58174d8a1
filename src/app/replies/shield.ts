import { AppError } from '../../kernel/errors.ts';
import { exposuresIn, marksOf } from '../../text/exposure.ts';
import type { Entity } from '../../text/types.ts';
import type { OrderInput } from '../types.ts';

/** A text on its way out, under the name of where it goes. */
export type Outgoing = { readonly place: string; readonly text: string };

/** Where texts go that the party complained about, or everybody, may read. */
export const OUTGOING = {
  notice: '公示的答复',
  merchant: '转商家的内容',
  settlement: '和解内容',
  task: '主动办理任务',
  act: '约谈、检查记录',
  card: '案例卡',
  open311: 'Open311 的描述',
  self: '评价链接上的结论',
} as const;

/**
 * Throws `caller_exposed` for the first text that tells who called, naming the place: the one check 诉求人护盾 in front of
 * everything that the party complained about, or everybody, may read.
 */
export function mustNotExpose(
  input: OrderInput,
  entities: readonly Entity[],
  texts: readonly Outgoing[],
): void {
  const marks = marksOf(input, entities);
  for (const { place, text } of texts) {
    const [first] = exposuresIn(text, marks);
    if (first !== undefined)
      throw new AppError('caller_exposed', { place, what: first.what, at: first.start + 1 });
  }
}

/** The text, or nothing of it where it tells who called: for what goes out without anybody there to mend it. */
export const unexposed = (input: OrderInput, entities: readonly Entity[], text: string): string =>
  exposuresIn(text, marksOf(input, entities)).length === 0 ? text : '';
