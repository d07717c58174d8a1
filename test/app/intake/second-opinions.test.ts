import { describe, expect, it } from 'vitest';
import { createEngineHolder } from '../../../src/app/intake/engine-holder.ts';
import { createSecondOpinions } from '../../../src/app/intake/second-opinions.ts';
import type { OpenedEncoder } from '../../../src/app/intake/encoder-opening.ts';
import type { Engine, OrderInput } from '../../../src/app/types.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { deskEngine } from '../../support/desk-engine.ts';
import { desk, dispatcher, order, system } from '../../support/desk.ts';
import { fakeEncoder, ready } from '../../support/fake-encoder.ts';
import { createContext, createServices } from '../../../src/app/services.ts';

/** The engine of the desk, with an encoder's word for doubtful orders: a vector that starts with 1 says 0104. */
const seconded: Engine = {
  ...deskEngine,
  opinion: {
    encoder: 'e1',
    wants: ({ issueType }) => issueType.confidence < 0.5,
    textOf: ({ text }) => `读：${text}`,
  },
  triage: (given, aids = {}) => {
    const { vector, ...others } = aids;
    const words = deskEngine.triage(given, others);
    if (vector?.[0] !== 1) return words;
    const issueType = { code: '0104', confidence: 0.8, candidates: [{ code: '0104', confidence: 0.8 }] };
    return {
      ...words,
      issueType,
      decision: {
        action: 'review',
        because: [{ code: 'second_opinion', text: '参考编码器改了分类', evidence: [] }],
      },
    };
  },
};

const CARD = Float32Array.of(1, 0);
const NOTHING = Float32Array.of(0, 1);
const cards = () => fakeEncoder((text) => (text.includes('健身') ? CARD : NOTHING));

const DOUBTFUL = order('拿不准，健身房不退钱');
const OTHER = order('拿不准，不知道什么事');
const SURE = order('施工噪声很大');
const ORDERS = [SURE, DOUBTFUL, OTHER];

function recording() {
  const warnings: string[] = [];
  return {
    warnings,
    log: { warn: (details: object) => void warnings.push((details as { trouble: string }).trouble) },
  };
}

const alone = (orders: readonly OrderInput[]) => orders.map((one) => seconded.triage(one));

describe('second opinions', () => {
  it('are asked of doubtful orders alone, all in one call, and change what they change', async () => {
    const encoder = cards();
    const { warnings, log } = recording();
    const opinions = createSecondOpinions(seconded, () => ready(encoder), log);
    const before = alone(ORDERS);
    const after = await opinions.ask(ORDERS, before);
    expect(encoder.calls).toEqual([['读：拿不准，健身房不退钱', '读：拿不准，不知道什么事']]);
    expect(after.map((result) => result?.issueType.code)).toEqual(['0501', '0104', '0101']);
    expect(after[0]).toBe(before[0]);
    expect(after[1]?.decision.because.map(({ code }) => code)).toEqual(['second_opinion']);
    expect(warnings).toEqual([]);
    expect(opinions.standing()).toEqual({ state: 'ready', encoder: 'e1' });
  });

  it('ask nobody where the model has none, and pass over what has no result', async () => {
    const encoder = cards();
    const without = createSecondOpinions(deskEngine, () => ready(encoder), recording().log);
    expect(await without.ask(ORDERS, alone(ORDERS))).toEqual(alone(ORDERS));
    expect(without.standing()).toEqual({ state: 'none' });
    const opinions = createSecondOpinions(seconded, () => ready(encoder), recording().log);
    expect(await opinions.ask([DOUBTFUL], [null])).toEqual([null]);
    expect(encoder.calls).toEqual([]);
  });

  it('hand on what the database knows', async () => {
    const seen: unknown[] = [];
    const engine: Engine = {
      ...seconded,
      triage: (given, aids) => {
        seen.push(aids);
        return seconded.triage(given, aids);
      },
    };
    const rulings: never[] = [];
    await createSecondOpinions(engine, () => ready(cards()), recording().log).ask(
      [DOUBTFUL],
      alone([DOUBTFUL]),
      { rulings },
    );
    expect(seen).toEqual([{ rulings, vector: CARD }]);
  });

  const bad: OpenedEncoder = {
    state: 'bad',
    error: new AppError('bad_encoder', { dir: 'x', fault: 'crashed', reason: 'x' }),
  };
  const troubles: readonly (readonly [string, OpenedEncoder | null, string, readonly string[]])[] = [
    ['is off', { state: 'off' }, 'off', ['off']],
    ['is broken', bad, 'bad', ['bad']],
    [
      'is not the one that was learned with',
      ready(fakeEncoder(() => CARD, { id: 'e2' })),
      'other',
      ['other'],
    ],
    ['is not open yet', null, 'starting', []],
    ['fails', ready(fakeEncoder(() => Promise.reject(new Error('broken')))), 'failed', ['failed']],
  ];
  it.each(troubles)(
    'leave everything as it is where the encoder %s, and say so once',
    async (_, opened, trouble, said) => {
      const { warnings, log } = recording();
      const opinions = createSecondOpinions(seconded, () => opened, log);
      const before = alone(ORDERS);
      for (let turn = 0; turn < 3; turn++) expect(await opinions.ask(ORDERS, before)).toEqual(before);
      expect(warnings).toEqual(said);
      expect(opinions.standing()).toMatchObject({ state: 'without', trouble });
    },
  );

  it('stand ready as soon as the encoder is open, though nobody was asked since', async () => {
    let opened: OpenedEncoder | null = null;
    const opinions = createSecondOpinions(seconded, () => opened, recording().log);
    await opinions.ask([DOUBTFUL], alone([DOUBTFUL]));
    expect(opinions.standing()).toMatchObject({ trouble: 'starting' });
    opened = ready(cards());
    expect(opinions.standing()).toMatchObject({ state: 'ready' });
  });

  it('wait no longer than they may, ask nobody while the encoder is behind, and ask again when it is not', async () => {
    let finish: (vector: Float32Array) => void = () => {};
    const slow = fakeEncoder(() => new Promise<Float32Array>((resolve) => (finish = resolve)));
    const { warnings, log } = recording();
    const opinions = createSecondOpinions(seconded, () => ready(slow), log, { limitMs: 5 });
    const before = alone([DOUBTFUL]);
    expect(await opinions.ask([DOUBTFUL], before)).toEqual(before);
    expect(await opinions.ask([DOUBTFUL], before)).toEqual(before);
    expect(slow.calls).toHaveLength(1);
    expect(warnings).toEqual(['late']);
    finish(CARD);
    await new Promise((resolve) => setImmediate(resolve));
    const again = opinions.ask([DOUBTFUL], before);
    while (slow.calls.length < 2) await new Promise((resolve) => setImmediate(resolve));
    finish(CARD);
    expect((await again)[0]?.issueType.code).toBe('0104');
    expect(opinions.standing()).toMatchObject({ state: 'ready' });
  });

  it('drop the vectors when the model was replaced while they were made', async () => {
    const holder = createEngineHolder(seconded);
    const encoder = fakeEncoder(() => {
      holder.replace({ ...deskEngine, opinion: null });
      return CARD;
    });
    const opinions = createSecondOpinions(holder.engine, () => ready(encoder), recording().log);
    const before = alone([DOUBTFUL]);
    expect(await opinions.ask([DOUBTFUL], before)).toEqual(before);
  });

  it('keep the first result where the second look fails', async () => {
    const engine: Engine = {
      ...seconded,
      triage: () => {
        throw new Error('broken');
      },
    };
    const { warnings, log } = recording();
    const opinions = createSecondOpinions(engine, () => ready(cards()), log);
    const before = alone([DOUBTFUL]);
    expect(await opinions.ask([DOUBTFUL], before)).toEqual(before);
    expect(warnings).toEqual(['failed']);
  });

  it('ask of many in several calls, in order', async () => {
    const many = Array.from({ length: 300 }, (_, i) => order(`拿不准 ${i % 3 === 0 ? '健身' : ''} ${i}`));
    const encoder = cards();
    const after = await createSecondOpinions(seconded, () => ready(encoder), recording().log).ask(
      many,
      alone(many),
    );
    expect(encoder.calls.flat()).toEqual(many.map(({ text }) => `读：${text}`));
    expect(encoder.calls.length).toBeGreaterThan(1);
    expect(after.map((result) => result?.issueType.code === '0104')).toEqual(many.map((_, i) => i % 3 === 0));
  });
});

describe('second opinions at intake', () => {
  /** The desk with the engine and encoder of these tests. */
  async function secondedDesk(opened: () => OpenedEncoder | null) {
    const { store, clock, context: plain } = await desk();
    const opinions = createSecondOpinions(seconded, opened, plain.log);
    const options = { store, engine: seconded, profile: plain.profile, clock, opinions };
    const context = createContext(options);
    return createServices(options, context);
  }

  it('decide the order that is stored', async () => {
    const services = await secondedDesk(() => ready(cards()));
    const outcomes = await services.intake.accept(system, ORDERS);
    expect(outcomes.map((one) => one.status)).toEqual(['accepted', 'accepted', 'accepted']);
    const codes = await Promise.all(
      outcomes.map(async (one) => {
        if (one.status === 'refused') throw new Error('refused');
        const { triage, issueType } = await services.orders.get(dispatcher, one.id);
        return [issueType.code, triage.decision.because.some(({ code }) => code === 'second_opinion')];
      }),
    );
    expect(codes).toEqual([
      ['0501', false],
      ['0104', true],
      ['0101', false],
    ]);
  });

  it('lose no order when the encoder dies in the middle, or when one of them cannot be read', async () => {
    const dying = fakeEncoder((text) =>
      text.includes('健身')
        ? Promise.reject(new AppError('bad_encoder', { dir: 'x', fault: 'crashed', reason: '线程意外结束' }))
        : NOTHING,
    );
    const services = await secondedDesk(() => ready(dying));
    const outcomes = await services.intake.accept(system, [...ORDERS, order('读不懂'), order('出故障')]);
    expect(outcomes.map((one) => one.status)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'refused',
      'refused',
    ]);
    expect(dying.calls).toHaveLength(1);
  });
});
