import { createSecondOpinions, TROUBLE_TEXTS } from '../app/intake/second-opinions.ts';
import type { OpinionTrouble, Seconded, SecondOpinions } from '../app/intake/second-opinions.ts';
import { encoderFolder, openCheckedEncoder } from '../app/intake/encoder-opening.ts';
import type { OpenedEncoder } from '../app/intake/encoder-opening.ts';
import type { Config } from '../config.ts';
import type { Io } from './command.ts';
import { programPath } from './opening.ts';

/** A command has time: the same file gives the same results on a busy machine. */
const LIMIT_MS = 60_000;

export type OpenedOpinions<O, R> = {
  readonly opinions: SecondOpinions<O, R>;
  /** Ends the encoder's thread. */
  readonly close: () => Promise<void>;
};

/** Opens the encoder of the settings; `off` where none is wanted, `bad` where it cannot be used. */
export async function openEncoderOf(config: Config): Promise<OpenedEncoder> {
  return openCheckedEncoder({ dir: encoderFolder(config.encoder, programPath) }, null);
}

/**
 * What asks the encoder of the settings for an engine; opens it where the model has a second opinion. Why orders are
 * decided without it is said once on standard error, but where the setting says `off`.
 */
export async function openOpinions<O, R>(
  engine: Seconded<O, R>,
  config: Config,
  io: Pick<Io, 'err'>,
): Promise<OpenedOpinions<O, R>> {
  const opened: OpenedEncoder = engine.opinion == null ? { state: 'off' } : await openEncoderOf(config);
  const warn = ({ trouble }: Readonly<Record<string, unknown>>): void => {
    // Whoever turned it off knows.
    if (config.encoder === 'off') return;
    const why = TROUBLE_TEXTS[trouble as OpinionTrouble];
    const cause = opened.state === 'bad' ? `（${opened.error.message}）` : '';
    io.err(`提示：没有请教编码器，只按字词定分类：${why}${cause}\n`);
  };
  return {
    opinions: createSecondOpinions(engine, () => opened, { warn }, { limitMs: LIMIT_MS }),
    close: async () => {
      if (opened.state === 'ready') await opened.encoder.close();
    },
  };
}
