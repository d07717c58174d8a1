import { createContext, createServices } from '../../src/app/services.ts';
import type { Actor, Engine, OrderInput, TriageResult } from '../../src/app/types.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import type { Profile } from '../../src/profile/types.ts';
import { filesBeside } from '../../src/store/file-folder.ts';
import { openStore } from '../../src/store/store.ts';
import { closeAfterTest } from './closing.ts';
import { deskEngine } from './desk-engine.ts';
import { NOW, handler, order, system } from './desk.ts';
import { LAW, createHolderOf } from './knowledge-site.ts';
import { SAMPLES } from './sample-files.ts';
import { smallProfile } from './small-profile.ts';
import { tempDatabase } from './temp.ts';
import { shippedProfile } from './shipped-profile.ts';

export const leader: Actor = { id: 'u-l', name: '刘主任', role: 'leader', unit: null };
export const callback: Actor = { id: 'u-c', name: '回访员', role: 'callback', unit: null };
export const analyst: Actor = { id: 'u-n', name: '分析员', role: 'analyst', unit: null };
export const colleague: Actor = { id: 'u-h2', name: '周所', role: 'handler', unit: 'SCS-XCAJ' };

/** What the citizen asks for, relying on a law that does not apply. */
export const SHOES =
  '市民3月1日在西单一家商场的鞋店花899元买了一双皮鞋，鞋没穿过，今天要求七天无理由退货，店员不同意。';
const CLAIM = '今天要求七天无理由退货';

/** The small district under the shipped rules of handling and paths. */
export function ruledProfile(): Profile {
  const { handling, paths } = shippedProfile();
  if (handling === undefined || paths === undefined) throw new Error('The shipped profile lacks rules.');
  return {
    ...smallProfile,
    handling,
    paths,
    catalogue: { version: 'c1', title: '小区派单目录', effectiveFrom: '2026-01-01' },
  };
}

/** Reads the demand and the misquoted law of the shoes. */
function triage(input: OrderInput, aids?: Parameters<Engine['triage']>[1]): TriageResult {
  const read = deskEngine.triage(input, aids);
  const start = input.text.indexOf(CLAIM);
  if (start < 0) return read;
  const end = start + CLAIM.length;
  const why = '在实体店看货付款，法律没有规定七日无理由退货';
  return {
    ...read,
    saleChannel: 'offline',
    entities: [
      { kind: 'request', start: 0, end: input.text.length, text: input.text },
      { kind: 'amount', start: input.text.indexOf('899'), end: input.text.indexOf('899') + 4, text: '899元' },
    ],
    laws: [
      {
        law: LAW,
        article: '第二十五条',
        quote: '消费者有权自收到商品之日起七日内退货',
        effectiveFrom: '2014-03-15',
        verdict: 'does_not_apply',
        why,
        ask: null,
      },
    ],
    misquoted: [{ claim: CLAIM, start, end, law: LAW, article: '第二十五条', why }],
  };
}
export const caseEngine: Engine = { ...deskEngine, triage };

/** All use cases with rules of handling, law and a folder for evidence, over a fresh database. */
export async function caseDesk(options: { readonly profile?: Profile; readonly limit?: number } = {}) {
  const url = tempDatabase();
  const store = await openStore({ url });
  closeAfterTest(() => store.close());
  const clock = fixedClock(NOW);
  const folder = filesBeside(url) ?? '';
  const made = {
    store,
    engine: caseEngine,
    profile: options.profile ?? ruledProfile(),
    clock,
    accounts: { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } },
    knowledge: createHolderOf(store).knowledge,
    evidence: { folder, limit: options.limit ?? 20 << 20 },
  };
  const context = createContext(made);
  const services = createServices(made, context);
  const evidence = services.evidence;
  if (evidence === undefined) throw new Error('No evidence.');
  const move = (actor: Actor, id: string, name: string, data: unknown = {}) =>
    services.handling.move(actor, id, { move: name, data });
  /** An order that came in and went out. */
  const receive = async (text: string, more: Partial<OrderInput> = {}): Promise<string> => {
    const [out] = await services.intake.accept(system, [order(text, more)]);
    if (out === undefined || out.status === 'refused') throw new Error('refused');
    return out.id;
  };
  /** A small photo; `mark` makes contents differ. */
  const photo = (actor: Actor, id: string, mark = 0, purpose: 'other' | 'result' | 'contact' = 'other') =>
    evidence.add(actor, id, {
      stream: (async function* () {
        yield Uint8Array.from([...SAMPLES.jpeg.bytes, mark]);
      })(),
      name: `现场${mark}.jpg`,
      mediaType: 'image/jpeg',
      kind: 'photo',
      purpose,
    });
  /** Time goes on: steps of one moment look alike. */
  const later = (minutes: number) => clock.set(clock.now() + minutes * 60_000);
  /** An order that the handler has taken and spoken about. */
  const contacted = async (text = SHOES): Promise<string> => {
    const id = await receive(text);
    await services.handling.acknowledge(handler, id);
    later(5);
    await move(handler, id, 'contact', { way: 'phone', result: 'reached', note: '已解释' });
    return id;
  };
  return { url, folder, store, context, services, evidence, clock, move, receive, photo, later, contacted };
}
