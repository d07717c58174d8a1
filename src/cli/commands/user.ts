import { randomPassword } from '../../app/first-run.ts';
import { ROLES } from '../../app/accounts.ts';
import type { Role } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { defineCommand, takeWords } from '../command.ts';
import type { Io } from '../command.ts';
import { DB, configOf, readStandardInput, withAccounts } from '../opening.ts';

export const command = defineCommand({
  name: 'user',
  summary: '管理账号；密码不写在命令行上：缺省随机生成并显示一次',
  usage: [
    'user add 用户名 --role dispatcher [--name 姓名] [--unit 单位代码] [--password-stdin]',
    'user passwd 用户名 [--password-stdin]',
    'user disable 用户名',
  ],
  options: {
    role: { type: 'string', value: 'ROLE', help: `角色：${ROLES.join('、')}` },
    name: { type: 'string', value: 'NAME', help: '显示的姓名，缺省与用户名相同' },
    unit: { type: 'string', value: 'CODE', help: '所属单位代码；承办人必填' },
    'password-stdin': { type: 'boolean', help: '从标准输入的第一行读取密码', default: false },
    ...DB,
  },
  run: async ({ values, positionals }, io) => {
    const [action, username] = takeWords(positionals, ['操作（add、passwd 或 disable）', '用户名']);
    const config = configOf(io, { db: values.db });
    if (action === 'disable') {
      await withAccounts(config, (accounts) => accounts.disableUser(username));
      io.out(`已停用账号 ${username}\n`);
      return 0;
    }
    if (action !== 'add' && action !== 'passwd') {
      throw new AppError('bad_usage', { reason: `没有操作“${action}”，可用的有 add、passwd、disable` });
    }
    const role = action === 'add' ? roleOf(values.role) : null;
    const given = values['password-stdin'] ? await firstLine(io) : null;
    const password = given ?? randomPassword();
    await withAccounts(config, async (accounts) => {
      if (role === null) return await accounts.setPassword(username, password);
      await accounts.addUser({
        username,
        name: values.name ?? username,
        role,
        unit: values.unit ?? null,
        password,
      });
    });
    io.out(action === 'add' ? `已建立账号 ${username}\n` : `已更换 ${username} 的密码\n`);
    if (given === null) io.out(`密码（只显示这一次）：${password}\n`);
    return 0;
  },
});

function roleOf(given: string | undefined): Role {
  const role = ROLES.find((known) => known === given);
  if (role !== undefined) return role;
  throw new AppError('bad_usage', { reason: `选项 --role 须为 ${ROLES.join('、')} 之一` });
}

async function firstLine(io: Io): Promise<string> {
  const text = new TextDecoder().decode(await readStandardInput(io));
  return text.split(/\r?\n/, 1)[0] ?? '';
}
