import { AppError } from '../../kernel/errors.ts';
import { defineCommand, takeWords } from '../command.ts';
import { DB, configOf, withAccounts } from '../opening.ts';

export const command = defineCommand({
  name: 'key',
  summary: '管理接口密钥；密钥只在建立时显示一次，库里只存摘要',
  usage: ['key add 名称', 'key revoke 编号'],
  options: { ...DB },
  run: async ({ values, positionals }, io) => {
    const [action, subject] = takeWords(positionals, ['操作（add 或 revoke）', '名称或编号']);
    const config = configOf(io, { db: values.db });
    if (action === 'add') {
      const { id, key } = await withAccounts(config, (accounts) => accounts.addKey(subject));
      io.out(`编号 ${id}\n密钥（只显示这一次）：${key}\n`);
      return 0;
    }
    if (action === 'revoke') {
      await withAccounts(config, (accounts) => accounts.revokeKey(subject));
      io.out(`已吊销密钥 ${subject}\n`);
      return 0;
    }
    throw new AppError('bad_usage', { reason: `没有操作“${action}”，可用的有 add、revoke` });
  },
});
