import { runServer } from '../../main.ts';
import { defineCommand, takeWords } from '../command.ts';
import { DB, configOf } from '../opening.ts';

export const command = defineCommand({
  name: 'serve',
  summary: '启动服务，直到收到 SIGTERM 或 Ctrl-C',
  usage: ['serve [--port 8787] [--db file:jiesu.db]'],
  options: {
    port: { type: 'string', value: 'PORT', help: '监听的端口；不写则取环境变量 JIESU_PORT，再取 8787' },
    ...DB,
  },
  run: async ({ values, positionals }, io) => {
    takeWords(positionals, []);
    const { port, db } = values;
    await runServer(configOf(io, { port, db }), (text) => io.out(`${text}\n`));
    return 0;
  },
});
