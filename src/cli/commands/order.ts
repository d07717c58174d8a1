import { namesOf } from '../../app/context.ts';
import { ASKED_MOVES } from '../../app/life/move-input.ts';
import { orderTraceOf } from '../../app/life/order-trace.ts';
import type { Config } from '../../config.ts';
import { systemClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { MOVE_NAMES, STATE_NAMES } from '../../kernel/move-words.ts';
import type { Move } from '../../kernel/move-words.ts';
import type { Db } from '../../store/client.ts';
import { eventsOf, lifeEventsOf } from '../../store/events.ts';
import { hasLives, orderByNumber } from '../../store/order-pages.ts';
import { orderById } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { openStore } from '../../store/store.ts';
import { withServicesAs } from '../acting.ts';
import { defineCommand, takeWords } from '../command.ts';
import type { Io } from '../command.ts';
import { isAbsent } from '../encoder-run.ts';
import { DB, configOf, profileOf } from '../opening.ts';
import { orderText, traceText } from '../order-text.ts';

const ACTIONS = ['show', 'trace', 'move'] as const;
/** Moves with doors of their own in the use cases, open here by the same name. */
const DOORS = ['dispatch', 'acknowledge'] as const;

export const command = defineCommand({
  name: 'order',
  summary: '一张工单：状态、时限和经过（show），时限的逐段计算（trace），以某个账号的权限办理（move）',
  usage: [
    'order show ID或编号',
    'order trace ID或编号',
    "order move ID或编号 --move contact --as 用户名 [--data '{…}'] [--version N] [--key KEY]",
  ],
  options: {
    move: {
      type: 'string',
      value: 'MOVE',
      help: `move：做哪一步，${[...DOORS, ...ASKED_MOVES].join('、')}`,
    },
    data: {
      type: 'string',
      value: 'JSON',
      help: 'move：这一步的内容，与接口 POST /orders/{id}/moves 的 data 相同',
    },
    as: { type: 'string', value: 'USER', help: 'move：以哪个账号的权限办理；命令行的代办记入审计' },
    key: { type: 'string', value: 'KEY', help: 'move：幂等键，同一键重发只办一次' },
    version: { type: 'string', value: 'N', help: 'move：办理前看到的步数，已被别人办过一步的不办' },
    ...DB,
  },
  run: async ({ values, positionals }, io) => {
    const [action, ...words] = positionals;
    if (action !== 'show' && action !== 'trace' && action !== 'move') {
      const reason = action === undefined ? '缺少操作' : `没有操作“${action}”`;
      throw new AppError('bad_usage', { reason: `${reason}，可用的有 ${ACTIONS.join('、')}` });
    }
    const [named] = takeWords(words, ['工单的 ID 或编号']);
    for (const option of ['move', 'data', 'as', 'key', 'version'] as const)
      if (action !== 'move' && values[option] !== undefined)
        throw new AppError('bad_usage', { reason: `选项 --${option} 只用于 order move` });
    const config = configOf(io, { db: values.db });
    return action === 'move' ? runMove(config, named, values, io) : runShow(config, action, named, io);
  },
});

/** Reads beside a running server: no lock is taken, and nothing is said of who called and what about. */
async function runShow(config: Config, action: 'show' | 'trace', named: string, io: Io): Promise<number> {
  const profile = profileOf(config);
  const names = namesOf(profile);
  const now = systemClock.now();
  const text = await reading(config, async (db) => {
    const order = await find(db, named);
    const events = await lifeEventsOf(db, order.id);
    return action === 'trace'
      ? traceText(orderTraceOf(profile, names, order, events, now))
      : orderText(profile, names, order, { events, history: await eventsOf(db, order.id) }, now);
  });
  io.out(text);
  return 0;
}

async function reading<T>(config: Config, work: (db: Db) => Promise<T>): Promise<T> {
  const { db, dbToken } = config;
  if (isAbsent(config)) throw new AppError('not_found', { what: `数据库 ${db}` });
  const store = await openStore({
    url: db,
    ...(dbToken === '' ? {} : { authToken: dbToken }),
    readOnly: true,
  });
  try {
    if (!(await store.read(hasLives)))
      throw new AppError('bad_file', { file: db, reason: '比程序旧，启动一次服务之后再看' });
    return await store.read(work);
  } finally {
    await store.close();
  }
}

async function find(db: Db, named: string): Promise<StoredOrder> {
  const order = (await orderById(db, named)) ?? (await orderByNumber(db, named));
  if (order === null) throw new AppError('not_found', { what: `工单 ${named.slice(0, 128)}` });
  return order;
}

type Asked = {
  readonly move: string | undefined;
  readonly data: string | undefined;
  readonly as: string | undefined;
  readonly key: string | undefined;
  readonly version: string | undefined;
};

async function runMove(config: Config, named: string, asked: Asked, io: Io): Promise<number> {
  const { move, as: username, key } = asked;
  if (move === undefined) throw new AppError('bad_usage', { reason: '须用 --move 写明做哪一步' });
  if (!Object.hasOwn(MOVE_NAMES, move)) throw new AppError('bad_usage', { reason: `没有“${move}”这一步` });
  if (username === undefined || username === '')
    throw new AppError('bad_usage', { reason: '须用 --as 写明以哪个账号办理' });
  const data = dataOf(asked.data);
  const version = versionOf(asked.version);
  const door = DOORS.find((one) => one === move);
  if (door !== undefined && (data !== undefined || key !== undefined))
    throw new AppError('bad_usage', { reason: `${MOVE_NAMES[door]}不带 --data 和 --key` });
  const { id } = await reading(config, (db) => find(db, named));
  const what = MOVE_NAMES[move as Move];
  const after = await withServicesAs(config, io, username, { what, subject: id }, ({ handling }, actor) =>
    door === undefined
      ? handling.move(actor, id, {
          move,
          data,
          ...(version === undefined ? {} : { version }),
          ...(key === undefined ? {} : { idempotencyKey: key }),
        })
      : handling[door](actor, id, version),
  );
  io.out(`工单 ${after.number}：${what}，现在${STATE_NAMES[after.state]}（第 ${after.version} 步）\n`);
  return 0;
}

function dataOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new AppError('bad_usage', { reason: '选项 --data 不是合法的 JSON' }, { cause });
  }
}

function versionOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new AppError('bad_usage', { reason: '选项 --version 须为正整数' });
}
