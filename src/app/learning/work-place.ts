import { AppError } from '../../kernel/errors.ts';
import type { Trainer } from './training-job.ts';

/** A training or a comparison that has the place. */
export type Work = {
  readonly id: string;
  /** Starts its process; ends it at once where it was halted before it began. */
  readonly start: (
    job: Parameters<Trainer['start']>[0],
    onProgress: (share: number) => void,
  ) => ReturnType<Trainer['start']>['outcome'];
  /** Ends the process, now or when it starts. */
  readonly halt: () => void;
  /** Gives the place back, once all that follows from the work is written. */
  readonly free: () => void;
  /** Resolves when the place is given back. */
  readonly ended: Promise<void>;
};

/** The one place for work on models: each job takes a process, a core and the memory of a whole model or more. */
export type WorkPlace = {
  /** @throws AppError `training_running` while another has it. */
  readonly take: (id: string) => Work;
  readonly current: () => Work | null;
};

export function createWorkPlace(trainer: Trainer): WorkPlace {
  let working: (Work & { readonly share: () => number }) | null = null;
  return {
    current: () => working,
    take: (id) => {
      if (working !== null) {
        throw new AppError('training_running', { progress: `${Math.round(working.share() * 100)}%` });
      }
      let share = 0;
      let halted = false;
      let kill: () => void = () => {};
      let freed: () => void = () => {};
      const ended = new Promise<void>((resolve) => (freed = resolve));
      const work = {
        id,
        ended,
        share: () => share,
        start: (...[job, onProgress]: Parameters<Work['start']>) => {
          const { outcome, stop } = trainer.start(job, (done) => {
            share = done;
            onProgress(done);
          });
          kill = stop;
          if (halted) kill();
          return outcome;
        },
        halt: () => {
          halted = true;
          kill();
        },
        free: () => {
          if (working === work) working = null;
          freed();
        },
      };
      working = work;
      return work;
    },
  };
}
