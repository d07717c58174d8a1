import { AMOUNT } from './cue.ts';

/** A number in any spelling, as the group `n`. */
export const N = `(?<n>${AMOUNT})`;
/** Spans of time as the group `u`, and what they are worth. */
export const SPAN = '(?<u>年多|年(?!半)|个多月|个月|月(?!份|\\d)|天|周|个星期)';
export const DAY_SPAN = '(?<u>天|日|周|个星期|个月|个多月|年)';
export const IN_MONTHS = { 年: 12, 年多: 12, 个月: 1, 月: 1, 个多月: 1, 天: 1 / 30, 周: 0.25, 个星期: 0.25 };
export const IN_DAYS = {
  天: 1,
  日: 1,
  周: 7,
  个星期: 7,
  个月: 30,
  月: 30,
  个多月: 31,
  年: 365,
  年多: 366,
};
export const IN_HOURS = { 小时: 1, 个小时: 1, 个钟头: 1, 天: 24, 分钟: 1 / 60 };
/** Wishes and suppositions state nothing. */
export const SUPPOSED = /如果|假如|万一|要是|会不会|担心|怕/u;
/** How people call whom they work for. */
export const EMPLOYER = '(?:公司|单位|老板|厂里|厂子|店里|领导|人事|[Hh][Rr]|主管|经理|用人单位|对方|总部)';
export const CONTRACT = '(?:书面)?(?:的)?(?:劳动)?(?:合同|协议)';

export const re = (source: string): RegExp => new RegExp(source, 'u');
