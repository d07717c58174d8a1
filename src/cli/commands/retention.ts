import { takeWords, defineCommand } from '../command.ts';
import { DB, configOf } from '../opening.ts';
import { withPrivacy } from '../privacy-opening.ts';

export const command = defineCommand({
  name: 'retention',
  summary:
    '按配置包 retention.json 的保存期限列出到期的个人信息和文件；--apply 才清除。服务每天凌晨自动做一次',
  usage: ['retention [--apply] [--db file:jiesu.db]'],
  options: {
    apply: { type: 'boolean', help: '清除到期的，并清理磁盘残留；不能恢复', default: false },
    ...DB,
  },
  run: async ({ values, positionals }, io) => {
    takeWords(positionals, []);
    const config = configOf(io, { db: values.db });
    return withPrivacy(config, async (privacy, operator) => {
      const { title, counts, cleaned } = await privacy.retain(operator, { apply: values.apply });
      if (title === null) {
        io.out('配置包没有 retention.json，不按期限清除\n');
        return 0;
      }
      for (const { name, days, due, done, spared } of counts) {
        io.out(`${name}：满 ${days} 天的 ${due} 件${values.apply ? `，已清除 ${done} 件` : ''}\n`);
        for (const one of spared) io.out(`  保留 ${one.number}：${one.why.join('、')}\n`);
      }
      if (!values.apply) io.out('只列出，没有清除；加 --apply 清除\n');
      if (cleaned) io.out('磁盘残留已清理\n');
      return 0;
    });
  },
});
