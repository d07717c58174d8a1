import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { knowledgeText, profileText } from '../../app/admin/rule-checks.ts';
import { encoderFolder, openCheckedEncoder } from '../../app/intake/encoder-opening.ts';
import { checkCases } from '../../app/life/case-keeping.ts';
import { checkOrders } from '../../app/life/order-check.ts';
import { loadModel } from '../../app/learning/model-files.ts';
import { TROUBLE_TEXTS } from '../../app/intake/second-opinions.ts';
import { openDraftClient } from '../../app/replies/draft-opening.ts';
import type { Config } from '../../config.ts';
import { readModelFolder } from '../../encoder/folder.ts';
import { EncoderRefusal } from '../../encoder/types.ts';
import { systemClock } from '../../kernel/clock.ts';
import { errorMessage, AppError } from '../../kernel/errors.ts';
import { loadKnowledge } from '../../profile/load-knowledge.ts';
import { hasLives } from '../../store/order-pages.ts';
import { laneToken, pageFaults } from '../../store/probe.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';
import { defineCommand, takeWords } from '../command.ts';
import { checkEvidence } from '../evidence-check.ts';
import { encoderFigures, isAbsent } from '../encoder-run.ts';
import { DB, configOf, profileOf, programPath } from '../opening.ts';
import { checkNative, checkNode } from '../preflight.js';

type Finding = { readonly ok: boolean; readonly text: string };

export const command = defineCommand({
  name: 'doctor',
  summary:
    '自检：Node、分词组件、设置、数据库、工单状态与事件、统计、证据文件、模型、编码器、第二意见、配置包、知识库、改写答复的本地模型的版本和状态',
  usage: ['doctor [--db file:jiesu.db] [--deep]'],
  options: {
    deep: { type: 'boolean', help: '核对数据库各页和全部工单的状态与事件，不写则抽查', default: false },
    ...DB,
  },
  run: async ({ values, positionals }, io) => {
    takeWords(positionals, []);
    const config = configOf(io, { db: values.db });
    const checks: readonly (readonly [string, () => Finding | Promise<Finding>])[] = [
      ['程序', () => fine(packageVersion('../../../package.json'))],
      ['Node', () => verdict(checkNode(), process.version)],
      ['nodejieba', () => verdict(checkNative(), packageVersion('nodejieba/package.json'))],
      ['数据库', () => database(config, values.deep)],
      ['工单状态与事件一致', () => orders(config, values.deep)],
      ['统计与工单一致', () => figures(config, values.deep)],
      ['证据文件', () => checkEvidence(config)],
      ['配置包', () => fine(profileText(profileOf(config)))],
      ['模型', () => fine(loadModel(programPath(config.modelDir)).manifest.version)],
      ['知识库', () => fine(knowledgeText(loadKnowledge(programPath(config.knowledgeDir))))],
      ['编码器', () => encoder(config)],
      ['第二意见', () => secondOpinion(config)],
      ['本地模型', () => drafting(config)],
    ];
    let failed = false;
    for (const [name, check] of checks) {
      const { ok, text } = await found(check);
      failed ||= !ok;
      io.out(`${ok ? '正常' : '异常'}  ${name}：${text}\n`);
    }
    return failed ? 1 : 0;
  },
});

const fine = (text: string): Finding => ({ ok: true, text });
const verdict = (complaint: string | null, text: string): Finding =>
  complaint === null ? fine(text) : { ok: false, text: complaint };

/** A check that throws is a finding, not the end of the examination. */
async function found(check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof AppError) return { ok: false, text: `[${error.code}] ${error.message}` };
    return { ok: false, text: error instanceof Error ? error.message : errorMessage('internal') };
  }
}

function packageVersion(path: string): string {
  const file = createRequire(import.meta.url).resolve(path);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

async function database(config: Config, deep: boolean): Promise<Finding> {
  const { db } = config;
  const file = /^file:(?:\/\/)?(.*)$/.exec(db)?.[1];
  if (file !== undefined && !existsSync(file)) return fine(`${db} 尚未建立，首次启动或导入时建立`);
  const store = await readingStore(config);
  try {
    await store.read(laneToken);
    if (!deep) return fine(db);
    const faults = await store.read(pageFaults);
    if (faults.length === 0) return fine(`${db}，各页完好`);
    const text = `${db} 已损坏，请停止服务并由备份恢复：${faults.join('；')}`;
    return { ok: false, text };
  } finally {
    await store.close();
  }
}

/** Orders named at most; the number of all is told. */
const NAMED = 10;

/** Whether orders stand where their events lead; a database of an older program is told by the line before. */
async function orders(config: Config, deep: boolean): Promise<Finding> {
  if (isAbsent(config)) return fine('还没有工单');
  const store = await readingStore(config);
  try {
    if (!(await store.read(hasLives))) return fine('数据库比程序旧，启动一次之后再核对');
    const { orders: all, looked, differences } = await checkOrders(store, profileOf(config), { deep });
    const count = looked === all ? `全部 ${all} 张` : `抽查 ${looked} 张，共 ${all} 张`;
    if (differences.length === 0) return fine(`${count}，都一致`);
    const named = differences
      .slice(0, NAMED)
      .map(({ number, columns }) => `${number}（${columns.join('、')}）`);
    const more = differences.length > NAMED ? '等' : '';
    return { ok: false, text: `${count}，不一致 ${differences.length} 张：${named.join('，')}${more}` };
  } finally {
    await store.close();
  }
}

/** A recount takes as long as there are orders: only where all are looked at. */
async function figures(config: Config, deep: boolean): Promise<Finding> {
  if (isAbsent(config)) return fine('还没有工单');
  if (!deep) return fine('加 --deep 从头核对');
  const store = await readingStore(config);
  try {
    const faults = await checkCases({ store, profile: profileOf(config) });
    if (faults.length === 0) return fine('统计数字与全部工单一致');
    const named = faults.slice(0, NAMED).map(({ subject }) => subject);
    return { ok: false, text: `不一致：${named.join('，')}；用 jiesu figures rebuild 重新统计` };
  } finally {
    await store.close();
  }
}

/** Loads the model and throws it away; one with a fault harms nothing but search by meaning. */
async function encoder(config: Config): Promise<Finding> {
  const dir = encoderFolder(config.encoder, programPath);
  if (dir === null) return fine('未启用');
  const store = isAbsent(config) ? null : await readingStore(config);
  try {
    const opened = await openCheckedEncoder({ dir }, store);
    if (opened.state !== 'ready') {
      const fault = opened.state === 'bad' ? `[bad_encoder] ${opened.error.message}` : '';
      return { ok: false, text: `${fault}；分拣和按字词检索不受影响` };
    }
    const { info } = opened.encoder;
    await opened.encoder.close();
    const about = `${info.name} ${info.id.slice(0, 12)}，${encoderFigures(info)}`;
    return fine(`${about}，数据库里有它的向量 ${opened.rows} 条`);
  } finally {
    await store?.close();
  }
}

/** Whether the encoder of the settings is the one that the model in use reads; it decides nothing by itself. */
function secondOpinion(config: Config): Finding {
  const { manifest } = loadModel(programPath(config.modelDir));
  const { opinion } = manifest;
  if (opinion === undefined) return fine(`模型 ${manifest.version} 没有，只按字词定分类`);
  const about = `模型 ${manifest.version} 用编码器“${opinion.name}”${opinion.encoder.slice(0, 12)}`;
  const dir = encoderFolder(config.encoder, programPath);
  if (dir === null) return fine(`${about}；${TROUBLE_TEXTS.off}，只按字词定分类`);
  let id: string;
  try {
    ({ id } = readModelFolder(dir));
  } catch (error) {
    const reason = error instanceof EncoderRefusal ? error.message : String(error);
    return { ok: false, text: `${about}；${TROUBLE_TEXTS.bad}（${reason}），只按字词定分类` };
  }
  if (id !== opinion.encoder) return { ok: false, text: `${about}；${TROUBLE_TEXTS.other}` };
  return fine(`${about}，首选把握低于 ${opinion.line.toFixed(2)} 时请教`);
}

function readingStore({ db, dbToken }: Config): Promise<Store> {
  return openStore({ url: db, ...(dbToken === '' ? {} : { authToken: dbToken }), readOnly: true });
}

/** Milliseconds the local model's server may take to name its models. */
const PROBE_MS = 5_000;

/** A server that is down harms nothing but the rewriting; whoever set it up wants to know all the same. */
async function drafting(config: Config): Promise<Finding> {
  const probe = { ...config, draftTimeoutMs: Math.min(config.draftTimeoutMs, PROBE_MS) };
  const client = openDraftClient(probe, systemClock);
  if (client === null) return fine('未启用');
  const where = `${config.draftModel}，${new URL(config.draftUrl).host}`;
  const told = await client.models();
  if (!told.ok) return { ok: false, text: `${where}，没有回应（${told.reason}）；起草和检查答复不受影响` };
  if (told.names !== null && !told.names.includes(client.model))
    return { ok: false, text: `${where}，服务器上没有这个模型` };
  return fine(where);
}
