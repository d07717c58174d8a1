import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOpen311 } from '../../../src/app/connections/open311.ts';
import { ASKED_MOVES } from '../../../src/app/life/move-input.ts';
import type { AskedMove } from '../../../src/app/life/move-input.ts';
import { OUTGOING } from '../../../src/app/replies/shield.ts';
import type { Actor } from '../../../src/app/types.ts';
import { jobHandlers } from '../../../src/jobs/handlers.ts';
import { OFFICE_ONLY } from '../../../src/kernel/confidential-words.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { keysOf } from '../../../src/kernel/keys.ts';
import { REPORT_KIND } from '../../../src/kernel/report-words.ts';
import { teachingCard } from '../../support/cards.ts';
import { closeAfterTest } from '../../support/closing.ts';
import { connectionsDesk } from '../../support/connections-desk.ts';
import { event, history, insightSite } from '../../support/insight-site.ts';
import { signIn } from '../../support/knowledge-http.ts';
import { HOUR, NOW, PEOPLE, lifeDesk } from '../../support/life-desk.ts';
import { startReceiver } from '../../support/receiver.ts';
import { SAMPLES } from '../../support/sample-files.ts';
import { SEEDED, SEEDS, WRITINGS, leaksIn } from '../../support/seeded.ts';
import { tempDatabase } from '../../support/temp.ts';
import { wholeSite } from '../../support/whole-site.ts';

const { dispatcher, handler, key, leader } = PEOPLE;
/** Without its number in another system, under which it would be the same order again. */
const { externalId: _number, ...ORDER } = SEEDED;
const CALLS: Actor = PEOPLE.callback;

/** Moves with words of a person that the party complained about, or everybody, may get to read. */
const GOES_OUT: readonly AskedMove[] = ['handToMerchant', 'merchantSettled', 'proposeMediationEnd', 'reply'];
/** Moves whose words are read by units and the hotline alone. */
const STAYS: readonly AskedMove[] = [
  'tryContact',
  'contact',
  'answerJointly',
  'reopen',
  'proposeReturn',
  'acceptReturn',
  'refuseReturn',
  'rule',
  'proposeExtension',
  'proposeHold',
  'proposeExclusion',
  'proposeTermination',
  'refuse',
  'reverse',
  'whistle',
  'answerWhistle',
  'meet',
  'supervise',
  'answerSupervision',
  'merchantFailed',
  'milestone',
  'setConfidential',
  'liftConfidential',
  'note',
];
/** Moves that bring no words. */
const WORDLESS: readonly AskedMove[] = [
  'assign',
  'handle',
  'addEvidence',
  'tell',
  'close',
  'grantExtension',
  'grantHold',
  'resume',
  'grantExclusion',
  'grantMediationEnd',
  'grantTermination',
  'withdraw',
  'recall',
  'report',
];

type Way = { readonly place: keyof typeof OUTGOING; readonly say: (words: string) => Promise<unknown> };

/** Every way by which words of a person reach the other party or everybody, over an order of the seeded caller. */
async function ways(confidentiality: 'none' | 'identity'): Promise<Way[]> {
  const d = await lifeDesk(tempDatabase(), (store) => closeAfterTest(() => store.close()));
  const take = async (): Promise<string> => {
    const id = await d.take(SEEDED.text, { ...ORDER, confidentiality });
    await d.services.handling.acknowledge(handler, id);
    // A caller who is kept from the unit is spoken to by the hotline.
    if (confidentiality === 'none') await d.move(handler, id, 'contact', { way: 'phone', result: 'reached' });
    return id;
  };
  const handle = async (id: string): Promise<string> => {
    await d.move(handler, id, 'handle');
    await d.file(id, 'result', 'document');
    return id;
  };
  const fresh = await take();
  const handled = await handle(await take());
  const merchant = await take();
  await d.move(handler, merchant, 'handToMerchant', { merchant: '西单某商场' });
  const mediated = await handle(await take());
  await d.move(handler, mediated, 'milestone', { milestone: 'accept' });
  for (const kind of ['recording', 'photo'] as const) await d.file(mediated, 'other', kind);
  const notice = (more: object) => d.move(handler, handled, 'reply', d.replyData({ way: 'notice', ...more }));

  const i = await insightSite(tempDatabase(), (store) => closeAfterTest(() => store.close()));
  await history(i);
  await event(i, 5);
  await i.take('市民反映在西单“雪屿”羽绒服专柜买的羽绒服跑绒，店员不给退款。' + SEEDED.text, {
    caller: { name: SEEDS.name, phone: SEEDS.phone },
    receivedAt: new Date(NOW - HOUR / 2).toISOString(),
  });
  await i.settle();
  const { insight } = i.services;
  const [warning] = (await insight.warnings(leader, {})).rows;
  if (warning === undefined) throw new Error('no warning');
  const task = (what: string, note = '') =>
    insight.task(leader, warning.id, warning.version, { unit: 'SCS-XCAJ', what, note });

  const site = await wholeSite(closeAfterTest);
  const [made] = await site.services.intake.accept(key, [{ ...SEEDED, confidentiality }]);
  if (made === undefined || made.status === 'refused') throw new Error('refused');
  if (made.state === 'received') await site.services.handling.dispatch(dispatcher, made.id);
  await site.services.handling.acknowledge(handler, made.id);
  const cards = site.services.teachingCards;
  if (cards === undefined) throw new Error('no cards');
  const { id: _, ...body } = teachingCard({ source: made.id });
  const draft = (note: string | null) => cards.save(handler, { base: 0, body, owner: null, note });
  const card = (await draft(null)).summary.id;

  return [
    { place: 'merchant', say: (words) => d.move(handler, fresh, 'handToMerchant', { merchant: words }) },
    { place: 'settlement', say: (terms) => d.move(handler, merchant, 'merchantSettled', { terms }) },
    { place: 'notice', say: (text) => notice({ text }) },
    { place: 'notice', say: (answer) => notice({ demands: [{ demand: 1, answer }] }) },
    { place: 'notice', say: (reason) => notice({ demands: [{ demand: 1, reason }] }) },
    {
      place: 'mediationEnd',
      say: (reason) => d.move(handler, mediated, 'proposeMediationEnd', { reason, code: 'M2020-04' }),
    },
    { place: 'task', say: (what) => task(what) },
    { place: 'task', say: (note) => task('排查雪屿专柜', note) },
    {
      place: 'act',
      say: (note) => insight.addAct(handler, '雪屿', { kind: 'talk', day: '2026-04-14', note }),
    },
    { place: 'card', say: (text) => cards.comment(handler, card, text) },
    { place: 'card', say: (note) => draft(note) },
    {
      place: 'taskResult',
      say: async (result) => {
        const [open] = (await insight.tasks(handler, {})).rows;
        const { id } = open ?? (await task('排查雪屿专柜'));
        return insight.endTask(handler, id, { state: 'done', result });
      },
    },
  ];
}

describe('words of a person that the other party or everybody may read', () => {
  it('come with moves of which each is known to go out or to stay', () => {
    expect([...GOES_OUT, ...STAYS, ...WORDLESS].sort()).toEqual([...ASKED_MOVES].sort());
  });

  for (const confidentiality of ['none', 'identity'] as const)
    describe(`of an order kept: ${confidentiality}`, () => {
      let all: Way[];
      beforeAll(async () => {
        all = await ways(confidentiality);
      }, 120_000);

      it('are refused at every place, however the caller is written', { timeout: 240_000 }, async () => {
        expect(new Set(all.map(({ place }) => place))).toEqual(new Set(keysOf(OUTGOING)));
        const passed: string[] = [];
        for (const [i, { place, say }] of all.entries())
          for (const [writing, words] of Object.entries(WRITINGS)) {
            const answer: unknown = await say(`已核实。${words}所说属实`).catch((error: unknown) => error);
            if (!(answer instanceof AppError) || answer.code !== 'caller_exposed')
              passed.push(
                `${i} ${place} ${writing}: ${answer instanceof AppError ? answer.message : 'went out'}`,
              );
            else expect(answer.details['place']).toBe(OUTGOING[place]);
          }
        expect(passed).toEqual([]);
      });

      it('go out where they tell nothing of the caller', { timeout: 120_000 }, async () => {
        const refused: string[] = [];
        for (const { place, say } of all) {
          const answer: unknown = await say('已核实，鞋确有开胶，店方愿退').catch((error: unknown) => error);
          if (answer instanceof AppError && answer.code === 'caller_exposed') refused.push(place);
        }
        expect(refused).toEqual([]);
      });
    });
});

/** Words of whatever was packed, unpacked. */
function unpacked(bytes: Uint8Array): string {
  const parts = bytes[0] === 0x50 && bytes[1] === 0x4b ? Object.values(unzipSync(bytes)) : [bytes];
  return parts.map((part) => new TextDecoder().decode(part)).join('\n');
}

type Sample = (typeof SAMPLES)['mp3'];

/** A site with the seeded order: answered to the caller by name, where the unit may know it. */
async function answeredSite(confidentiality: 'none' | 'identity') {
  const site = await wholeSite(closeAfterTest);
  const { services, context, store } = site;
  const [made] = await services.intake.accept(key, [{ ...SEEDED, confidentiality }]);
  if (made === undefined || made.status === 'refused') throw new Error('refused');
  const { id, number } = made;
  if (made.state === 'received') await services.handling.dispatch(dispatcher, id);
  await services.handling.acknowledge(handler, id);
  const move = (name: string, data: object) => services.handling.move(handler, id, { move: name, data });
  if (confidentiality === 'none') {
    const proof = async (kind: 'recording' | 'photo', { name, media: mediaType, bytes }: Sample) => {
      const stream = (async function* () {
        yield bytes;
      })();
      const sent = { stream, name, mediaType, kind, purpose: 'contact' } as const;
      return (await services.evidence?.add(handler, id, sent))?.sha256;
    };
    const note = `${SEEDS.name}在${SEEDS.phone}接了`;
    await move('contact', {
      way: 'phone',
      result: 'reached',
      note,
      files: [await proof('recording', SAMPLES.mp3)],
    });
    await move('contact', { way: 'visit', result: 'met', files: [await proof('photo', SAMPLES.jpeg)] });
    await move('handle', {});
    await move('reply', {
      toldAt: new Date(NOW).toISOString(),
      way: 'phone',
      outcome: 'explained',
      demands: [{ demand: 1, answer: '已退款' }],
      text: `${SEEDS.name}女士，您好。鞋开胶一事已经核实，商家已退款。`,
    });
  }
  for (const run of Object.values(jobHandlers(context))) {
    const write = await run({ orderId: id });
    if (typeof write === 'function') await store.write(write);
  }
  return { ...site, id, number };
}

describe('what the program itself gives to others', () => {
  for (const confidentiality of ['none', 'identity'] as const)
    it(`tells nothing of who called: ${confidentiality}`, { timeout: 240_000 }, async () => {
      const site = await answeredSite(confidentiality);
      const { services, context, id, number } = site;
      const open311 = createOpen311(context, services.intake, { isPublic: true, jurisdiction: '' });
      const d = await connectionsDesk();
      const receiver = await startReceiver();
      await d.add(receiver.url);
      await d.take(SEEDED.text, { ...SEEDED, confidentiality });
      await d.startRounds().drain();
      const elsewhere = await signIn(site, site.app, 'handler', 'SCS-DS');
      const head = await signIn(site, site.app, 'leader');
      const page = async (who: typeof head, path: string) =>
        unpacked(new Uint8Array(await (await who.get(path)).arrayBuffer()));
      const json = async (made: unknown) => JSON.stringify(await made);

      const given: Readonly<Record<string, () => Promise<string>>> = {
        'event feed': () => json(services.eventFeed.read(key, { after: 0, limit: 100 })),
        webhook: () => json(receiver.got),
        'open311 list': () => json(open311.search(null, { page: 1, pageSize: 50 })),
        'open311 request': () => json(open311.get(null, number).catch(() => null)),
        progress: () => json(services.progress.ask(number, SEEDS.phone.slice(-4))),
        'link to judge': async () => {
          const asked = await services.callbacks.link(CALLS, id).catch(() => null);
          return asked === null ? '' : json(services.callbacks.byLink(asked.token));
        },
        'public knowledge': () => json(services.publicKnowledge?.search('鞋', 1)),
        'teaching card filled in': () => json(services.teachingCards?.prefill(handler, id).catch(() => null)),
        'topics elsewhere': () => page(elsewhere, '/api/v1/topics'),
        'warnings elsewhere': () => page(elsewhere, '/api/v1/warnings'),
        'tasks elsewhere': () => page(elsewhere, '/api/v1/tasks'),
      };
      const pages = keysOf(REPORT_KIND).flatMap((kind) => {
        const date = { daily: '2026-04-14', annual: '2026' }[kind as string] ?? '2026-04';
        return ['', '.docx', '.txt', '.csv'].map((format) => `/api/v1/reports/${kind}${format}?date=${date}`);
      });
      const leaks: string[] = [];
      for (const [place, words] of Object.entries(given))
        for (const what of leaksIn(await words())) leaks.push(`${place}: ${what}`);
      let printed = 0;
      for (const path of [...pages, ...pages.map((one) => one.replace('/api/v1', ''))]) {
        const answer = await head.get(path);
        if (answer.status === 200) printed++;
        for (const what of leaksIn(unpacked(new Uint8Array(await answer.arrayBuffer()))))
          leaks.push(`${path}: ${what}`);
      }
      expect(leaks).toEqual([]);
      expect(receiver.got.length).toBeGreaterThan(1);
      expect(printed).toBeGreaterThan(4);
    });

  it('finds a letter to the other party unfit to send, however the caller is written', async () => {
    const { services, id } = await answeredSite('none');
    for (const [writing, words] of Object.entries(WRITINGS)) {
      const checked = await services.replies?.checkOrder(handler, id, `贵店：${words}反映鞋开胶，请答复。`, {
        audience: 'other_party',
      });
      expect([writing, checked?.mayFinish]).toEqual([writing, false]);
    }
  });

  it(
    'does not let a card out that tells who called, however it is written',
    { timeout: 120_000 },
    async () => {
      const { services, id } = await answeredSite('none');
      const cards = services.teachingCards;
      if (cards === undefined) throw new Error('no cards');
      for (const [writing, words] of Object.entries(WRITINGS)) {
        const { id: _, ...body } = teachingCard({ source: id, situation: `店里的鞋开胶，${words}要求退款` });
        const { summary } = await cards.save(handler, { base: 0, body, owner: null, note: null });
        const handed = await cards.submit(handler, summary.id, 1).catch((error: unknown) => error);
        expect([writing, handed]).toEqual([writing, expect.objectContaining({ code: 'bad_knowledge' })]);
      }
    },
  );
});

describe('papers and packs for the office', () => {
  it('say on their face that they are not for the other party', async () => {
    const site = await answeredSite('none');
    const unit = await signIn(site, site.app, 'handler', 'SCS-XCAJ');
    const head = await signIn(site, site.app, 'leader');
    const { id } = site;
    for (const [who, path] of [
      [unit, `/orders/${id}`],
      [unit, `/orders/${id}/trace`],
      [unit, `/orders/${id}/case?kind=mediationEnd`],
      [head, `/orders/${id}/brief`],
    ] as const)
      expect([path, (await who.page(path)).includes(OFFICE_ONLY)]).toEqual([path, true]);
    const zip = unzipSync(
      new Uint8Array(await (await unit.get(`/api/v1/orders/${id}/proof.zip`)).arrayBuffer()),
    );
    const text = (name: string) => new TextDecoder().decode(zip[name]);
    expect(text('说明.txt').split('\r\n')[1]).toBe(OFFICE_ONLY);
    expect(JSON.parse(text('manifest.json'))).toMatchObject({ use: OFFICE_ONLY });
  });

  it('tell a unit that may not know the caller nothing of them', async () => {
    const site = await answeredSite('identity');
    const unit = await signIn(site, site.app, 'handler', 'SCS-XCAJ');
    for (const path of ['', '/trace', '/case?kind=exclusion', '/case?kind=mediationEnd'])
      expect([path, leaksIn(await unit.page(`/orders/${site.id}${path}`))]).toEqual([path, []]);
    const zip = await unit.get(`/api/v1/orders/${site.id}/proof.zip`);
    expect(leaksIn(unpacked(new Uint8Array(await zip.arrayBuffer())))).toEqual([]);
  });
});
