import { AppError } from '../../kernel/errors.ts';
import { EVIDENCE_KIND } from '../../kernel/evidence-words.ts';
import type { ContentState, EvidenceKind, EvidencePurpose } from '../../kernel/evidence-words.ts';
import type { Clock } from '../../kernel/clock.ts';
import { attachmentHeader, cleanFileName } from '../../kernel/file-names.ts';
import { newId } from '../../kernel/ids.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { openFileFolder } from '../../store/file-folder.ts';
import type { FileFolder, OpenContent, StoredContent } from '../../store/file-folder.ts';
import type { Source } from '../../store/file-intake.ts';
import {
  deleteFile,
  fileById,
  filesOf,
  hasFiles,
  insertFile,
  isStored,
  storedContents,
} from '../../store/files.ts';
import type { EvidenceFile } from '../../store/files.ts';
import type { Store } from '../../store/store.ts';
import { existing } from '../intake/reading.ts';
import type { Actor } from '../types.ts';

export type { EvidenceFile, Source };

type Described = {
  readonly name: string;
  readonly mediaType: string;
  readonly kind: EvidenceKind;
  readonly purpose: EvidencePurpose;
};

/** A file that somebody sends. */
export type EvidenceUpload = Described & {
  readonly stream: Source;
  /** Bytes at most. */
  readonly limit: number;
  /** Bytes announced (`Content-Length` of the file alone), if known. */
  readonly announced?: number;
};

/** A recording or a photo that lies in another system. */
export type EvidenceReference = Described & { readonly sha256: string; readonly url: string };

/** How a content stands; `name` is one of those it goes by. */
export type ContentFinding = {
  readonly sha256: string;
  readonly name: string;
  readonly state: ContentState;
};

/** The bytes of a file, with the headers it must be sent with. */
export type EvidenceBytes = {
  readonly file: EvidenceFile;
  readonly stream: ReadableStream<Uint8Array>;
  readonly headers: Readonly<Record<string, string>>;
};

/** Evidence 证据 of orders: rows in the database, bytes beside it. Whoever calls has checked the right to do so. */
export type EvidenceFiles = {
  /**
   * Takes a file in: first onto the disk, then into the database. The same content for the same order, kind and purpose
   * is one row. Throws `not_found`, and what `FileFolder.receive` throws.
   */
  readonly add: (actor: Actor, orderId: string, upload: EvidenceUpload) => Promise<EvidenceFile>;
  /** Notes what lies elsewhere. Throws `not_found`, `bad_field`. */
  readonly refer: (actor: Actor, orderId: string, reference: EvidenceReference) => Promise<EvidenceFile>;
  /** Oldest first. */
  readonly list: (orderId: string) => Promise<EvidenceFile[]>;
  /** Null if there is no such row: its order says who may read it. */
  readonly get: (id: string) => Promise<EvidenceFile | null>;
  /** Throws `not_found` for an unknown or referred file, `file_damaged` if the bytes are gone or not as many. */
  readonly read: (id: string) => Promise<EvidenceBytes>;
  /** Takes a row away; the bytes go with the last row that needs them. Throws `not_found`. */
  readonly remove: (
    actor: Actor,
    id: string,
    reason: string,
    /** Asked in the write that takes it away; what it throws is thrown. */
    check?: (db: Db, file: EvidenceFile) => Promise<void>,
  ) => Promise<void>;
  /** Takes contents away that no row needs any more: rows of theirs were taken away before. How many it was. */
  readonly drop: (hashes: readonly string[]) => Promise<number>;
  /** Computes every hash again, of one order or (null) of all: what is intact is told as well. */
  readonly verify: (orderId: string | null) => Promise<ContentFinding[]>;
  /**
   * Contents without a row: a kill came between the two, or a file is just arriving. They take room and do no harm, and
   * nobody takes them away by himself: beside a database restored from an older copy they are evidence without a row.
   */
  readonly orphans: () => Promise<StoredContent[]>;
  /** Takes away what a killed process left half received, and says how many. Once, at the start of the server. */
  readonly sweep: (idleMs?: number) => Promise<number>;
  /** For packs. */
  readonly folder: FileFolder;
};

export function createEvidenceFiles(options: {
  readonly store: Store;
  readonly clock: Clock;
  /** Beside the database unless set otherwise; see `filesBeside`. */
  readonly folder: string;
}): EvidenceFiles {
  const { store, clock } = options;
  const folder = openFileFolder(options.folder);
  const oneByOne = createTurns();

  /** Writes a row and the audit, if nothing says the same yet. */
  const note = (actor: Actor, row: Omit<EvidenceFile, 'id' | 'addedAt' | 'addedBy' | 'addedByName'>) => {
    const made = { ...row, id: newId(), addedAt: clock.now(), addedBy: actor.id, addedByName: actor.name };
    return store.write(async (db) => {
      await existing(db, row.orderId);
      const { file, fresh } = await insertFile(db, made);
      if (fresh) await appendAudit(db, [audited(actor, 'evidence.add', file, file.addedAt, '')]);
      return file;
    });
  };

  const add: EvidenceFiles['add'] = async (actor, orderId, upload) => {
    const { stream, name, mediaType, limit, kind, purpose, announced } = upload;
    await store.read((db) => existing(db, orderId));
    const content = await folder.receive(stream, {
      name,
      mediaType,
      limit,
      as: kind,
      ...(announced === undefined ? {} : { announced }),
    });
    const { settle, discard, ...row } = content;
    try {
      // Between the file's coming and its row nobody may take the content away as needed by none.
      return await oneByOne(content.sha256, async () => {
        await settle();
        return note(actor, { ...row, orderId, kind, purpose, url: null });
      });
    } finally {
      await discard();
    }
  };

  const refer: EvidenceFiles['refer'] = async (
    actor,
    orderId,
    { name, mediaType, kind, purpose, ...rest },
  ) => {
    const fail = (field: string, reason: string): never => {
      throw new AppError('bad_field', { where: '', field, reason });
    };
    const sha256 = rest.sha256.toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(sha256)) fail('sha256', '须为 64 位十六进制数');
    const url = URL.canParse(rest.url) ? new URL(rest.url) : null;
    if (url === null || !/^https?:$/.test(url.protocol) || rest.url.length > 2000)
      return fail('url', '须为 http 或 https 地址，不超过 2000 个字符');
    if (url.username !== '' || url.password !== '') fail('url', '不能带用户名或密码');
    const media = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (!/^[\w.+-]{1,60}\/[\w.+-]{1,100}$/.test(media)) fail('mediaType', '须为媒体类型，如 audio/mpeg');
    const row = { name: cleanFileName(name), mediaType: media, kind, purpose, sha256, orderId };
    return note(actor, { ...row, bytes: null, url: url.href });
  };

  const found = async (id: string): Promise<EvidenceFile> => {
    const file = await store.read((db) => fileById(db, id));
    if (file === null) throw new AppError('not_found', { what: `证据文件 ${id.slice(0, 64)}` });
    return file;
  };

  const read: EvidenceFiles['read'] = async (id) => {
    const file = await found(id);
    if (file.url !== null)
      throw new AppError('not_found', { what: `“${file.name}”的内容：它存在别的系统里` });
    const content = await folder.open(file.sha256);
    if (content === null) throw new AppError('file_damaged', { name: file.name, reason: '内容已丢失' });
    if (content.bytes !== file.bytes) {
      await content.close();
      throw new AppError('file_damaged', { name: file.name, reason: '内容已损坏，长短与登记的不符' });
    }
    return { file, stream: streamOf(content), headers: headersOf(file) };
  };

  const remove: EvidenceFiles['remove'] = async (actor, id, reason, check) => {
    const { sha256 } = await found(id);
    await oneByOne(sha256, async () => {
      const { unneeded } = await store.write(async (db) => {
        const file = await fileById(db, id);
        if (file === null) throw new AppError('not_found', { what: `证据文件 ${id.slice(0, 64)}` });
        await check?.(db, file);
        await appendAudit(db, [audited(actor, 'evidence.remove', file, clock.now(), `，理由：${reason}`)]);
        return deleteFile(db, file);
      });
      if (unneeded) await folder.remove(sha256);
    });
  };

  const drop: EvidenceFiles['drop'] = async (hashes) => {
    let gone = 0;
    for (const sha256 of new Set(hashes))
      await oneByOne(sha256, async () => {
        if (await store.read((db) => isStored(db, sha256))) return;
        await folder.remove(sha256);
        gone++;
      });
    return gone;
  };

  const verify: EvidenceFiles['verify'] = async (orderId) => {
    const rows =
      orderId === null
        ? (await store.read(hasFiles))
          ? await store.read(storedContents)
          : []
        : (await store.read((db) => filesOf(db, orderId))).filter(({ url }) => url === null);
    const contents = new Map(rows.map((row) => [row.sha256, row]));
    const findings: ContentFinding[] = [];
    for (const [sha256, { name, bytes }] of contents)
      findings.push({ sha256, name, state: await folder.check(sha256, bytes) });
    return findings;
  };

  return {
    add,
    refer,
    list: (orderId) => store.read((db) => filesOf(db, orderId)),
    get: (id) => store.read((db) => fileById(db, id)),
    read,
    remove,
    drop,
    verify,
    orphans: async () => {
      const here = await folder.contents();
      const rows = (await store.read(hasFiles)) ? await store.read(storedContents) : [];
      const needed = new Set(rows.map(({ sha256 }) => sha256));
      return here.filter(({ sha256 }) => !needed.has(sha256));
    },
    sweep: folder.sweep,
    folder,
  };
}

function audited(actor: Actor, action: string, file: EvidenceFile, at: number, more: string) {
  const detail = `${EVIDENCE_KIND[file.kind]}“${file.name}”，sha256 ${file.sha256}${more}`;
  return { at, actorId: actor.id, actorName: actor.name, action, subject: file.orderId, detail };
}

/** A file is saved, never shown: what a citizen or a colleague sent in must not run in somebody's session. */
function headersOf({ name, mediaType, bytes, sha256 }: EvidenceFile): Record<string, string> {
  return {
    'content-type': mediaType,
    'content-length': String(bytes),
    'content-disposition': attachmentHeader(name),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'private, no-store',
    etag: `"${sha256}"`,
  };
}

function streamOf(content: OpenContent): ReadableStream<Uint8Array> {
  const pieces = content.pieces();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { value, done } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await pieces.return(undefined);
      // Nobody has begun to read: then `return` alone closes nothing.
      await content.close();
    },
  });
}

/** Runs work on one key in turn; on different keys side by side. */
function createTurns(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const mine = (async () => {
      await before?.catch(() => undefined);
      return work();
    })();
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
