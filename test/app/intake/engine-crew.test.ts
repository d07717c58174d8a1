import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEngineCrew } from '../../../src/app/intake/engine-crew.ts';
import type { CrewOptions, EngineCrew } from '../../../src/app/intake/engine-crew.ts';
import type { OrderInput, Versions } from '../../../src/app/types.ts';
import { bumpKnowledgeRevision } from '../../../src/store/knowledge-state.ts';
import { openStore } from '../../../src/store/store.ts';
import { shippedEngine } from '../../support/shipped.ts';
import { tempDatabase } from '../../support/temp.ts';

const ROOT = join(import.meta.dirname, '../../..');
const STAND_IN = pathToFileURL(join(ROOT, 'test/support/crew-thread.js'));
const FIRST: Versions = { model: 'first', taxonomy: 't', catalogue: 'c', knowledge: 'k' };

const order = (text: string): OrderInput => ({
  channel: 'phone',
  receivedAt: '2026-04-14T10:00:00+08:00',
  text,
});

function standIns(
  behaviour: string,
  options: CrewOptions & { readonly versions?: () => Versions } = {},
): EngineCrew {
  const source = { profileDir: '', calendarFile: '', modelDir: '', knowledgeDir: '', db: { url: behaviour } };
  const { versions = () => FIRST } = options;
  const crew = createEngineCrew(source, versions, { count: 2, script: STAND_IN, ...options });
  onTestFinished(() => crew.close());
  return crew;
}

/** Resolves once somebody can be asked. */
const ready = (crew: EngineCrew) =>
  expect.poll(() => crew.draftReply(order('ready?'), {} as never), { timeout: 5000 }).not.toBeNull();

describe('threads with engines', () => {
  it('are not asked before they are up, and answer each question for itself', async () => {
    const crew = standIns('answers');
    expect(crew.triage(order('too early'))).toBeNull();
    await ready(crew);
    const asked = ['a', 'b', 'c', 'd'].map((text) => crew.triage(order(text), { rulings: [] }));
    expect(await Promise.all(asked)).toEqual(
      ['a', 'b', 'c', 'd'].map((text) => ({
        name: 'triage',
        given: [order(text), { rulings: [] }],
        model: 'first',
      })),
    );
    expect(await crew.likeness('a', ['b', 'c'])).toEqual({
      name: 'likeness',
      given: ['a', ['b', 'c']],
      model: 'first',
    });
    expect(await crew.triage(order('unreadable'))).toBeNull();
  });

  it('are not given what cannot be given to a thread, and go on', async () => {
    const crew = standIns('answers');
    await ready(crew);
    expect(await crew.triage({ ...order('a'), place: (() => 1) as never })).toBeNull();
    expect(await crew.triage(order('b'))).toMatchObject({ given: [order('b')] });
  });

  it('take no more in hand than they answer in time', async () => {
    const crew = standIns('answers');
    await ready(crew);
    await expect.poll(() => crew.triage(order('both'))).not.toBeNull();
    const asked = Array.from({ length: 400 }, (_, n) => crew.triage(order(`order ${n}`)));
    const taken = asked.filter((one) => one !== null);
    expect(taken.length).toBeGreaterThan(0);
    expect(taken.length).toBeLessThan(400);
    expect(await Promise.all(taken)).not.toContain(null);
    expect(await crew.triage(order('later'))).not.toBeNull();
  });

  it('do not answer by other versions than are in force, and get in step', async () => {
    let model = 'first';
    const crew = standIns('answers', { count: 1, loadAgainMs: 0, versions: () => ({ ...FIRST, model }) });
    await ready(crew);
    model = 'second';
    expect(await crew.triage(order('behind'))).toBeNull();
    await expect.poll(() => crew.triage(order('in step'))).toMatchObject({ model: 'second' });
  });

  it('do not load again and again while they cannot get in step', async () => {
    const crew = standIns('answers', { count: 1, versions: () => ({ ...FIRST, model: 'second' }) });
    await expect.poll(() => crew.triage(order('is anybody there?'))).toBeNull();
    for (let n = 0; n < 20; n++) expect((await crew.triage(order(`behind ${n}`))) ?? null).toBeNull();
  });

  it.each(['fails to start', 'dies at work', 'hangs'])(
    'are done without where a thread %s',
    async (behaviour) => {
      const gone: string[] = [];
      const crew = standIns(behaviour, { silentMs: 200, onGone: ({ message }) => gone.push(message) });
      await expect
        .poll(async () => {
          await Promise.all(Array.from({ length: 20 }, (_, n) => crew.triage(order(`order ${n}`))));
          return gone.length;
        })
        .toBe(2);
      expect(crew.triage(order('afterwards'))).toBeNull();
    },
  );

  it('read as the engine of this thread reads, also what was approved since', async () => {
    const url = tempDatabase();
    const store = await openStore({ url });
    onTestFinished(() => store.close());
    const at = (path: string): string => join(ROOT, path);
    const source = {
      profileDir: at('data/profile/xicheng'),
      calendarFile: at('data/calendar/cn.json'),
      modelDir: at('models'),
      knowledgeDir: at('data/knowledge'),
      db: { url },
    };
    const engine = shippedEngine();
    let knowledge = engine.versions.knowledge;
    const versions = () => ({ ...engine.versions, knowledge });
    const crew = createEngineCrew(source, versions, { count: 1, loadAgainMs: 0 });
    onTestFinished(() => crew.close());
    const one = order('西单商场买的鞋开胶不给退');
    const triage = engine.triage(one);
    await expect.poll(() => crew.triage(one), { timeout: 50_000, interval: 100 }).toEqual(triage);
    expect(await crew.draftReply(one, triage)).toBe(engine.draftReply(one, triage));
    const others = ['西单买的靴子开胶', '小区暖气不热'];
    expect(await crew.likeness(one.text, others)).toEqual(engine.likeness?.(one.text, others));
    await store.write(bumpKnowledgeRevision);
    knowledge = `${engine.versions.knowledge}+1`;
    expect(await crew.triage(one)).toBeNull();
    await expect
      .poll(() => crew.triage(one), { timeout: 50_000, interval: 100 })
      .toEqual({ ...triage, versions: versions() });
  });

  it('are replaced when they are gone', async () => {
    let gone = 0;
    const crew = standIns('dies at work', { count: 1, restartMs: 50, onGone: () => gone++ });
    const answered = async (): Promise<unknown> => crew.triage(order('again'));
    await expect.poll(answered, { timeout: 5000 }).not.toBeNull();
    await expect.poll(async () => (await answered(), gone), { timeout: 5000 }).toBeGreaterThan(0);
    await expect.poll(answered, { timeout: 5000 }).not.toBeNull();
  });

  it('leave nobody waiting when they are closed', async () => {
    const crew = standIns('answers');
    await ready(crew);
    const asked = crew.triage(order('in hand'));
    await crew.close();
    expect([null, 'triage']).toContain((await asked)?.['name' as never] ?? null);
    expect(crew.triage(order('afterwards'))).toBeNull();
  });
});
