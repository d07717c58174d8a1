import type { OrderInput } from '../../src/app/types.ts';

/** Marks of a person who stands nowhere else: what of them is found in an answer leaked there. */
export const SEEDS = {
  name: '欧阳青岚',
  phone: '13987654321',
  /** With a check digit that holds. */
  idNumber: '11010219900307123X',
  card: '6222020200112233444',
  door: '7号楼3单元1204',
} as const;

export const SEEDED: OrderInput = {
  channel: 'phone',
  receivedAt: '2026-04-14T09:30:00+08:00',
  text: `来电人${SEEDS.name}，电话${SEEDS.phone}，身份证号${SEEDS.idNumber}，银行卡${SEEDS.card}，住西长安街椿树园${SEEDS.door}室，反映西单的鞋开胶，商家不给退，要求退款。`,
  caller: { name: SEEDS.name, phone: SEEDS.phone },
  place: { street: '西长安街', address: `椿树园${SEEDS.door}室` },
  externalId: 'EXT-77',
};

/** Which of the marks stand in a text; its separators are not looked at, so that no spelling hides one. */
export function leaksIn(text: string): string[] {
  const bare = text.replace(/[\s-]|&[a-z#0-9]+;|\\u[0-9a-f]{4}/gi, (found) =>
    found.startsWith('\\u') ? String.fromCharCode(Number.parseInt(found.slice(2), 16)) : '',
  );
  return Object.entries(SEEDS).flatMap(([kind, seed]) => (bare.includes(seed) ? [kind] : []));
}
