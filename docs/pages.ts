import { commandNames, loadCommand } from '../src/cli/main-cli.ts';
import { SETTINGS } from '../src/config.ts';
import { ERRORS } from '../src/kernel/errors.ts';
import { MOVER_NAMES, MOVE_NAMES, STATE_NAMES } from '../src/kernel/move-words.ts';
import type { OrderState } from '../src/kernel/move-words.ts';
import { RULES } from '../src/orders/states.ts';
import type { Rule } from '../src/orders/states.ts';

/** Heads every generated page, so that nobody edits it by hand. */
export function generatedNote(source: string): string {
  return `<!-- 由 npm run docs 根据 ${source} 生成，请勿手工修改。 -->\n\n`;
}

/** Text that is safe inside a table cell. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

/** docs/errors.md from the table of codes. */
export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, message]) => [`\`${code}\``, cell(message)]);
  return (
    `${generatedNote('src/kernel/errors.ts')}# 错误代码\n\n` +
    '接口返回 `{"error":{"code","message","details","requestId"}}`，命令行在标准错误输出 `错误[代码] 说明`。' +
    '花括号里的内容由具体情况填写。\n\n' +
    table(['代码', '说明'], rows)
  );
}

/** docs/cli.md from the commands themselves. */
export async function commandsPage(): Promise<string> {
  const commands = await Promise.all(commandNames().map(loadCommand));
  const sections = commands.map((command) => {
    const options = Object.entries(command.options).map(([name, option]) => [
      `\`--${name}${option.type === 'string' ? ` ${option.value ?? 'VALUE'}` : ''}\``,
      cell(option.help),
      option.default === undefined || option.default === false ? '' : `\`${String(option.default)}\``,
    ]);
    const usage = command.usage.map((line) => `npx jiesu ${line}\n`).join('');
    const optionTable = options.length === 0 ? '' : `\n${table(['选项', '作用', '默认'], options)}`;
    return `## ${command.name}\n\n${cell(command.summary)}。\n\n\`\`\`\n${usage}\`\`\`\n${optionTable}`;
  });
  return (
    `${generatedNote('src/cli/commands')}# 命令行\n\n` +
    '结果写到标准输出或 `--out` 指定的文件；耗时的命令在标准错误显示进度条（`--quiet` 或非终端时不显示）。' +
    '退出码：0 完成，1 失败，2 用法有误。错误以 `错误[代码] 说明` 写到标准错误。\n\n' +
    sections.join('\n')
  );
}

/** docs/order-states.md from the table of moves. */
export function statesPage(): string {
  const state = (code: OrderState) => STATE_NAMES[code];
  const to = (rule: Rule): string =>
    rule.to === 'same' ? '不变' : rule.to === 'before' ? '原来的状态' : state(rule.to);
  const rows = RULES.map((rule) => [
    `${MOVE_NAMES[rule.move]} \`${rule.move}\``,
    rule.from.map(state).join('、'),
    to(rule),
    rule.who.map((who) => MOVER_NAMES[who]).join('、'),
    (rule.needs ?? []).map((need) => `\`${need}\``).join(' '),
  ]);
  return (
    `${generatedNote('src/orders/states.ts')}# 工单状态表\n\n` +
    '表中没有的一步都不允许，拒绝时写明规则。并单不是状态：它由两张工单的关系推出，撤销后逐字节复原。\n\n' +
    table(['一步', '从哪些状态', '到', '谁来做', '须具备'], rows)
  );
}

/** docs/settings.md from the table of settings. */
export function settingsPage(): string {
  const rows = Object.values(SETTINGS).map((setting) => [
    `\`${setting.env}\``,
    setting.default === '' ? '（空）' : `\`${setting.default}\``,
    cell(setting.help),
  ]);
  return (
    `${generatedNote('src/config.ts')}# 设置\n\n` +
    '全部设置取自环境变量，启动时读取一次；空变量等于没有设置。`JIESU_` 开头的未知变量会被拒绝，以免拼写错误悄悄失效。' +
    '目录可写相对路径，从程序所在目录算起。\n\n' +
    table(['环境变量', '默认', '作用'], rows)
  );
}
