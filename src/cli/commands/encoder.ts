import { AppError } from '../../kernel/errors.ts';
import { QUIET, defineCommand, takeWords } from '../command.ts';
import { runEmbed, runInfo } from '../encoder-run.ts';
import { DB, configOf } from '../opening.ts';

export const command = defineCommand({
  name: 'encoder',
  summary:
    '编码器：查看（info）；为全部在用的条文和知识条目计算向量（embed），中断后重来接着算，换了模型全部重算',
  usage: ['encoder info', 'encoder embed [--quiet]'],
  options: { ...DB, ...QUIET },
  run: async ({ values, positionals }, io) => {
    const [action, ...words] = positionals;
    if (action === undefined) throw new AppError('bad_usage', { reason: '缺少操作（info 或 embed）' });
    if (action !== 'info' && action !== 'embed')
      throw new AppError('bad_usage', { reason: `没有操作“${action}”，可用的有 info、embed` });
    takeWords(words, []);
    const config = configOf(io, { db: values.db });
    return action === 'info' ? runInfo(config, io) : runEmbed(config, values.quiet, io);
  },
});
