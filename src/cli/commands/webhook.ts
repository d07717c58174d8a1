import type { Webhook, Webhooks } from '../../app/connections/webhook-types.ts';
import type { Actor } from '../../app/types.ts';
import type { ConnectionEventType } from '../../kernel/connection-events.ts';
import { AppError } from '../../kernel/errors.ts';
import { defineCommand, takeWords } from '../command.ts';
import { DB, configOf, withWebhooks } from '../opening.ts';

const STOPPED: Readonly<Record<NonNullable<Webhook['stopped']>, string>> = {
  person: '停止',
  failing: '三天送不到，自动停止',
  gone: '对方答复 410，自动停止',
};

export const command = defineCommand({
  name: 'webhook',
  summary: '管理事件推送：把工单的变动告诉别的系统；验签密钥只在登记时显示一次',
  usage: [
    'webhook add 名称 网址 [--event order.closed]… [--unit 单位编码]',
    'webhook list',
    'webhook test 编号',
    'webhook remove 编号',
  ],
  options: {
    ...DB,
    event: { type: 'string', multiple: true, value: 'TYPE', help: '只推送这种事件，可以写多次；不写为全部' },
    unit: { type: 'string', value: 'UNIT', help: '只推送这个单位参与的工单；不写为全部' },
  },
  run: async ({ values, positionals }, io) => {
    const [action, ...words] = positionals;
    const config = configOf(io, { db: values.db });
    const open = <T>(work: (webhooks: Webhooks, operator: Actor) => Promise<T>) => withWebhooks(config, work);
    if (action === 'add') {
      const [name, url] = takeWords(words, ['名称', '网址']);
      const events = (values.event ?? []) as readonly ConnectionEventType[];
      const input = { name, url, events, unit: values.unit ?? null };
      const { id, secret } = await open((webhooks, operator) => webhooks.add(operator, input));
      io.out(`编号 ${id}\n验签密钥（只显示这一次）：${secret}\n`);
      return 0;
    }
    if (action === 'list') {
      takeWords(words, []);
      const all = await open((webhooks, operator) => webhooks.list(operator));
      for (const { id, name, url, stopped, waiting } of all)
        io.out(`${id} ${name} ${url} ${stopped === null ? '推送中' : STOPPED[stopped]} 待送 ${waiting}\n`);
      if (all.length === 0) io.err('还没有登记推送\n');
      return 0;
    }
    if (action === 'test') {
      const [id] = takeWords(words, ['编号']);
      const { error, status, ms } = await open((webhooks, operator) => webhooks.test(operator, id));
      io.out(error === null ? `对方收下了（答复 ${status}，${ms} 毫秒）\n` : `对方没有收下：${error}\n`);
      return error === null ? 0 : 1;
    }
    if (action === 'remove') {
      const [id] = takeWords(words, ['编号']);
      await open((webhooks, operator) => webhooks.remove(operator, id));
      io.out(`已移除推送 ${id}\n`);
      return 0;
    }
    throw new AppError('bad_usage', {
      reason:
        action === undefined
          ? '缺少操作（add、list、test 或 remove）'
          : `没有操作“${action}”，可用的有 add、list、test、remove`,
    });
  },
});
