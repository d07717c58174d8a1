import { CONTENT_STATE, EVIDENCE_KIND, EVIDENCE_PURPOSE } from '../../kernel/evidence-words.ts';
import { OFFICE_ONLY } from '../../kernel/confidential-words.ts';
import type { ContentState } from '../../kernel/evidence-words.ts';
import type { EvidenceFile } from '../../store/files.ts';
import type { ProofPackInput } from './proof-pack.ts';

/** A content of the pack, told by the first row that has it; `path` is null for one that is not whole. */
export type PackContent = {
  readonly file: EvidenceFile;
  readonly state: ContentState;
  readonly path: string | null;
};

/** What `manifest.json` says; times are ISO 8601 in Beijing. */
export function manifestOf(
  input: ProofPackInput,
  files: readonly EvidenceFile[],
  contents: readonly PackContent[],
  events: { readonly count: number; readonly sha256: string },
) {
  const known = new Map(contents.map((one) => [one.file.sha256, one]));
  return {
    format: 'jiesu-contact-proof',
    version: 1,
    order: input.orderNumber,
    use: OFFICE_ONLY,
    madeAt: isoBeijing(input.madeAt),
    madeBy: input.madeBy,
    contacts: input.contacts.map(({ at, way, result, person, note, files: hashes }) => ({
      at: isoBeijing(at),
      way,
      result,
      person,
      note,
      files: hashes.map((sha256) => ({ sha256, path: known.get(sha256)?.path ?? null })),
    })),
    files: files.map((file) => ({
      path: known.get(file.sha256)?.path ?? null,
      state: file.url === null ? (known.get(file.sha256)?.state ?? 'missing') : 'elsewhere',
      url: file.url,
      sha256: file.sha256,
      bytes: file.bytes,
      kind: file.kind,
      purpose: file.purpose,
      name: file.name,
      mediaType: file.mediaType,
      addedAt: isoBeijing(file.addedAt),
      addedBy: file.addedByName,
    })),
    events,
  };
}

/** 说明.txt: the same in plain words, for Windows too (byte order mark, CRLF). */
export function readMeOf(
  input: ProofPackInput,
  files: readonly EvidenceFile[],
  contents: readonly PackContent[],
  manifestHash: string,
): string {
  const known = new Map(contents.map((one) => [one.file.sha256, one]));
  const placeOf = (sha256: string): string => {
    const content = known.get(sha256);
    if (content?.path != null) return content.path;
    const row = files.find((file) => file.sha256 === sha256);
    if (row?.url != null) return `存于 ${row.url}`;
    return content === undefined ? '本工单没有登记这个文件' : `${CONTENT_STATE[content.state]}，未放入`;
  };
  const lines = [
    `工单 ${input.orderNumber} 联系凭证包`,
    OFFICE_ONLY,
    `制作：${timeOf(input.madeAt)}，${oneLine(input.madeBy)}`,
    '时间均为北京时间。',
    '',
    `一、联系记录（${input.contacts.length} 次）`,
    ...input.contacts.flatMap(({ at, way, result, person, note, files: hashes }, i) => [
      `${i + 1}. ${timeOf(at)}　${[way, result, `经办：${person}`].map(oneLine).join('　')}`,
      ...(note.trim() === '' ? [] : [`   说明：${oneLine(note)}`]),
      ...hashes.map((sha256) => `   凭证：${placeOf(sha256)}（sha256 ${sha256}）`),
    ]),
    ...(input.contacts.length === 0 ? ['（没有联系记录）'] : []),
    '',
    `二、凭证文件（${files.length} 件）`,
    ...files.flatMap((file, i) => [
      `${i + 1}. ${EVIDENCE_KIND[file.kind]}（${EVIDENCE_PURPOSE[file.purpose]}）：${placeOf(file.sha256)}`,
      `   原名：${oneLine(file.name)}${file.bytes === null ? '' : `，${file.bytes} 字节`}`,
      `   登记：${timeOf(file.addedAt)}，${oneLine(file.addedByName)}`,
      `   sha256：${file.sha256}`,
    ]),
    ...(files.length === 0 ? ['（没有凭证文件）'] : []),
    '',
    '三、怎样核对',
    '1. 把压缩包解开，在解开的目录里运行：sha256sum -c SHA256SUMS',
    '   每一行都应显示 OK（或“成功”）；有一行不是，就是那个文件被改动过。',
    '2. Windows 上可逐个运行：certutil -hashfile 文件名 SHA256，与 SHA256SUMS 里的值比对。',
    '3. manifest.json 是给程序读的同一份清单，其中 events 是制作时工单全部办理记录的条数和 sha256，',
    '   可与系统中的记录核对。',
    `4. manifest.json 的 sha256：${manifestHash}`,
    '   抄下或打印这一行另存，即可证明整个包后来有没有被改动。',
  ];
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

const inBeijing = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString();
const isoBeijing = (ms: number): string => inBeijing(ms).replace('Z', '+08:00');
const timeOf = (ms: number): string => inBeijing(ms).slice(0, 19).replace('T', ' ');

/** What people wrote, on one line, so that nobody's note looks like a line of the list. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
