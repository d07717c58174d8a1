import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/errors.ts';
import { commandHelp, commandNames, errorLine, loadCommand, main } from '../../src/cli/main-cli.ts';
import { jiesu, recordingIo } from './support.ts';

describe('the command line', () => {
  it('shows all commands and ends with 2 when called without any', async () => {
    const { io, out, err } = recordingIo();
    expect(await main([], io)).toBe(2);
    expect(out()).toBe('');
    for (const name of commandNames()) expect(err()).toContain(`  ${name} `);
  });

  it.each(['help', '--help'])('shows all commands on standard output for %s', async (word) => {
    const { io, out } = recordingIo();
    expect(await main([word], io)).toBe(0);
    expect(out()).toContain('用法：jiesu <命令>');
  });

  it.each([
    [['fly'], '没有命令“fly”'],
    [['../main-cli'], '没有命令'],
    [['doctor', '--fly'], '没有选项 --fly'],
    [['doctor', '-x'], '没有选项 -x'],
    [['doctor', '--db'], '选项 --db 缺少值'],
    [['doctor', '--help=yes'], '选项 --help 不带值'],
  ])('refuses %j with exit code 2 and says why', async (argv, why) => {
    const { io, out, err } = recordingIo();
    expect(await main(argv, io)).toBe(2);
    expect(out()).toBe('');
    expect(err()).toContain('错误[bad_usage] ');
    expect(err()).toContain(why);
    expect(err().trimEnd().split('\n')).toHaveLength(1);
  });

  it.each(commandNames())(
    '%s is named like its file, says how it is called, and explains every option',
    async (name) => {
      const command = await loadCommand(name);
      expect(command.name).toBe(name);
      for (const line of command.usage) expect(line.split(' ')[0]).toBe(name);
      const help = commandHelp(command);
      for (const [option, { help: words }] of Object.entries(command.options)) {
        expect(words).toMatch(/\p{Script=Han}/u);
        expect(help).toContain(`--${option}`);
      }
      const { io, out } = recordingIo();
      expect(await main([name, '--help'], io)).toBe(0);
      expect(out()).toBe(help);
    },
  );

  it('prints errors as one line with their code, and the stack of what nobody foresaw', () => {
    expect(errorLine(new AppError('not_found', { what: '工单' }))).toBe('错误[not_found] 没有找到工单\n');
    expect(errorLine(new TypeError('boom'))).toMatch(/^错误\[internal\] .*\nTypeError: boom\n {4}at /);
  });

  it('runs from any folder and hands its exit code to the shell', async () => {
    expect(await jiesu(['fly'], { cwd: tmpdir() })).toMatchObject({ code: 2, out: '' });
    expect(await jiesu(['help'], { cwd: tmpdir() })).toMatchObject({ code: 0, err: '' });
  });
});
