import { existsSync } from 'node:fs';
import { createEmbedding } from '../app/intake/embedding.ts';
import { encoderFolder, storedCounts } from '../app/intake/encoder-opening.ts';
import { overlaid } from '../app/knowledge/knowledge-overlay.ts';
import { readStoredKnowledge } from '../app/knowledge/stored-knowledge.ts';
import type { Config } from '../config.ts';
import { openEncoder } from '../encoder/encoder.ts';
import type { Encoder } from '../encoder/encoder.ts';
import type { EncoderInfo } from '../encoder/types.ts';
import { AppError } from '../kernel/errors.ts';
import { embeddedTexts } from '../knowledge/embedded-texts.ts';
import { loadKnowledge } from '../profile/load-knowledge.ts';
import { isFileUrl, pathOf } from '../store/client.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import type { Io } from './command.ts';
import { programPath } from './opening.ts';
import { startProgress } from './progress.ts';

async function withEncoder<T>(config: Config, work: (encoder: Encoder) => Promise<T>): Promise<T> {
  const dir = encoderFolder(config.encoder, programPath);
  if (dir === null) throw new AppError('bad_setting', { name: 'JIESU_ENCODER', reason: '没有启用编码器' });
  const encoder = await openEncoder({ dir });
  try {
    return await work(encoder);
  } finally {
    await encoder.close();
  }
}

async function withStore<T>(
  config: Config,
  readOnly: boolean,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
  const store = await openStore({ url: config.db, ...token, readOnly });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** A file that is not there yet: nothing is stored in it. */
export const isAbsent = (config: Pick<Config, 'db'>): boolean =>
  isFileUrl(config.db) && !existsSync(pathOf(config.db));

/** `宽 256，6.8 MB，载入 0.9 秒，每条 4.2 毫秒` */
export function encoderFigures({ width, bytes, loadMs, msPerText }: EncoderInfo): string {
  const seconds = (loadMs / 1000).toFixed(1);
  return `${width} 维，${(bytes / 1e6).toFixed(1)} MB，载入 ${seconds} 秒，110 字一条 ${msPerText.toFixed(1)} 毫秒`;
}

/** `jiesu encoder info` */
export async function runInfo(config: Config, io: Io): Promise<number> {
  return withEncoder(config, async ({ info }) => {
    const counts = isAbsent(config) ? [] : await withStore(config, true, storedCounts);
    const own = counts.find(({ encoder }) => encoder === info.id)?.rows ?? 0;
    const others = counts.reduce((sum, { rows }) => sum + rows, 0) - own;
    io.out(`${info.name}（${info.dir}）\n`);
    io.out(`标识 ${info.id}\n`);
    io.out(`${encoderFigures(info)}；最多读 ${info.maxTokens} 个词，池化 ${info.pooling}\n`);
    io.out(`数据库里有它的向量 ${own} 条${others === 0 ? '' : `，另一个模型的 ${others} 条，须重新计算`}\n`);
    return 0;
  });
}

/** `jiesu encoder embed` */
export async function runEmbed(config: Config, quiet: boolean, io: Io): Promise<number> {
  return withEncoder(config, (encoder) =>
    withStore(config, false, async (store) => {
      const shipped = loadKnowledge(programPath(config.knowledgeDir));
      const texts = embeddedTexts(overlaid(shipped, await readStoredKnowledge(store)));
      const progress = startProgress(io, '计算向量', { quiet });
      const began = performance.now();
      const report = await createEmbedding(store, encoder)
        .embedAll(texts, { onProgress: progress.update })
        .finally(progress.end);
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      io.out(`文本 ${report.texts} 条：已有 ${report.known}，新算 ${report.embedded}，用时 ${seconds} 秒\n`);
      if (report.removed > 0) io.out(`另一个模型的 ${report.removed} 条已清除\n`);
      return 0;
    }),
  );
}
