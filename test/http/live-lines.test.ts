import { describe, expect, it } from 'vitest';
import { isAllowed } from '../../src/app/rights.ts';
import type { Actor, Role } from '../../src/app/types.ts';
import type { LiveChange } from '../../src/app/life/live-changes.ts';
import { seededRandom } from '../../src/kernel/random.ts';
import { openStore } from '../../src/store/store.ts';
import { closeAfterTest } from '../support/closing.ts';
import { PEOPLE, lifeServices } from '../support/life-desk.ts';
import { lifeServer } from '../support/life-server.ts';
import { openLine } from '../support/live-line.ts';
import type { Line, LineEvent } from '../support/live-line.ts';
import { tempDatabase } from '../support/temp.ts';

type Member = Exclude<Role, 'system'>;
/** Fifty people: role, unit, how many. */
const CREW: readonly (readonly [role: Member, unit: string | null, people: number])[] = [
  ['dispatcher', null, 8],
  ['leader', null, 4],
  ['admin', null, 2],
  ['callback', null, 3],
  ['analyst', null, 3],
  ['handler', 'SCS-XCAJ', 10],
  ['unitLeader', 'SCS-XCAJ', 2],
  ['handler', 'JD-XCAJ', 6],
  ['handler', 'SCS-DS', 6],
  ['handler', 'CGZF', 6],
];
const TEXTS = ['西单的鞋', '德胜的鞋', '施工噪声', '摆摊占道', '拿不准的鞋'];

async function site() {
  const store = await openStore({ url: tempDatabase() });
  closeAfterTest(() => store.close());
  const d = await lifeServices(store);
  const server = await lifeServer(d);
  const { key } = await d.services.accounts.addKey('热线平台');
  const people: { readonly actor: Actor; readonly cookie: string; readonly csrf: string }[] = [];
  for (const [role, unit, count] of CREW)
    for (let i = 0; i < count; i++) {
      const username = `${role}-${unit ?? 'centre'}-${i}`.toLowerCase();
      const { cookie, csrf } = await server.signIn(username, role, unit);
      people.push({ actor: { id: username, name: username, role, unit }, cookie, csrf });
    }
  // What happened, in order, as the process itself says it.
  const happened: { readonly id: string; readonly change: LiveChange }[] = [];
  const { leave } = d.context.changes.join({
    listen: (id, change) => void happened.push({ id, change }),
    end: () => {},
  });
  const hand = async (text: string): Promise<string> => {
    const answer = await fetch(`${server.url}/api/v1/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ channel: 'phone', receivedAt: '2026-04-14T09:30:00+08:00', text }]),
    });
    const [outcome] = (await answer.json()) as { id: string }[];
    return outcome?.id ?? '';
  };
  return { d, server, people, happened, leave, hand };
}

/** A few steps of an order: it is taken, goes to another unit, calls others in. What the rules refuse is not done. */
async function live(d: Awaited<ReturnType<typeof lifeServices>>, id: string, random: () => number) {
  const { handling } = d.services;
  const others = ['SCS-DS', 'JD-XCAJ', 'CGZF', 'SCS-XCAJ'];
  const other = others[Math.floor(random() * others.length)] as string;
  const lead = async (): Promise<Actor> => {
    const { leadUnit } = await d.services.orders.get(PEOPLE.dispatcher, id);
    return { ...PEOPLE.handler, unit: leadUnit.code };
  };
  const steps = [
    async () => handling.correct(PEOPLE.dispatcher, id, { unit: other }),
    async () => handling.acknowledge(await lead(), id),
    async () =>
      handling.move(await lead(), id, { move: 'contact', data: { way: 'phone', result: 'reached' } }),
    async () =>
      handling.move(await lead(), id, { move: 'whistle', data: { reason: '联合检查', units: [other] } }),
  ];
  let done = 0;
  for (const step of steps) {
    if (random() < 0.25) continue;
    await step().then(
      () => done++,
      (error: unknown) => expect((error as { code?: string }).code).toBeTypeOf('string'),
    );
  }
  return done;
}

/** What one person is to be told, in order. */
function owed(actor: Actor, happened: readonly { readonly id: string; readonly change: LiveChange }[]) {
  return happened.flatMap(({ id, change: { before, after } }): LineEvent[] => {
    if (isAllowed(actor, 'order.read', after)) {
      const { id: order, state, version } = after;
      return [{ event: 'changed', id, data: { id: order, state, version } }];
    }
    return before !== null && isAllowed(actor, 'order.read', before)
      ? [{ event: 'gone', id, data: { id: after.id } }]
      : [];
  });
}

const numberOf = (id: string): number => Number(id.split('-')[1]);
const orderOf = ({ data }: LineEvent): string => (data as { id: string }).id;

/**
 * What was told is in the order of what happened, nothing of it is another's, and nothing is left out but what a later word
 * on the same order, told as well, has made old.
 */
function expectWhole(told: readonly LineEvent[], expected: readonly LineEvent[]): void {
  const numbers = told.map(({ id }) => numberOf(id));
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  const byId = new Map(expected.map((event) => [event.id, event]));
  for (const event of told) expect(event).toEqual(byId.get(event.id));
  const heard = new Set(told.map(({ id }) => id));
  const last = new Map(expected.map((event) => [orderOf(event), event.id]));
  for (const event of expected)
    if (!heard.has(event.id)) {
      expect(last.get(orderOf(event))).not.toBe(event.id);
      expect(heard).toContain(last.get(orderOf(event)));
    }
}

describe('fifty people with a line open', () => {
  it('each is told of exactly the orders within reach, in order, across lines that break', async () => {
    const { d, server, people, happened, leave, hand } = await site();
    const lines: Line[] = await Promise.all(people.map(({ cookie }) => openLine(server.url, cookie)));
    const random = seededRandom(7);
    let moves = 0;
    for (let round = 0; round < 8; round++) {
      const ids = await Promise.all(TEXTS.map((text, i) => hand(`${text}，第${round}轮第${i}件`)));
      const going = Promise.all(ids.map((id) => live(d, id, random)));
      // Every third line breaks while orders move, some of them before they were told of anything.
      for (const [i, line] of lines.entries()) if ((i + round) % 3 === 0) await line.again();
      moves += (await going).reduce((sum, n) => sum + n, 0);
    }
    leave();
    expect(moves).toBeGreaterThan(60);
    const end = happened.at(-1)?.id ?? '';
    for (const [i, line] of lines.entries()) {
      const { actor } = people[i] as (typeof people)[number];
      const expected = owed(actor, happened);
      expect(expected.length).toBeGreaterThan(0);
      await expect.poll(() => line.told.at(-1)?.id, { timeout: 10_000 }).toBe(expected.at(-1)?.id);
      expectWhole(line.told, expected);
    }
    expect(lines[0]?.told.at(-1)?.id).toBe(end);

    // A log-out ends the lines of that session and of no other.
    const [leaver] = people;
    const answer = await fetch(`${server.url}/logout`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: leaver?.cookie ?? '', origin: server.url },
      body: new URLSearchParams({ _csrf: leaver?.csrf ?? '' }),
    });
    expect(answer.status).toBe(303);
    await lines[0]?.ended;
    const late = await hand('西单的鞋，又一件');
    for (const line of lines.slice(1, 8))
      await expect.poll(() => line.told.some((event) => orderOf(event) === late)).toBe(true);
    expect(lines[0]?.told.some((event) => orderOf(event) === late)).toBe(false);

    // A stop ends all that are left, and the server does not wait for anybody.
    d.context.changes.close();
    await Promise.all(lines.map((line) => line.ended));
    await server.close();
  }, 120_000);
});
