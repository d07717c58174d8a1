import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AppError } from '../kernel/errors.ts';
import type { Command, Io, Options } from './command.ts';

const COMMANDS = new URL('./commands/', import.meta.url);

/** Names of all commands: one file each in `commands/`. */
export function commandNames(): string[] {
  return readdirSync(COMMANDS)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** Loads one command; only its own imports are read, so that the quick ones stay quick. */
export async function loadCommand(name: string): Promise<Command> {
  const module = (await import(new URL(`${name}.ts`, COMMANDS).href)) as { command: Command };
  return module.command;
}

/** Help for one command: how it is called, what it does, its options. */
export function commandHelp(command: Command): string {
  const usage = command.usage.map((line, i) => `${i === 0 ? '用法：' : '　　　'}jiesu ${line}`);
  const options = Object.entries(command.options).map(([name, option]) => {
    const value = option.type === 'string' ? ` ${option.value ?? 'VALUE'}` : '';
    const fallback = typeof option.default === 'string' ? `（默认 ${option.default}）` : '';
    return `  --${name}${value}  ${option.help}${fallback}`;
  });
  return [...usage, '', command.summary, ...(options.length > 0 ? ['', '选项：', ...options] : []), ''].join(
    '\n',
  );
}

async function overview(): Promise<string> {
  const commands = await Promise.all(commandNames().map(loadCommand));
  const width = Math.max(...commands.map((command) => command.name.length));
  const rows = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return ['用法：jiesu <命令> [选项]', '', ...rows, '', '每个命令的选项：jiesu <命令> --help', ''].join('\n');
}

function parse(command: Command, argv: readonly string[]) {
  const options: Options = { ...command.options, help: { type: 'boolean', help: '' } };
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const reason = usageReason(cause, argv);
    throw new AppError(
      'bad_usage',
      { reason: `${reason}。用法：jiesu ${command.usage.join(' 或 jiesu ')}` },
      { cause },
    );
  }
}

function usageReason(cause: unknown, argv: readonly string[]): string {
  const { code, message } = cause as { code?: string; message: string };
  const option = /'-{1,2}[^' =]+/.exec(message)?.[0].slice(1) ?? argv.join(' ');
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `没有选项 ${option}`;
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    return message.includes('does not take') ? `选项 ${option} 不带值` : `选项 ${option} 缺少值`;
  }
  throw cause;
}

/** One line for an error: `错误[code] message`. What is not an `AppError` shows its stack, for the report. */
export function errorLine(error: unknown): string {
  if (error instanceof AppError) return `错误[${error.code}] ${error.message}\n`;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `错误[internal] 程序内部错误，请连同下文反馈：\n${detail}\n`;
}

function processIo(): Io {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    input: () => process.stdin,
    env: process.env,
    errIsTerminal: process.stderr.isTTY === true,
  };
}

/** Runs one command line (without `node` and the script's name); answers the exit code. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  const [name, ...rest] = argv;
  try {
    if (name === undefined) {
      io.err(await overview());
      return 2;
    }
    if (name === 'help' || name === '--help') {
      io.out(await overview());
      return 0;
    }
    if (!commandNames().includes(name)) {
      throw new AppError('bad_usage', { reason: `没有命令“${name}”，可用的有 ${commandNames().join('、')}` });
    }
    const command = await loadCommand(name);
    const { values, positionals } = parse(command, rest);
    if (values['help'] === true) {
      io.out(commandHelp(command));
      return 0;
    }
    return await command.run({ values, positionals } as Parameters<Command['run']>[0], io);
  } catch (error) {
    io.err(errorLine(error));
    return error instanceof AppError && error.code === 'bad_usage' ? 2 : 1;
  }
}
