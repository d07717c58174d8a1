import { createHash } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';
import { extensionFor } from '../../kernel/file-kinds.ts';
import type { FileFolder } from '../../store/file-folder.ts';
import type { EvidenceFile } from '../../store/files.ts';
import { canonicalJson, sha256 } from '../canonical.ts';
import { manifestOf, readMeOf } from './proof-words.ts';
import type { PackContent } from './proof-words.ts';
import { ZIP_LIMIT, zipStream } from '../zip-stream.ts';
import type { ZipEntry } from '../zip-stream.ts';

/** One contact with the caller, or an attempt. */
export type ContactRecord = {
  /** UTC milliseconds. */
  readonly at: number;
  /** 电话, 见面, … as it is to be read. */
  readonly way: string;
  readonly result: string;
  /** Who made it. */
  readonly person: string;
  readonly note: string;
  /** sha256 of its evidence. */
  readonly files: readonly string[];
};

export type ProofPackInput = {
  readonly orderNumber: string;
  /** UTC milliseconds. */
  readonly madeAt: number;
  readonly madeBy: string;
  /** In the order they are to be told. */
  readonly contacts: readonly ContactRecord[];
  /** All evidence of the order; what is told twice is packed once. */
  readonly files: readonly EvidenceFile[];
  /** Everything that happened to the order, as stored: the pack names the hash of its canonical JSON. */
  readonly events: readonly unknown[];
};

/** Room for headers and the lists. */
const RESERVE = 16 << 20;

/** A name for the pack. */
export function proofPackName(orderNumber: string): string {
  return `contact-proof-${orderNumber.replace(/[^\w-]/g, '_')}.zip`;
}

/**
 * The proof-of-contact pack 联系凭证包 of an order as a zip, ready to be streamed: evidence, `manifest.json`,
 * `SHA256SUMS` for `sha256sum -c`, and 说明.txt. Every content is checked before the first byte is given out, so what
 * is damaged or missing is told in the lists and left out; one that changes after that ends the stream with
 * `file_damaged`. Same input, same bytes. Throws `file_too_large` beyond 4 GB.
 */
export async function proofPack(
  input: ProofPackInput,
  folder: Pick<FileFolder, 'open' | 'check'>,
): Promise<AsyncGenerator<Uint8Array>> {
  const files = [...input.files].sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1));
  const contents = await contentsOf(files, folder);
  const packed = contents.filter((one) => one.path !== null);
  const total = packed.reduce((sum, one) => sum + (one.file.bytes ?? 0), RESERVE);
  const name = proofPackName(input.orderNumber);
  if (total > ZIP_LIMIT) throw new AppError('file_too_large', { name, limit: ZIP_LIMIT, shown: '4 GB' });

  const events = { count: input.events.length, sha256: sha256(canonicalJson(input.events)) };
  const manifest = `${JSON.stringify(manifestOf(input, files, contents, events), null, 2)}\n`;
  const sums = [
    `${sha256(manifest)}  manifest.json`,
    ...packed.map(({ file, path }) => `${file.sha256}  ${path}`),
  ];
  const texts: readonly (readonly [string, string])[] = [
    ['manifest.json', manifest],
    ['SHA256SUMS', `${sums.join('\n')}\n`],
    ['说明.txt', readMeOf(input, files, contents, sha256(manifest))],
  ];
  return zipStream(
    (async function* entries(): AsyncGenerator<ZipEntry> {
      for (const [title, text] of texts)
        yield { name: title, at: input.madeAt, pieces: [new TextEncoder().encode(text)] };
      for (const { file, path } of packed)
        if (path !== null) yield { name: path, at: file.addedAt, pieces: checked(file, folder) };
    })(),
  );
}

/** Each content once, with its place in the pack if it is whole. */
async function contentsOf(
  files: readonly EvidenceFile[],
  folder: Pick<FileFolder, 'check'>,
): Promise<PackContent[]> {
  const contents = new Map<string, PackContent>();
  for (const file of files) {
    if (file.url !== null || contents.has(file.sha256)) continue;
    const state = await folder.check(file.sha256);
    const number = String(contents.size + 1).padStart(3, '0');
    const path = `files/${number}-${file.kind}-${file.purpose}.${extensionFor(file.mediaType)}`;
    contents.set(file.sha256, { file, state, path: state === 'intact' ? path : null });
  }
  return [...contents.values()];
}

async function* checked(file: EvidenceFile, folder: Pick<FileFolder, 'open'>): AsyncGenerator<Uint8Array> {
  const content = await folder.open(file.sha256);
  const hash = createHash('sha256');
  for await (const piece of content?.pieces() ?? []) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== file.sha256)
    throw new AppError('file_damaged', { name: file.name, reason: '打包时内容变了' });
}
