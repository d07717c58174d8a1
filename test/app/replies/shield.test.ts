import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/kernel/errors.ts';
import { exposuresIn, marksOf } from '../../../src/text/exposure.ts';
import { jobHandlers } from '../../../src/jobs/handlers.ts';
import { closeAfterTest } from '../../support/closing.ts';
import { SEEDED, SEEDS, leaksIn } from '../../support/seeded.ts';
import { wholeSite } from '../../support/whole-site.ts';

const OWN = 'SCS-XCAJ';
const person = (
  id: string,
  role: 'handler' | 'dispatcher' | 'leader' | 'callback' | 'admin' | 'analyst',
  unit: string | null = null,
) => ({ id, name: id, role, unit }) as const;
const HANDLER = person('h', 'handler', OWN);
const BOSS = person('d', 'dispatcher');
const CALLS = person('c', 'callback');
const SYSTEM = { id: 'k', name: '平台', role: 'system', unit: null } as const;

describe('what tells who called', () => {
  const marks = marksOf(SEEDED, []);
  it.each([
    ['the name', `据${SEEDS.name}反映，鞋底开胶`, '姓名'],
    ['the number', `请联系${SEEDS.phone}`, '电话'],
    ['the number with blanks', '请联系139 8765 4321', '电话'],
    ['the number in full width', '请联系１３９８７６５４３２１', '电话'],
    ['the identity card', `证件${SEEDS.idNumber}`, '证件号'],
    ['the door at home', `送到${SEEDS.door}`, '信息'],
    ['somebody called the complainant', '投诉人王女士称鞋底开胶', '姓名'],
  ])('is found: %s', (_, text, what) => {
    expect(exposuresIn(text, marks).map((one) => one.what)).toContain(what);
  });
  it('is none of what belongs to the matter', () => {
    expect(exposuresIn('贵店（西单北大街120号）售出的鞋开胶，来电人要求退款。', marks)).toEqual([]);
  });
});

describe('everything that goes to the other party or to everybody', () => {
  it('refuses the caller by the name of the place, or is without', { timeout: 120_000 }, async () => {
    const site = await wholeSite(closeAfterTest);
    const { services, context, store } = site;
    const [made] = await services.intake.accept(SYSTEM, [SEEDED]);
    if (made === undefined || made.status === 'refused') throw new Error('refused');
    const { id } = made;
    if (made.state === 'received') await services.handling.dispatch(BOSS, id);
    await services.handling.acknowledge(HANDLER, id);
    for (const run of Object.values(jobHandlers(context))) {
      const write = await run({ orderId: id });
      if (typeof write === 'function') await store.write(write);
    }
    const told = `来电人是${SEEDS.name}，电话${SEEDS.phone}`;
    const move = (name: string, data: object) => services.handling.move(HANDLER, id, { move: name, data });
    const clean = async (text: Promise<unknown>): Promise<string> => JSON.stringify(await text);
    /** Each way out: what stands in it, or the refusal. A new one belongs here. */
    const ways: Readonly<Record<string, () => Promise<string>>> = {
      转商家的内容: () => clean(move('handToMerchant', { merchant: told })),
      和解内容: async () => {
        await move('handToMerchant', { merchant: '某商场' });
        return clean(move('merchantSettled', { terms: `退${SEEDS.name}一半` }));
      },
      公示的答复: async () => {
        await move('contact', { way: 'phone', result: 'reached' });
        await move('handle', {}).catch(() => undefined);
        return clean(
          move('reply', {
            toldAt: '2026-04-14T10:00:00+08:00',
            way: 'notice',
            outcome: 'explained',
            demands: [{ demand: 1, answer: `已告诉${SEEDS.name}` }],
            text: '已经核实，鞋已退款。',
          }),
        );
      },
      '约谈、检查记录': async () => {
        const { rows } = await services.insight.topics(BOSS, {});
        expect(rows).toBeDefined();
        return clean(
          services.insight.addAct(BOSS, '没有的商家', { kind: 'talk', day: '2026-04-14', note: told }),
        );
      },
      给被诉方的答复检查: async () => {
        const checked = await services.replies?.checkOrder(HANDLER, id, told, { audience: 'other_party' });
        expect(checked?.mayFinish).toBe(false);
        throw new AppError('caller_exposed', { place: '给被诉方的答复检查', what: '姓名', at: 1 });
      },
      事件推送: () => clean(services.eventFeed.read(SYSTEM, { after: 0, limit: 100 })),
      来电人查进度: () => clean(services.progress.ask(made.number, SEEDS.phone.slice(-4))),
      评价链接: async () => {
        const asked = await services.callbacks.link(CALLS, id).catch(() => null);
        return asked === null ? '' : clean(services.callbacks.byLink(asked.token));
      },
    };
    const seen: string[] = [];
    for (const [place, way] of Object.entries(ways)) {
      try {
        const text = await way();
        expect([place, leaksIn(text)]).toEqual([place, []]);
        seen.push(`${place}：不含`);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.code === 'caller_exposed') {
          expect(error.details['place']).toBe(place);
          seen.push(`${place}：拒绝`);
        } else if (error.code === 'not_found') seen.push(`${place}：没有这一主体`);
        else throw error;
      }
    }
    expect(seen).toEqual([
      '转商家的内容：拒绝',
      '和解内容：拒绝',
      '公示的答复：拒绝',
      '约谈、检查记录：没有这一主体',
      '给被诉方的答复检查：拒绝',
      '事件推送：不含',
      '来电人查进度：不含',
      '评价链接：不含',
    ]);
  });
});
