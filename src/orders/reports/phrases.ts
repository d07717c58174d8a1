import { RATE_NAMES } from '../../kernel/case-words.ts';
import type { RateCode } from '../../kernel/case-words.ts';
import { countDifference, directionOf, shareDifference } from '../../kernel/difference.ts';
import type { RatedShare } from '../rates.ts';

/**
 * Words of reports, made of figures and of nothing else: no cause is ever named. Numbers stand as they are, shares to a
 * tenth of a percent with what they are made of.
 */

/** Within these a difference whose interval says nothing else reads as none. */
const LEVEL = { points: 0.02, part: 0.05 };
const UNDECIDED = '变化不大（样本少，不作升降判断）';

export const cases = (n: number): string => `${n}件`;

/** `96.2%`; never more than there is. */
export const shareText = (share: number): string => `${(share * 100).toFixed(1)}%`;

/** `96.2%（76／79件）`, with a mark where the cases are few; `无可计工单` where there are none. */
export function rateText(rate: RatedShare): string {
  if (rate === null) return '无可计工单';
  return `${shareText(rate.share)}（${rate.hits}／${rate.n}件${rate.few ? '，件数少' : ''}）`;
}

/** The same for a cell of a table: `96.2%（76／79）`, `少` where the cases are few, a dash where there are none. */
export function rateCell(rate: RatedShare): string {
  if (rate === null) return '—';
  return `${shareText(rate.share)}（${rate.hits}／${rate.n}）${rate.few ? '少' : ''}`;
}

/** `解决率96.2%（76／79件），原始口径95.0%（…）`. Both ways always: one alone hides what was left out. */
export function rateSentence(
  code: RateCode,
  { raw, adjusted }: { readonly raw: RatedShare; readonly adjusted: RatedShare },
): string {
  const name = RATE_NAMES[code];
  if (raw === null) return `${name}无可计工单`;
  return adjusted === null
    ? `${name}考核口径无可计工单，原始口径${rateText(raw)}`
    : `${name}考核口径${rateText(adjusted)}，原始口径${rateText(raw)}`;
}

/** `较上月上升2.1个百分点`; what the interval of the difference does not decide is not said. */
export function shareChange(than: string, now: RatedShare, before: RatedShare): string {
  if (now === null || before === null) return `${than}没有可计工单，不作比较`;
  const difference = shareDifference(now, before);
  if (difference === null) return `${than}没有可计工单，不作比较`;
  const direction = directionOf(difference);
  const points = `${(Math.abs(difference.by) * 100).toFixed(1)}个百分点`;
  if (direction !== null) return `较${than}${direction === 'up' ? '上升' : '下降'}${points}`;
  const isLevel = difference.low > -LEVEL.points && difference.high < LEVEL.points;
  return `较${than}${isLevel ? '基本持平' : UNDECIDED}`;
}

/** The same for a cell below a heading that says with what it is compared: `上升2.1个百分点`. */
export const changeCell = (than: string, now: RatedShare, before: RatedShare): string =>
  now === null || before === null ? '不作比较' : shareChange(than, now, before).replace(`较${than}`, '');

/** `较上月增长12.3%`, of counts of a number of days each; by the day where these differ. */
export function countChange(
  than: string,
  now: { readonly n: number; readonly days: number },
  before: { readonly n: number; readonly days: number },
): string {
  const difference = countDifference(now, before);
  if (difference === null) return `${than}没有工单，不作比较`;
  const daily = now.days === before.days ? '' : '日均';
  const direction = directionOf(difference);
  const part = shareText(Math.abs(difference.by));
  if (direction !== null) return `${daily}较${than}${direction === 'up' ? '增长' : '减少'}${part}`;
  const isLevel = difference.low > -LEVEL.part && difference.high < LEVEL.part;
  return `${daily}较${than}${isLevel ? '基本持平' : UNDECIDED}`;
}

/** `市容环卫31件（25.8%）、噪声20件（16.7%）`: parts of a total, the first of them. */
export function partsText(
  parts: readonly { readonly name: string; readonly n: number }[],
  total: number,
  most = 5,
): string {
  const shown = parts.filter(({ n }) => n > 0).slice(0, most);
  if (total <= 0 || shown.length === 0) return '无';
  return shown.map(({ name, n }) => `${name}${cases(n)}（${shareText(n / total)}）`).join('、');
}

/** `剔除2件、终结1件`; `无` where there is nothing. */
export function countsText(parts: readonly { readonly name: string; readonly n: number }[]): string {
  const shown = parts.filter(({ n }) => n > 0);
  return shown.length === 0 ? '无' : shown.map(({ name, n }) => `${name}${cases(n)}`).join('、');
}

/** Parts of a sentence, and its end. */
export const sentence = (...parts: readonly string[]): string =>
  `${parts.filter((part) => part !== '').join('，')}。`;

/** `2026年11月28日` of an ISO day. */
export function dayText(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${Number(year)}年${Number(month)}月${Number(day)}日`;
}

/** A subject as reports name it: enough for who knows the case, not for who does not. */
export function maskedSubject(name: string): string {
  const characters = [...name.trim()];
  if (characters.length <= 3) return `${characters[0] ?? ''}**`;
  return `${characters.slice(0, 2).join('')}**${characters.slice(-2).join('')}`;
}
