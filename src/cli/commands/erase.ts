import { AppError } from '../../kernel/errors.ts';
import { ERASED_NAMES } from '../../kernel/erasure-words.ts';
import { defineCommand, takeWords } from '../command.ts';
import { DB, configOf } from '../opening.ts';
import { withPrivacy } from '../privacy-opening.ts';

export const command = defineCommand({
  name: 'erase',
  summary:
    '按请求清除一张工单或同一来电人全部工单的个人信息；不写 --confirm 只列出会清除什么。清除之后不能恢复；服务运行时请在页面上清除',
  usage: ['erase NUMBER [--person] [--caller] [--reason 理由 --confirm NUMBER] [--db file:jiesu.db]'],
  options: {
    person: { type: 'boolean', help: '同一电话的全部工单', default: false },
    caller: { type: 'boolean', help: '只清除来电人信息，留下隐去个人信息的原文', default: false },
    reason: { type: 'string', value: '理由', help: '记入审计的理由，不能有姓名、电话' },
    confirm: { type: 'string', value: 'NUMBER', help: '再写一遍工单编号，才会清除' },
    ...DB,
  },
  run: async ({ values, positionals }, io) => {
    const [order] = takeWords(positionals, ['工单编号']);
    if (values.confirm !== undefined && values.reason === undefined)
      throw new AppError('bad_usage', { reason: '清除须写 --reason' });
    const config = configOf(io, { db: values.db });
    const what = values.caller ? ('caller' as const) : ('all' as const);
    return withPrivacy(config, async (privacy, operator) => {
      const asked = { order, person: values.person };
      if (values.confirm === undefined) {
        const targets = await privacy.look(operator, asked);
        for (const { number, spared, erased } of targets) {
          const gone = erased.map((one) => ERASED_NAMES[one]).join('、');
          const state =
            spared.length > 0 ? `不清除：${spared.join('、')}` : gone === '' ? '将清除' : `已清除${gone}`;
          io.out(`${number}  ${state}\n`);
        }
        io.out(
          `将清除：${ERASED_NAMES[what]}。加 --reason 理由 --confirm ${targets[0]?.number ?? order} 执行，不能恢复\n`,
        );
        return 0;
      }
      const report = await privacy.erase(operator, {
        ...asked,
        what,
        reason: values.reason ?? '',
        confirm: values.confirm,
      });
      // The page does it in the background; here it is waited for.
      await privacy.settled();
      io.out(
        `已清除 ${report.erased.length} 件：${report.erased.join('、')}；证据 ${report.files} 件，审计详情 ${report.auditRows} 行\n`,
      );
      for (const { number, why } of report.spared) io.out(`没有清除 ${number}：${why.join('、')}\n`);
      io.err('此前所做的备份和副本里仍有这些内容，按期限删除；急需时由运维删除后另做备份\n');
      return 0;
    });
  },
});
