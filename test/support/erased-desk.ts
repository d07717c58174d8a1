import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sql } from 'drizzle-orm';
import { createErasing } from '../../src/app/privacy/erasing.ts';
import { placeOrder } from '../../src/app/insight/placing.ts';
import { findRelations } from '../../src/app/relations/finding-relations.ts';
import { makeSuggestion } from '../../src/app/knowledge/suggesting.ts';
import { createSweeping } from '../../src/app/life/sweeping.ts';
import { appendAudit } from '../../src/store/audit.ts';
import { insertAnnotation, insertTasks } from '../../src/store/annotations.ts';
import { pathOf } from '../../src/store/client.ts';
import { insertComment } from '../../src/store/knowledge-items.ts';
import { orderById } from '../../src/store/orders.ts';
import { closeAfterTest } from './closing.ts';
import { DAY, PEOPLE, lifeDesk, lifeEngine } from './life-desk.ts';
import { SEEDED, SEEDS } from './seeded.ts';
import { tempDatabase } from './temp.ts';

/** The telephone of the seeded person as people write and say it. */
export const SPELLINGS = [
  '139-8765-4321',
  '139 8765 4321',
  '１３９８７６５４３２１',
  '幺三九八七六五四三二幺',
];
/** What of the seeded person must be nowhere; sought as it is, never as an answer spells it. */
export const MARKS = [...Object.values(SEEDS), ...SPELLINGS, '鞋开胶'];
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n欧阳青岚的小票');

/** An order of the seeded person, handled to its end, with the person in every place where words may lie. */
export async function erasedDesk() {
  const url = tempDatabase();
  const folder = `${pathOf(url)}.files`;
  const engine = {
    ...lifeEngine,
    triage: (given: Parameters<typeof lifeEngine.triage>[0]) => {
      const result = lifeEngine.triage(given);
      const at = (words: string, kind: 'caller' | 'phone' | 'subject') => {
        const start = given.text.indexOf(words);
        return start < 0 ? [] : [{ kind, start, end: start + words.length, text: words, value: words }];
      };
      return {
        ...result,
        entities: [
          ...result.entities,
          ...at(SEEDS.name, 'caller'),
          ...at(SEEDS.phone, 'phone'),
          ...at('西单百货商场', 'subject'),
        ],
      };
    },
  };
  const d = await lifeDesk(url, (store) => closeAfterTest(() => store.close()), {
    engine,
    evidence: { folder, limit: 1 << 20 },
  });
  const { services, store, context } = d;
  const { handler, callback, leader, dispatcher } = PEOPLE;

  const worked = async (id: string): Promise<void> => {
    await findRelations(context, id);
    await placeOrder(context, id);
    await makeSuggestion(context, id);
  };
  /** Handled, answered, judged and closed. */
  async function closed(id: string, words: string): Promise<void> {
    d.pass(60_000);
    await services.handling.acknowledge(handler, id);
    const files = [await d.file(id, 'contact', 'recording'), await d.file(id, 'visit', 'photo')];
    await d.move(handler, id, 'contact', {
      way: 'phone',
      result: 'reached',
      files: files.slice(0, 1),
      note: words,
    });
    await d.move(handler, id, 'contact', { way: 'visit', result: 'met', files: files.slice(1) });
    await d.move(handler, id, 'note', { text: words });
    await d.move(handler, id, 'handle');
    await d.file(id, 'result', 'document');
    await d.move(
      handler,
      id,
      'reply',
      d.replyData({ text: `已退款。${words}`, demands: [{ demand: 1, answer: words }] }),
    );
    const verdict = { solved: 'solved', satisfied: 'satisfied', attitude: 'good' } as const;
    await services.callbacks.record(callback, id, { data: { result: 'answered', verdict, note: words } });
    d.pass(40 * DAY);
    await createSweeping(context).sweep();
    const order = await store.read((db) => orderById(db, id));
    if (order?.state !== 'closed') throw new Error(`The order stands at ${order?.state}.`);
  }

  const other = await d.take('西单的鞋掉色，商家不认。', {
    caller: { name: '李雷', phone: '13700001111' },
  });
  const [made] = await services.intake.accept(PEOPLE.key, [
    { ...SEEDED, text: `${SEEDED.text}另一电话${SPELLINGS.join('、')}，在西单百货商场买的。` },
  ]);
  if (made === undefined || made.status === 'refused') throw new Error('refused');
  const { id, number } = made;
  for (const one of [other, id]) await worked(one);
  const words = `${SEEDS.name}说请打${SPELLINGS[0]}，家在${SEEDS.door}，鞋开胶。`;
  await services.evidence?.add(handler, id, {
    stream: new Blob([PDF]).stream(),
    name: `${SEEDS.name}的小票.pdf`,
    mediaType: 'application/pdf',
    kind: 'document',
    purpose: 'other',
    announced: PDF.length,
  } as never);
  await closed(id, words);
  await closed(other, '鞋已换，回电李雷。');
  await services.orders.get(leader, id);
  await services.orders.list(dispatcher, { phone: SEEDS.phone });
  const at = d.clock.now();
  await store.write(async (db) => {
    const who = { at, actorId: 'u-d', actorName: '派单员' };
    await appendAudit(db, [
      { ...who, action: 'subject.act', subject: '某店', detail: `转告${SEEDS.name} ${SPELLINGS[1]}` },
      { ...who, action: 'task.make', subject: 't1', detail: '与此无关的一步' },
    ]);
    await insertComment(db, {
      kind: 'entry',
      item: 'e1',
      author: 'u-d',
      authorName: '派单员',
      unit: null,
      text: `${number} 的${SEEDS.name}问过这一条`,
      at,
    });
    await insertTasks(db, [
      {
        id: 'a-hand',
        orderId: null,
        textHash: 'h1',
        text: `手工带进来的文本，电话${SPELLINGS[2]}`,
        form: null,
        channel: null,
        receivedAt: null,
        why: 'hand',
        score: 0,
        candidates: [],
        createdAt: at,
        createdBy: 'u-n',
      },
      {
        id: 'a-order',
        orderId: id,
        textHash: 'h2',
        text: '',
        form: null,
        channel: null,
        receivedAt: null,
        why: 'uncertain',
        score: 0,
        candidates: [],
        createdAt: at,
        createdBy: 'u-n',
      },
    ]);
    await insertAnnotation(db, {
      taskId: 'a-order',
      annotatorId: 'u-n',
      annotatorName: '分析员',
      issueType: '0101',
      demandKind: '投诉',
      urgency: null,
      saleChannel: null,
      others: null,
      note: words,
      at,
    });
  });
  const erasing = createErasing(context, services.evidence ?? null);
  const orderOf = async (one: string) => {
    const order = await store.read((db) => orderById(db, one));
    if (order === null) throw new Error('No such order.');
    return order;
  };
  /** What is counted: facts of cases, sums of them, lines of scores. */
  const counted = () =>
    store.read(async (db) => ({
      facts: await db.all(sql`SELECT * FROM case_facts ORDER BY order_id`),
      rollups: await db.all(sql`SELECT * FROM rollups ORDER BY 1, 2, 3, 4, 5, 6, 7`),
    }));
  return { ...d, url, folder, id, number, other, erasing, orderOf, counted };
}

/** Every file below the folder of a database, by name. */
export function filesBeside(url: string): { readonly name: string; readonly bytes: Buffer }[] {
  const within = (folder: string): string[] =>
    readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? within(path) : [path];
    });
  return within(dirname(pathOf(url))).map((name) => ({ name, bytes: readFileSync(name) }));
}

/** Which marks lie in which of these files. */
export const marksIn = (files: readonly { readonly name: string; readonly bytes: Buffer }[]): string[] =>
  files.flatMap(({ name, bytes }) =>
    MARKS.filter((mark) => bytes.includes(Buffer.from(mark))).map((mark) => `${name}: ${mark}`),
  );
