import { presence } from '../text/scan.ts';
import type { Span } from '../text/types.ts';

/**
 * What a place is to the matter: its place (`matter`), only the caller's home, work or origin (`home`), said to be
 * on the way or where it leads (`passing`), said to be wrong (`denied`), or right after a wrong one (`corrected`).
 */
export type MentionRole = 'matter' | 'home' | 'passing' | 'denied' | 'corrected';

export type Side = 'east' | 'west' | 'north' | 'south';

const HOME_BEFORE =
  /(?:家住|我住|人住|住在|现住|居住在?|租住在?|暂住|家在|家就?在|老家(?:是|在)?|户口(?:就|是|落)?在?|户籍(?:地?在|为|是)?|单位在|公司在|上班在|来自|我是|籍贯|住址|居住地|家庭住址)(?:的?是?|就?在)?(?:北京市?)?(?:西城区?)?(?:的)?$/;
const WORK_AFTER = /^[^，。！？；\n]{0,6}(?:上班|工作的?|的?居民|的?住户|的?业主|人士|户籍|户口)/;
const PASSING_BEFORE =
  /(?:[^\u4e00-\u9fff]到|坐到|开到|绕到|走到|送到|去趟|前往|开往|去往|回到|打车到|换乘|途经|路过|要去|想去|去了?)$/;
const DENIED_BEFORE = /(?:不是|不在|并非|而非|不属于|不归)(?:在|说|去)?(?:那个|这个)?$/;
const CORRECTION_BEFORE =
  /(?:不对|说错了?|记错了?|搞错了?|弄错了?|错了|口误|更正)[^。！？\n]{0,8}?(?:应该?是|是|在|改成|改为)(?:在|叫)?(?:那个|这个)?$|(?:不是|不在|并非)[^，。！？\n]{2,10}[，,]\s*(?:而?是|在)(?:在|那个|叫)?$/;

/** Not 0 where a character stands without which nothing is denied or corrected. */
const MAY_DENY = presence(['不非错误正']);

/** Reads the words just before and after a place name of a text. */
export function roleOf(text: string, name: Span): MentionRole {
  const before = text.slice(Math.max(0, name.start - 24), name.start);
  const after = text.slice(name.end, name.end + 16);
  if (MAY_DENY(before) !== 0) {
    if (CORRECTION_BEFORE.test(before)) return 'corrected';
    if (DENIED_BEFORE.test(before)) return 'denied';
  }
  if (HOME_BEFORE.test(before) || WORK_AFTER.test(after)) return 'home';
  if (PASSING_BEFORE.test(before)) return 'passing';
  return 'matter';
}

const SIDES: Readonly<Record<string, Side>> = { 东: 'east', 西: 'west', 北: 'north', 南: 'south' };
const SIDE_AFTER =
  /^[^，。！？；\n东西南北]{0,4}(?:路(东|西|南|北)|(东|西|南|北)(?:侧|边|面|沿|头(?=路))|以(东|西|南|北)|[，,]\s*路?(东|西|南|北)(?:侧|边))/;

/** The side of a road that the words after its name tell: 路东, 东侧, 东边, 以东. Null where they tell none. */
export function sideOf(text: string, name: Span): Side | null {
  const match = SIDE_AFTER.exec(text.slice(name.end, name.end + 12));
  const side = match?.slice(1).find((part) => part !== undefined);
  return side === undefined ? null : (SIDES[side] ?? null);
}
