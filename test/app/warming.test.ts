import { expect, test } from 'vitest';
import type { KnowledgeHolder } from '../../src/app/knowledge/knowledge-holder.ts';
import { startWarming } from '../../src/warming.ts';

const source = { profileDir: '', calendarFile: '', modelDir: '', knowledgeDir: '', db: { url: '' } };
const versions = () => ({ model: '', taxonomy: '', catalogue: '', knowledge: '' });

function told() {
  const asked: string[] = [];
  const said: string[] = [];
  const knowledge = {
    current: () => ({ base: { ask: ({ query }: { query: string }) => void asked.push(query) } }),
  } as unknown as KnowledgeHolder;
  const say = (_: unknown, message: string) => void said.push(message);
  return { asked, said, knowledge, log: { info: say, warn: say, error: say } };
}

test('asks the knowledge a question once, and starts no thread where none is wanted', async () => {
  const { asked, said, knowledge, log } = told();
  const warming = startWarming(knowledge, { threads: 0, source, versions, log, afterMs: 0 });
  await expect.poll(() => asked.length).toBe(1);
  expect(warming.crew()).toBeNull();
  await warming.stop();
  expect(said).toEqual([]);
});

test('a thread that cannot start is told of and hinders nothing; knowledge that fails neither', async () => {
  const { said, log } = told();
  const broken = {
    current: () => {
      throw new Error('no knowledge');
    },
  } as unknown as KnowledgeHolder;
  const warming = startWarming(broken, { threads: 1, source, versions, log, afterMs: 0 });
  await expect
    .poll(() => said, { timeout: 20_000 })
    .toEqual(['knowledge not warmed', 'a thread that reads orders is gone']);
  expect(warming.crew()?.triage({ channel: 'phone', receivedAt: '', text: '' })).toBeNull();
  await warming.stop();
});

test('does nothing once it was stopped before its time', async () => {
  const { asked, knowledge, log } = told();
  const warming = startWarming(knowledge, { threads: 0, source, versions, log, afterMs: 30 });
  await warming.stop();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(asked).toEqual([]);
});
