import type { EngineOptions, ReadingParts } from '../app/intake/engine.ts';
import { AppError } from '../kernel/errors.ts';

/** One option of a command. `help` is Chinese and ends up in `--help` and docs/cli.md. */
export type Option = {
  readonly type: 'string' | 'boolean';
  readonly help: string;
  /** Name of the value in help texts, e.g. `FILE`; strings only. */
  readonly value?: string;
  readonly multiple?: boolean;
  readonly default?: string | boolean;
};

export type Options = Readonly<Record<string, Option>>;

type OptionValue<O extends Option> = O['type'] extends 'boolean'
  ? boolean
  : O extends { readonly multiple: true }
    ? readonly string[]
    : string;

/** Parsed options: those with a default are always there. */
export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { readonly default: string | boolean }
    ? OptionValue<O[K]>
    : OptionValue<O[K]> | undefined;
};

export type Args<O extends Options> = { readonly values: Values<O>; readonly positionals: readonly string[] };

/** What a command may touch of the process, so that tests can hand in their own. */
export type Io = {
  /** Results: standard output, written as is (the caller ends its lines). */
  readonly out: (text: string) => void;
  /** Notices and progress: standard error. */
  readonly err: (text: string) => void;
  /** Standard input as bytes. */
  readonly input: () => AsyncIterable<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Progress is drawn only on a terminal. */
  readonly errIsTerminal: boolean;
  /** Where dictionary and knowledge come from; left out: they are loaded. For many commands in one process. */
  readonly parts?: (options: EngineOptions) => ReadingParts;
};

/**
 * One command of `jiesu`. `run` answers the exit code (0 done, 1 failed) or throws an `AppError`;
 * `bad_usage` ends with exit code 2, every other code with 1.
 */
export type Command<O extends Options = Options> = {
  readonly name: string;
  readonly summary: string;
  /** One line for each way of calling it, without the leading `jiesu`. */
  readonly usage: readonly string[];
  readonly options: O;
  readonly run: (args: Args<O>, io: Io) => Promise<number>;
};

/** Declares a command so that the types of its option values follow from its options table. */
export function defineCommand<const O extends Options>(command: Command<O>): Command {
  return command as unknown as Command;
}

/** Options that several commands share; spread them into the table. */
export const QUIET = { quiet: { type: 'boolean', help: '不显示进度条', default: false } } as const;

/** Exactly the words a command takes besides its options. Throws `bad_usage` for fewer or more. */
export function takeWords<const N extends readonly string[]>(
  positionals: readonly string[],
  names: N,
): { readonly [K in keyof N]: string } {
  const missing = names[positionals.length];
  if (missing !== undefined) throw new AppError('bad_usage', { reason: `缺少${missing}` });
  const extra = positionals[names.length];
  if (extra !== undefined) throw new AppError('bad_usage', { reason: `多余的参数“${extra}”` });
  return positionals as unknown as { readonly [K in keyof N]: string };
}
