import { ROTATION_HOURS } from '../../app/key-limits.ts';
import type { KeyLimits } from '../../app/key-limits.ts';
import { KEY_ACTIONS } from '../../app/policy.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { defineCommand, takeWords } from '../command.ts';
import { DB, configOf, withAccounts } from '../opening.ts';

export const command = defineCommand({
  name: 'key',
  summary: '管理接口密钥；密钥只在建立时显示一次，库里只存摘要',
  usage: [
    'key add 名称 [--scope order.submit,order.read] [--unit 单位代码] [--days 365]',
    'key list',
    'key rotate 编号 [--hours 24]',
    'key revoke 编号',
  ],
  options: {
    scope: {
      type: 'string',
      value: 'ACTIONS',
      help: `只准做哪些事，逗号分隔；不写不限。可用的：${KEY_ACTIONS.join('、')}`,
    },
    unit: { type: 'string', value: 'CODE', help: '只准看和改这个单位的工单；不写不限' },
    days: { type: 'string', value: 'N', help: '多少天后失效；不写不失效' },
    hours: {
      type: 'string',
      value: 'N',
      help: `更换后旧密钥还能用多少小时，缺省 ${ROTATION_HOURS}；写 0 立即失效`,
    },
    ...DB,
  },
  run: async ({ values, positionals }, io) => {
    const config = configOf(io, { db: values.db });
    if (positionals.length === 1 && positionals[0] === 'list') {
      const keys = await withAccounts(config, (accounts) => accounts.listKeys());
      for (const one of keys) io.out(`${lineOf(one)}\n`);
      return 0;
    }
    const [action, subject] = takeWords(positionals, ['操作（add、list、rotate 或 revoke）', '名称或编号']);
    if (action === 'add') {
      const limits: KeyLimits = {
        scope: values.scope?.split(/[,，、]/u).map((one) => one.trim()),
        unit: values.unit,
        days: wholeOf('days', values.days),
      };
      const made = await withAccounts(config, (accounts) => accounts.addKey(subject, limits));
      io.out(`编号 ${made.id}\n密钥（只显示这一次）：${made.key}\n`);
      return 0;
    }
    if (action === 'rotate') {
      const hours = wholeOf('hours', values.hours);
      const made = await withAccounts(config, (accounts) => accounts.rotateKey(subject, hours));
      io.out(`编号 ${made.id}\n密钥（只显示这一次）：${made.key}\n`);
      return 0;
    }
    if (action === 'revoke') {
      await withAccounts(config, (accounts) => accounts.revokeKey(subject));
      io.out(`已吊销密钥 ${subject}\n`);
      return 0;
    }
    throw new AppError('bad_usage', {
      reason: `没有操作“${action}”，可用的有 add、list、rotate、revoke`,
    });
  },
});

function wholeOf(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^\d{1,6}$/.test(given)) return Number(given);
  throw new AppError('bad_usage', { reason: `选项 --${name} 须为整数` });
}

type Listed = Awaited<ReturnType<Services['accounts']['listKeys']>>[number];

/** Tab-separated: id, name, scope, unit, end, last use. */
function lineOf({ id, name, scope, unit, expiresAt, revokedAt, lastUsedAt }: Listed): string {
  const time = (at: number | null, without: string): string =>
    at === null ? without : new Date(at).toISOString();
  const end = revokedAt === null ? time(expiresAt, '不失效') : `${time(revokedAt, '')} 吊销`;
  return [id, name, scope?.join(',') ?? '不限', unit ?? '不限', end, time(lastUsedAt, '没有用过')].join('\t');
}
