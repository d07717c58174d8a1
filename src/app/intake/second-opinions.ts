import { nextTurn } from '../../kernel/next-turn.ts';
import type { OpenedEncoder } from './encoder-opening.ts';
import type { Log } from '../context.ts';
import type { OpinionWanted, OrderInput, TriageAids, TriageResult } from '../types.ts';

/** How the second opinion stands; `trouble` since when and why orders are decided without it. */
export type OpinionStanding =
  | { readonly state: 'none' }
  | { readonly state: 'ready'; readonly encoder: string }
  | { readonly state: 'without'; readonly trouble: OpinionTrouble; readonly text: string };

/** Why orders are decided by words alone although the model has a second opinion. */
export type OpinionTrouble = 'off' | 'starting' | 'bad' | 'other' | 'late' | 'failed';

export const TROUBLE_TEXTS: Readonly<Record<OpinionTrouble, string>> = {
  off: '编码器没有启用',
  starting: '编码器还在启动',
  bad: '编码器不能用',
  other: '启用的编码器不是训练模型时的那一个，请换回来，或重新训练',
  late: '编码器太忙，没有等到',
  failed: '编码器出错',
};

/** Who decides, and when the encoder is to be asked; `Engine` fits. */
export type Seconded<O, R> = {
  readonly opinion?: OpinionWanted<O, R> | null;
  readonly triage: (order: O, aids?: TriageAids) => R | Promise<R>;
};

export type SecondOpinions<O = OrderInput, R = TriageResult> = {
  /**
   * Results of `orders` as they are with the encoder's word, where the model wants it; one a result, in order. Null
   * results are passed over. Never rejects: what cannot be asked stays as it is.
   */
  readonly ask: (
    orders: readonly O[],
    results: readonly (R | null)[],
    aids?: TriageAids,
  ) => Promise<(R | null)[]>;
  readonly standing: () => OpinionStanding;
};

export type SecondOpinionOptions = {
  /** Milliseconds that the texts of one call are waited for. */
  readonly limitMs?: number;
};

const LIMIT_MS = 2_000;
/** Texts in one call of the encoder: well within the limit on a busy machine. */
const AT_ONCE = 128;
/** Milliseconds of reading in one go before sockets and timers have their turn. */
const READ_AT_ONCE_MS = 10;

/**
 * Asks the encoder of those orders at which the model doubts. All of a batch are encoded together and decided again with
 * their vectors. An encoder that is off, another one, broken or late changes nothing but the result: orders are decided
 * by words alone, and the log is told once of each kind of trouble. `opened` is asked anew each time: null until the
 * encoder was opened.
 */
export function createSecondOpinions<O, R>(
  engine: Seconded<O, R>,
  opened: () => OpenedEncoder | null,
  log: Pick<Log, 'warn'>,
  { limitMs = LIMIT_MS }: SecondOpinionOptions = {},
): SecondOpinions<O, R> {
  const told = new Set<OpinionTrouble>();
  let last: OpinionTrouble | null = null;
  /** Calls nobody waits for any more, which the encoder still works at: another would only wait behind them. */
  let overdue = 0;

  const without = (trouble: OpinionTrouble, error?: unknown): null => {
    last = trouble;
    if (told.has(trouble) || trouble === 'starting') return null;
    told.add(trouble);
    log.warn(
      { trouble, ...(error === undefined ? {} : { err: error }) },
      'orders decided without second opinion',
    );
    return null;
  };

  /** What keeps the encoder of the running model from being asked; null where nothing does. */
  const hindrance = (wanted: string): OpinionTrouble | null => {
    const now = opened();
    if (now === null) return 'starting';
    if (now.state !== 'ready') return now.state;
    return now.encoder.info.id === wanted ? null : 'other';
  };

  async function encode(texts: readonly string[]): Promise<readonly Float32Array[] | null> {
    const now = opened();
    if (now?.state !== 'ready') return null;
    let timer: NodeJS.Timeout | undefined;
    let waiting = true;
    const reading = now.encoder.encode(texts).finally(() => {
      if (!waiting) overdue--;
    });
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), limitMs);
    });
    try {
      const vectors = await Promise.race([reading, late]);
      if (vectors !== null) {
        last = null;
        return vectors;
      }
      waiting = false;
      overdue++;
      // It may still fail, when nobody listens.
      reading.catch(() => undefined);
      return without('late');
    } catch (error) {
      return without('failed', error);
    } finally {
      clearTimeout(timer);
    }
  }

  const ask: SecondOpinions<O, R>['ask'] = async (orders, results, aids = {}) => {
    const out = [...results];
    // The model may be replaced while the encoder reads; its vectors are then no use to the next one.
    const { opinion } = engine;
    if (opinion == null) return out;
    const wanted = results.flatMap((result, i) => (result !== null && opinion.wants(result) ? [i] : []));
    if (wanted.length === 0) return out;
    const trouble = overdue > 0 ? 'late' : hindrance(opinion.encoder);
    if (trouble !== null) {
      without(trouble);
      return out;
    }
    let turn = performance.now();
    const breathe = async (): Promise<void> => {
      if (performance.now() - turn <= READ_AT_ONCE_MS) return;
      await nextTurn();
      turn = performance.now();
    };
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      const asked = wanted.slice(from, from + AT_ONCE);
      try {
        const texts: string[] = [];
        for (const i of asked) {
          await breathe();
          texts.push(opinion.textOf(orders[i] as O));
        }
        const vectors = await encode(texts);
        if (vectors === null) return out;
        turn = performance.now();
        for (const [k, i] of asked.entries()) {
          await breathe();
          if (engine.opinion !== opinion) return out;
          const vector = vectors[k];
          if (vector !== undefined) out[i] = await engine.triage(orders[i] as O, { ...aids, vector });
        }
      } catch (error) {
        // Decided already: what goes wrong at the second look leaves the first.
        without('failed', error);
        return out;
      }
    }
    return out;
  };

  const standing = (): OpinionStanding => {
    const { opinion } = engine;
    if (opinion == null) return { state: 'none' };
    // What stands in the way is seen anew each time; what went wrong when it was asked is known from the last time alone.
    const failed = last === 'late' || last === 'failed' ? last : null;
    const trouble = hindrance(opinion.encoder) ?? failed;
    if (trouble === null) return { state: 'ready', encoder: opinion.encoder };
    return { state: 'without', trouble, text: TROUBLE_TEXTS[trouble] };
  };
  return { ask, standing };
}
