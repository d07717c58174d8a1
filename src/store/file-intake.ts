import { createHash } from 'node:crypto';
import { AppError } from '../kernel/errors.ts';
import type { EvidenceKind } from '../kernel/evidence-words.ts';
import { ALLOWED_FILES, faultOf, mediaTypeOf } from '../kernel/file-kinds.ts';
import type { FileClaim, FileKind, Found } from '../kernel/file-kinds.ts';
import { HEAD_BYTES, createTextCheck, recognise } from '../kernel/file-magic.ts';
import { cleanFileName } from '../kernel/file-names.ts';

/** What comes: bytes in pieces, once. Ending it early must let go of where it comes from, as streams do. */
export type Source = AsyncIterable<Uint8Array>;

/** What is said of it beforehand; nothing of it is trusted. */
export type Incoming = {
  readonly name: string;
  /** Empty where nothing is said. */
  readonly mediaType: string;
  /** Bytes at most. */
  readonly limit: number;
  /** What kind of evidence it must be able to be. */
  readonly as?: EvidenceKind;
  /** Bytes announced, if any: too many are refused at the first piece. */
  readonly announced?: number;
};

export type Content = {
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: number;
  /** By content. */
  readonly mediaType: string;
  /** Clean. */
  readonly name: string;
};

const GARBLED: Found = { kind: null, what: '夹有乱码或控制字节的内容' };

/**
 * Reads a source to its end, hashing, counting and judging it on the way, and hands the pieces to `write`, the first
 * when enough has come to show what it is. Throws `file_too_large` once the limit is passed, reading no further;
 * `file_lies` or `file_kind` as soon as that is seen. Whatever is thrown, the source is let go of.
 */
export async function takeIn(
  source: Source,
  incoming: Incoming,
  write: (piece: Uint8Array) => Promise<void>,
): Promise<Content> {
  const { limit, announced = 0 } = incoming;
  const name = cleanFileName(incoming.name);
  const claim: FileClaim = {
    name,
    mediaType: incoming.mediaType.trim().toLowerCase(),
    ...(incoming.as === undefined ? {} : { as: incoming.as }),
  };
  const hash = createHash('sha256');
  let bytes = 0;
  let held: Uint8Array[] = [];
  let known: { readonly kind: FileKind; readonly text: ReturnType<typeof createTextCheck> | null } | null =
    null;

  const size = (): void => {
    if (Math.max(bytes, announced) > limit)
      throw new AppError('file_too_large', { name, limit, shown: inUnits(limit) });
  };
  const begin = async () => {
    const head = Buffer.concat(held);
    held = [];
    const kind = accepted(claim, recognise(head.subarray(0, HEAD_BYTES)));
    const text = kind === 'text' ? createTextCheck() : null;
    if (text?.push(head) === false) accepted(claim, GARBLED);
    await write(head);
    return { kind, text };
  };

  for await (const piece of source) {
    bytes += piece.length;
    size();
    hash.update(piece);
    if (known === null) {
      held.push(piece);
      if (bytes >= HEAD_BYTES) known = await begin();
    } else {
      if (known.text?.push(piece) === false) accepted(claim, GARBLED);
      await write(piece);
    }
  }
  size();
  known ??= await begin();
  if (known.text?.end() === false) accepted(claim, GARBLED);
  return { sha256: hash.digest('hex'), bytes, mediaType: mediaTypeOf(known.kind, claim), name };
}

/** The kind that the content is found to be. Throws `file_lies`, `file_kind`. */
function accepted(claim: FileClaim, found: Found): FileKind {
  const fault = faultOf(claim, found);
  if (fault?.code === 'file_lies')
    throw new AppError('file_lies', { name: claim.name, said: fault.said, found: fault.found });
  if (fault !== null || found.kind === null)
    throw new AppError('file_kind', {
      name: claim.name,
      found: fault?.found ?? '认不出的内容',
      allowed: ALLOWED_FILES,
    });
  return found.kind;
}

/** `20 MB`, `1.5 GB`. */
function inUnits(bytes: number): string {
  const units = ['字节', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}
