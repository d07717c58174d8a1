import { AppError } from '../../kernel/errors.ts';
import { simulationOf } from '../../store/simulation.ts';
import type { Simulation } from '../../store/simulation.ts';
import { unpackShingles } from '../../learn/shingles.ts';
import type { Context } from '../context.ts';
import type { EvidenceOptions } from '../life/evidence-desk.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import { removeSimulation } from './simulation-removal.ts';
import { beginSimulation, runSimulation } from './simulating.ts';
import type { SimulationAsked } from './simulating.ts';

/** Orders of one write while people use the service: a write of so many takes about as long as a page. */
const SLICE = 24;

export type SimulationView = {
  /** `cut`: it was begun, is not done and nobody works on it. */
  readonly state: 'none' | 'running' | 'removing' | 'cut' | 'done';
  readonly run: Pick<
    Simulation,
    'seed' | 'orders' | 'done' | 'fromDay' | 'toDay' | 'startedAt' | 'startedByName'
  > | null;
  readonly problem: string | null;
};

/** The simulated year of a running service: written and taken away in the background, a few orders at a time. */
export type SimulationDesk = {
  readonly view: (actor: Actor) => Promise<SimulationView>;
  /** Throws `simulation_refused`, `bad_field`, `conflict` where it is at work. */
  readonly start: (actor: Actor, asked: SimulationAsked) => Promise<SimulationView>;
  readonly remove: (actor: Actor) => Promise<SimulationView>;
  /** Whether the database holds made-up orders, as far as this process knows: for a word on every page. */
  readonly isThere: () => boolean;
  /** Stops what goes on and resolves when nothing is written any more; it can be gone on with. */
  readonly stop: () => Promise<void>;
};

export function createSimulationDesk(
  context: Context,
  options: { readonly demoIds: readonly string[]; readonly evidence: EvidenceOptions | null },
): SimulationDesk {
  const { store, log } = context;
  let work: Promise<void> | null = null;
  let doing: 'running' | 'removing' | null = null;
  let problem: string | null = null;
  let stopping = false;
  let there = false;
  const looked = store.read(simulationOf).then(
    (run) => void (there = run !== null),
    (err: unknown) => log.warn({ err }, 'not known whether there is a simulation'),
  );

  const view: SimulationDesk['view'] = async (actor) => {
    scopeOf(actor, 'simulation.manage');
    const run = await store.read(simulationOf);
    there = run !== null;
    const state = doing ?? (run === null ? 'none' : run.endedAt === null ? 'cut' : 'done');
    return { state, run, problem };
  };

  /** One thing at a time; whoever waits for the page is not kept. */
  function begin(what: 'running' | 'removing', job: () => Promise<unknown>): void {
    doing = what;
    problem = null;
    work = job()
      .then(
        () => undefined,
        (error: unknown) => {
          problem = error instanceof AppError ? error.message : '没有写完，请看服务的日志';
          log.error({ err: error }, 'simulation ended early');
        },
      )
      .finally(() => {
        doing = null;
        // What is held of topics is read back with what is new in it, and of texts without what is gone.
        context.insight.reset();
        if (what === 'removing') context.duplicates.reset();
        context.wake();
      });
  }

  const mustBeIdle = (): void => {
    if (doing !== null) throw new AppError('conflict', { reason: '模拟数据正在写入或移除' });
  };

  return {
    view,
    isThere: () => there,
    start: async (actor, asked) => {
      scopeOf(actor, 'simulation.manage');
      mustBeIdle();
      const run = await beginSimulation(context, actor, asked, options.demoIds);
      mustBeIdle();
      there = true;
      if (run.endedAt === null)
        begin('running', () =>
          runSimulation(context, run, {
            slice: SLICE,
            evidence: options.evidence,
            stopping: () => stopping,
            onWritten: (written) => void known(context, written),
          }),
        );
      return view(actor);
    },
    remove: async (actor) => {
      scopeOf(actor, 'simulation.manage');
      mustBeIdle();
      begin('removing', () => removeSimulation(context, actor, undefined, () => stopping));
      return view(actor);
    },
    stop: async () => {
      stopping = true;
      await looked;
      await work;
    },
  };
}

/** New orders find what was made up as they find anything: a little later where the index is not built yet. */
async function known(
  { duplicates, log }: Context,
  written: readonly { readonly seq: number; readonly read: { readonly signature: Uint8Array } }[],
): Promise<void> {
  try {
    const index = await duplicates.index();
    for (const { seq, read } of written) {
      const shingles = unpackShingles(read.signature);
      if (shingles !== null) index.add(seq, shingles);
    }
  } catch (err) {
    log.warn({ err }, 'index of duplicates does not know the simulated orders before the next start');
  }
}
