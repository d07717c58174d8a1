import { expect, test } from 'vitest';
import type { KnowledgeHolder } from '../../src/app/knowledge/knowledge-holder.ts';
import type { KnowledgeBase } from '../../src/knowledge/knowledge-base.ts';
import { startWarming } from '../../src/warming.ts';

const source = { profileDir: '', calendarFile: '', modelDir: '', knowledgeDir: '', db: { url: '' } };
const versions = () => ({ model: '', taxonomy: '', catalogue: '', knowledge: '' });

/** Knowledge that is ready after three steps, and what happened in which order. */
function told(onStep: (n: number) => void = () => {}) {
  const steps: string[] = [];
  const said: string[] = [];
  const made = (name: string) =>
    ({
      prepare: function* () {
        for (const n of [1, 2, 3]) {
          steps.push(`${name}${n}`);
          onStep(n);
          yield;
        }
      },
    }) as unknown as KnowledgeBase;
  const held = { base: made('a') };
  const knowledge = { current: () => held } as unknown as KnowledgeHolder;
  const say = (_: unknown, message: string) => void said.push(message);
  return { steps, said, held, made, knowledge, log: { info: say, warn: say, error: say } };
}

test('makes knowledge ready a step at a time with turns in between, and starts no thread where none is wanted', async () => {
  const { steps, said, knowledge, log } = told((n) => void setImmediate(() => steps.push(`turn ${n}`)));
  const warming = startWarming(knowledge, { threads: 0, source, versions, log, afterMs: 0 });
  await expect.poll(() => steps).toEqual(['a1', 'turn 1', 'a2', 'turn 2', 'a3', 'turn 3']);
  expect(warming.crew()).toBeNull();
  await warming.stop();
  expect(said).toEqual([]);
});

test('leaves what was replaced as it is, and makes ready what replaced it', async () => {
  const { steps, held, made, knowledge, log } = told((n) => {
    if (n !== 2 || steps[0] !== 'a1' || steps.length !== 2) return;
    held.base = made('b');
    warming.prepare(held.base);
  });
  const warming = startWarming(knowledge, { threads: 0, source, versions, log, afterMs: 0 });
  await expect.poll(() => steps).toEqual(['a1', 'a2', 'b1', 'b2', 'b3']);
  await warming.stop();
});

test('a thread that cannot start is told of and hinders nothing; knowledge that fails neither', async () => {
  const { said, knowledge, log } = told(() => {
    throw new Error('no knowledge');
  });
  const warming = startWarming(knowledge, { threads: 1, source, versions, log, afterMs: 0 });
  await expect
    .poll(() => said, { timeout: 20_000 })
    .toEqual(['knowledge not made ready', 'a thread that reads orders is gone']);
  expect(warming.crew()?.triage({ channel: 'phone', receivedAt: '', text: '' })).toBeNull();
  await warming.stop();
});

test('does nothing once it was stopped before its time, and goes no further once it was stopped within it', async () => {
  const { steps, knowledge, log } = told((n) => void (n === 1 && warming.stop()));
  const early = startWarming(knowledge, { threads: 0, source, versions, log, afterMs: 30 });
  await early.stop();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(steps).toEqual([]);
  const warming = startWarming(knowledge, { threads: 0, source, versions, log, afterMs: 0 });
  await expect.poll(() => steps).toEqual(['a1']);
  await warming.stop();
  expect(steps).toEqual(['a1']);
});
