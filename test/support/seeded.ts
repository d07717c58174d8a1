import type { OrderInput } from '../../src/app/types.ts';

/** Marks of a person who stands nowhere else: what of them is found in an answer leaked there. */
export const SEEDS = {
  name: '欧阳青岚',
  phone: '13987654321',
  /** With a check digit that holds. */
  idNumber: '11010219900307123X',
  card: '6222020200112233444',
  door: '7号楼3单元1204',
  plate: '京N8K2M9',
} as const;

export const SEEDED: OrderInput = {
  channel: 'phone',
  receivedAt: '2026-04-14T09:30:00+08:00',
  text: `来电人${SEEDS.name}，电话${SEEDS.phone}，身份证号${SEEDS.idNumber}，银行卡${SEEDS.card}，住西长安街椿树园${SEEDS.door}室，我的车牌号${SEEDS.plate}，反映西单的鞋开胶，商家不给退，要求退款。`,
  caller: { name: SEEDS.name, phone: SEEDS.phone },
  place: { street: '西长安街', address: `椿树园${SEEDS.door}室` },
  externalId: 'EXT-77',
};

const { name, phone, idNumber, card, door, plate } = SEEDS;
const grouped = (text: string, ...at: readonly number[]): string =>
  [...text].map((letter, i) => (at.includes(i) ? ` ${letter}` : letter)).join('');
const wide = (text: string): string =>
  text.replace(/[0-9A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

/** The same marks as people write them. */
export const WRITINGS: Readonly<Record<string, string>> = {
  name,
  'name in traditional characters': '歐陽青嵐',
  'name with blanks': [...name].join(' '),
  'family name with a title': '欧阳女士',
  'family name and 某': '欧阳某',
  phone,
  'phone in groups': grouped(phone, 3, 7),
  'phone with hyphens': grouped(phone, 3, 7).replaceAll(' ', '-'),
  'phone with dots': grouped(phone, 3, 7).replaceAll(' ', '.'),
  'phone in full width': wide(phone),
  'phone with country code': `+86 ${phone}`,
  'phone as it is read out': '幺三九八七六五四三二一',
  'phone with invisible characters': [...phone].join('\u200b'),
  idNumber,
  'idNumber in groups': grouped(idNumber, 6, 14),
  'idNumber in small letters': idNumber.toLowerCase(),
  card,
  'card in groups': grouped(card, 4, 8, 12, 16),
  door,
  'door in figures': '7-3-1204',
  'door with blanks': '7号楼 3单元 1204',
  plate,
  'plate with a dot': '京N·8K2M9',
  'plate in small letters': plate.toLowerCase(),
};

/** Which of the marks stand in a text, whatever its width, its blanks and what it escapes. */
export function leaksIn(text: string): string[] {
  const bare = text
    .replace(/[\s-]|&[a-z#0-9]+;|\\u[0-9a-f]{4}/gi, (found) =>
      found.startsWith('\\u') ? String.fromCharCode(Number.parseInt(found.slice(2), 16)) : '',
    )
    .normalize('NFKC')
    .toUpperCase();
  return Object.entries(SEEDS).flatMap(([kind, seed]) => (bare.includes(seed) ? [kind] : []));
}
