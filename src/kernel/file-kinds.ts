import { EVIDENCE_KIND } from './evidence-words.ts';
import type { EvidenceKind } from './evidence-words.ts';
import { extensionOf } from './file-names.ts';

type KindRow = {
  readonly label: string;
  /** The first is the one it is stored and served under. */
  readonly media: readonly string[];
  /** The first is the one it gets in a pack. */
  readonly extensions: readonly string[];
  readonly as: readonly EvidenceKind[];
};

const IMAGE = ['photo', 'screenshot', 'document'] as const;
const SOUND = ['recording'] as const;
const OOXML = 'application/vnd.openxmlformats-officedocument';
/** What browsers on machines without an office suite say of docx and xlsx. */
const ZIP = ['application/zip', 'application/x-zip-compressed'];

/** Every kind of file that is taken in: how it may be called, and what evidence it can be. */
export const FILE_KINDS = {
  jpeg: {
    label: 'JPEG 图片',
    media: ['image/jpeg', 'image/jpg', 'image/pjpeg'],
    extensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
    as: IMAGE,
  },
  png: { label: 'PNG 图片', media: ['image/png', 'image/x-png'], extensions: ['png'], as: IMAGE },
  webp: { label: 'WebP 图片', media: ['image/webp'], extensions: ['webp'], as: IMAGE },
  heic: {
    label: 'HEIC 图片',
    media: ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence'],
    extensions: ['heic', 'heif'],
    as: IMAGE,
  },
  gif: { label: 'GIF 图片', media: ['image/gif'], extensions: ['gif'], as: IMAGE },
  pdf: {
    label: 'PDF 文档',
    media: ['application/pdf', 'application/x-pdf'],
    extensions: ['pdf'],
    as: ['document'],
  },
  mp3: {
    label: 'MP3 录音',
    media: ['audio/mpeg', 'audio/mp3', 'audio/x-mp3', 'audio/x-mpeg', 'audio/mpeg3'],
    extensions: ['mp3'],
    as: SOUND,
  },
  wav: {
    label: 'WAV 录音',
    media: ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave', 'audio/x-pn-wav'],
    extensions: ['wav'],
    as: SOUND,
  },
  mp4: {
    label: 'MP4 录音录像',
    media: [
      'video/mp4',
      'audio/mp4',
      'audio/m4a',
      'audio/x-m4a',
      'audio/mp4a-latm',
      'application/mp4',
      'video/x-m4v',
      'video/3gpp',
      'audio/3gpp',
    ],
    extensions: ['mp4', 'm4a', 'm4v', '3gp'],
    as: SOUND,
  },
  amr: {
    label: 'AMR 录音',
    media: ['audio/amr', 'audio/x-amr', 'audio/amr-wb', 'audio/3gpp'],
    extensions: ['amr', 'awb'],
    as: SOUND,
  },
  ogg: {
    label: 'Ogg 录音',
    media: ['audio/ogg', 'application/ogg', 'audio/opus', 'audio/vorbis', 'video/ogg'],
    extensions: ['ogg', 'oga', 'opus'],
    as: SOUND,
  },
  docx: {
    label: 'Word 文档',
    media: [`${OOXML}.wordprocessingml.document`, ...ZIP],
    extensions: ['docx'],
    as: ['document'],
  },
  xlsx: {
    label: 'Excel 表格',
    media: [`${OOXML}.spreadsheetml.sheet`, ...ZIP],
    extensions: ['xlsx'],
    as: ['document'],
  },
  text: { label: '纯文本', media: ['text/plain'], extensions: ['txt', 'text', 'log'], as: ['document'] },
} as const satisfies Record<string, KindRow>;

export type FileKind = keyof typeof FILE_KINDS;

const rows = Object.entries(FILE_KINDS) as readonly (readonly [FileKind, KindRow])[];

/** What the content of a file is: a kind that is taken in, or in Chinese what else it is. */
export type Found = { readonly kind: FileKind } | { readonly kind: null; readonly what: string };

/** What a sender says of a file; `name` is clean (see `cleanFileName`). */
export type FileClaim = { readonly name: string; readonly mediaType: string; readonly as?: EvidenceKind };

export type FileFault =
  | { readonly code: 'file_lies'; readonly said: string; readonly found: string }
  | { readonly code: 'file_kind'; readonly found: string };

/** The kinds that are taken in, for a refusal. */
export const ALLOWED_FILES =
  'JPEG、PNG、WebP、HEIC、GIF 图片，MP3、WAV、M4A/MP4、AMR、Ogg 录音录像，PDF、docx、xlsx、纯文本';

const SAYS_NOTHING = new Set(['', 'application/octet-stream', 'binary/octet-stream']);

/**
 * What stands against a file: `file_lies` where its content is not what the media type, the extension or the evidence
 * kind says, `file_kind` for an honest file of a kind that is not taken in; null for nothing.
 */
export function faultOf(claim: FileClaim, found: Found): FileFault | null {
  const media = claim.mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const extension = extensionOf(claim.name);
  const claims = [
    ...(SAYS_NOTHING.has(media) ? [] : [{ said: media, kinds: kindsWith('media', media) }]),
    ...(extension === '' ? [] : [{ said: `.${extension}`, kinds: kindsWith('extensions', extension) }]),
  ];
  const what = found.kind === null ? found.what : FILE_KINDS[found.kind].label;
  if (found.kind === null) {
    // An archive under its own media type does not claim to be an office file.
    const lie = claims.find((claimed) => claimed.kinds.length > 0 && !ZIP.includes(claimed.said));
    return lie === undefined
      ? { code: 'file_kind', found: what }
      : { code: 'file_lies', said: said(lie), found: what };
  }
  // Nearly any program or table is text as well: it does not belie its name, but its name is not on the list.
  const foreign = claims.every(({ kinds }) => kinds.length === 0) ? claims.at(-1) : undefined;
  if (found.kind === 'text' && foreign !== undefined) {
    return { code: 'file_kind', found: `${foreign.said} 文件` };
  }
  const { kind } = found;
  const lie = claims.find(({ kinds }) => !kinds.includes(kind));
  if (lie !== undefined) return { code: 'file_lies', said: said(lie), found: what };
  if (claim.as !== undefined && !(FILE_KINDS[kind].as as readonly EvidenceKind[]).includes(claim.as)) {
    return { code: 'file_lies', said: EVIDENCE_KIND[claim.as], found: what };
  }
  return null;
}

function kindsWith(column: 'media' | 'extensions', value: string): FileKind[] {
  return rows.filter(([, row]) => row[column].includes(value)).map(([kind]) => kind);
}

function said({ said: word, kinds }: { readonly said: string; readonly kinds: readonly FileKind[] }): string {
  const [first] = kinds;
  return first === undefined ? word : `${FILE_KINDS[first].label}（${word}）`;
}

/** The media type a file is stored and served under: that of its content, never the sender's words for it. */
export function mediaTypeOf(kind: FileKind, claim: FileClaim): string {
  if (kind === 'mp4' && (claim.mediaType.startsWith('audio/') || extensionOf(claim.name) === 'm4a')) {
    return 'audio/mp4';
  }
  return FILE_KINDS[kind].media[0];
}

/** The extension of a stored media type, `bin` for one that is none of ours. */
export function extensionFor(mediaType: string): string {
  if (mediaType === 'audio/mp4') return 'm4a';
  return rows.find(([, { media }]) => media[0] === mediaType)?.[1].extensions[0] ?? 'bin';
}
