import { AppError } from '../../kernel/errors.ts';
import { QUIET, defineCommand, takeWords } from '../command.ts';
import { runImport } from '../kb-import.ts';
import { runCheck, runDelete, runExport } from '../kb-other.ts';
import { DB, configOf } from '../opening.ts';

/** Which action each option belongs to. */
const OWNERS = {
  effective: 'import',
  title: 'import',
  status: 'import',
  check: 'import',
  out: 'export',
  version: 'delete',
} as const;

export const command = defineCommand({
  name: 'kb',
  summary: '知识库里的法规：导入、导出、检查、删除；同一文件再导一次不变，中断后重来接着导',
  usage: [
    'kb import PATH [--effective 日期] [--title 名称] [--status STATUS] [--check]',
    'kb export [--out FILE]',
    'kb check',
    'kb delete 法规名称 [--version 施行日期]',
  ],
  options: {
    effective: { type: 'string', value: 'DATE', help: 'import：施行日期，文本自己没写时必填' },
    title: { type: 'string', value: 'TITLE', help: 'import：法规全称，缺省取文本的标题' },
    status: {
      type: 'string',
      value: 'STATUS',
      help: 'import：效力，in_force、repealed、superseded 或 not_yet',
    },
    check: { type: 'boolean', help: 'import：只检查，不写数据库', default: false },
    out: { type: 'string', value: 'FILE', help: 'export：写入的文件，缺省为标准输出' },
    version: { type: 'string', value: 'DATE', help: 'delete：只删这一天起施行的版本' },
    ...DB,
    ...QUIET,
  },
  run: async ({ values, positionals }, io) => {
    const [action, ...words] = positionals;
    if (action === undefined)
      throw new AppError('bad_usage', { reason: '缺少操作（import、export、check 或 delete）' });
    if (!['import', 'export', 'check', 'delete'].includes(action))
      throw new AppError('bad_usage', {
        reason: `没有操作“${action}”，可用的有 import、export、check、delete`,
      });
    for (const [option, owner] of Object.entries(OWNERS)) {
      const value = values[option as keyof typeof OWNERS];
      if (value !== undefined && value !== false && owner !== action)
        throw new AppError('bad_usage', { reason: `选项 --${option} 只用于 kb ${owner}` });
    }
    const config = configOf(io, { db: values.db });
    const { quiet } = values;
    if (action === 'import') {
      const [path] = takeWords(words, ['文件或目录']);
      const { effective, title, status, check } = values;
      return runImport(config, path, { effective, title, status, check, quiet }, io);
    }
    if (action === 'delete') {
      const [title] = takeWords(words, ['法规名称']);
      return runDelete(config, title, values.version, io);
    }
    takeWords(words, []);
    return action === 'export' ? runExport(config, values.out, quiet, io) : runCheck(config, quiet, io);
  },
});
