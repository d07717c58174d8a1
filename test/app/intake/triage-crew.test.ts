import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTriageCrew } from '../../../src/app/intake/triage-crew.ts';
import type { CrewOptions, TriageCrew } from '../../../src/app/intake/triage-crew.ts';
import type { OrderInput, TriageResult } from '../../../src/app/types.ts';
import { openStore } from '../../../src/store/store.ts';
import { shippedEngine } from '../../support/shipped.ts';
import { tempDatabase } from '../../support/temp.ts';

const ROOT = join(import.meta.dirname, '../../..');
const STAND_IN = pathToFileURL(join(ROOT, 'test/support/crew-thread.js'));

const order = (text: string): OrderInput => ({
  channel: 'phone',
  receivedAt: '2026-04-14T10:00:00+08:00',
  text,
});
const orders = (count: number): OrderInput[] =>
  Array.from({ length: count }, (_, n) => order(n % 7 === 3 ? `unreadable ${n}` : `order ${n}`));

function standIns(behaviour: string, options: CrewOptions = {}): TriageCrew {
  const source = { profileDir: '', calendarFile: '', modelDir: '', knowledgeDir: '', db: { url: behaviour } };
  const crew = createTriageCrew(source, { count: 2, script: STAND_IN, ...options });
  onTestFinished(() => crew.close());
  return crew;
}

/** Reads orders and says which thread read each; here it takes long enough for others to take part. */
async function share(crew: TriageCrew, list: readonly OrderInput[]) {
  const heard: string[] = [];
  const read = await crew.read(
    list,
    {},
    {
      here: ({ text }) => {
        const until = performance.now() + 2;
        while (performance.now() < until);
        heard.push('here');
        return text;
      },
      there: ({ text }, triage) => {
        expect(triage).toEqual({ read: text });
        heard.push('there');
        return text;
      },
    },
  );
  return { read, heard };
}

describe('orders that several threads read', () => {
  it('come back each once and in order; what another thread cannot read is read here', async () => {
    const crew = standIns('answers');
    const list = orders(60);
    await expect.poll(async () => (await share(crew, list)).heard.includes('there')).toBe(true);
    const { read, heard } = await share(crew, list);
    expect(read).toEqual(list.map(({ text }) => text));
    expect(heard).toHaveLength(60);
    expect(heard).toContain('here');
  });

  it.each(['fails to start', 'dies at work'])('are all read where a thread %s', async (behaviour) => {
    const gone: string[] = [];
    const crew = standIns(behaviour, { onGone: ({ message }) => gone.push(message) });
    const list = orders(200);
    await expect
      .poll(async () => {
        expect((await share(crew, list)).read).toEqual(list.map(({ text }) => text));
        return gone.length;
      })
      .toBe(2);
    const { read, heard } = await share(crew, list);
    expect(read).toEqual(list.map(({ text }) => text));
    expect(heard).not.toContain('there');
  });

  it('are read as the engine of this thread reads them', async () => {
    const url = tempDatabase();
    await (await openStore({ url })).close();
    const at = (path: string): string => join(ROOT, path);
    const crew = createTriageCrew(
      {
        profileDir: at('data/profile/xicheng'),
        calendarFile: at('data/calendar/cn.json'),
        modelDir: at('models'),
        knowledgeDir: at('data/knowledge'),
        db: { url },
      },
      { count: 1 },
    );
    onTestFinished(() => crew.close());
    const engine = shippedEngine();
    const list = [
      '西单商场买的鞋开胶不给退',
      '小区暖气不热',
      '路灯坏了一星期',
      '夜里工地施工吵得睡不着',
    ].flatMap((text) => Array.from({ length: 3 }, (_, n) => order(`${text}，第${n}次反映。`)));
    let others = 0;
    await expect
      .poll(
        async () => {
          const read = await crew.read<TriageResult>(
            list,
            {},
            {
              here: (one) => engine.triage(one),
              there: (_one, triage) => {
                others++;
                return triage;
              },
            },
          );
          expect(read).toEqual(list.map((one) => engine.triage(one)));
          return others;
        },
        { timeout: 50_000, interval: 200 },
      )
      .toBeGreaterThan(0);
  });
});
