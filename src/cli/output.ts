import { closeSync, openSync, writeSync } from 'node:fs';
import { AppError } from '../kernel/errors.ts';
import type { Io } from './command.ts';

/** Written out whenever this many UTF-16 code units have gathered. */
const CHUNK = 1 << 16;

export type Output = {
  readonly write: (text: string) => void;
  /** The same for bytes; on standard output they must be UTF-8. */
  readonly writeBytes: (piece: Uint8Array) => void;
  readonly close: () => void;
};

/**
 * Where results go: the named file, or standard output for none or `-`. Opened before the work begins, so that
 * a place that cannot be written is told at once. Throws `file_unwritable`.
 */
export function openOutput(file: string | undefined, io: Pick<Io, 'out'>): Output {
  if (file === undefined || file === '-') {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const writeBytes = (piece: Uint8Array): void => io.out(decoder.decode(piece, { stream: true }));
    return { write: io.out, writeBytes, close: () => {} };
  }
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      const known: Record<string, string> = {
        ENOENT: '目录不存在',
        EISDIR: '是一个目录',
        EACCES: '没有写入权限',
        ENOSPC: '磁盘已满',
      };
      throw new AppError('file_unwritable', { file, reason: known[code ?? ''] ?? message }, { cause });
    }
  };
  const descriptor = attempt(() => openSync(file, 'w'));
  let waiting = '';
  const flush = (): void => {
    const bytes = Buffer.from(waiting);
    waiting = '';
    put(bytes);
  };
  const put = (bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length;) {
      const from = done;
      done += attempt(() => writeSync(descriptor, bytes, from));
    }
  };
  return {
    write: (text) => {
      waiting += text;
      if (waiting.length >= CHUNK) flush();
    },
    writeBytes: (piece) => {
      flush();
      put(piece);
    },
    close: () => {
      flush();
      closeSync(descriptor);
    },
  };
}
