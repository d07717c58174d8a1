import { z } from 'zod';
import type { EvidenceDesk, EvidenceView } from '../app/life/evidence-desk.ts';
import { AppError } from '../kernel/errors.ts';
import { EVIDENCE_KIND, EVIDENCE_PURPOSE } from '../kernel/evidence-words.ts';
import { keysOf } from '../kernel/keys.ts';
import { actorOf, type Ctx } from './context.ts';
import { mustMatch } from './middleware/csrf.ts';
import { formParts } from './multipart.ts';
import { validationError } from './validation.ts';

/** Files in one form at most. */
export const FORM_FILES = 10;
/** Bytes of a form around its files. */
const AROUND = 1 << 20;

export const evidenceKind = z.enum(keysOf(EVIDENCE_KIND), '须为 photo、recording、document 或 screenshot');
export const evidencePurpose = z.enum(
  keysOf(EVIDENCE_PURPOSE),
  '须为 contact、visit、refusal、result 或 other',
);
const fieldsSchema = z.object({ kind: evidenceKind, purpose: evidencePurpose });

/**
 * Takes the files of a form in as they arrive, each after the fields that say what it is. What came before one that is
 * refused is kept; the same form sent again keeps nothing twice. `page`: the form is a page's and must carry the
 * session's token before its files. Throws what `EvidenceDesk.add` throws, `bad_field`, `missing_field`, `forbidden`.
 */
export async function receiveEvidence(
  c: Ctx,
  desk: EvidenceDesk,
  orderId: string,
  { page }: { readonly page: boolean },
): Promise<EvidenceView[]> {
  const actor = actorOf(c);
  await desk.mayAdd(actor, orderId);
  // A form that no files within the limit could fill is refused with its first file, before that is received.
  const total = Number(c.req.header('content-length') ?? 0);
  const announced = total > FORM_FILES * desk.limit + AROUND ? { announced: total } : {};
  const fields: Record<string, string> = {};
  const added: EvidenceView[] = [];
  let trusted = !page;
  for await (const part of formParts(c.req.header('content-type') ?? '', c.req.raw.body)) {
    if (part.kind === 'field') {
      fields[part.name] = part.value;
      if (page && part.name === '_csrf') {
        mustMatch(c, part.value);
        trusted = true;
      }
      continue;
    }
    if (!trusted) mustMatch(c, '');
    // A browser sends a part without a name where no file was chosen.
    if (part.filename === '') continue;
    if (part.name !== 'file') throw new AppError('unknown_field', { where: '表单', field: part.name });
    if (added.length === FORM_FILES)
      throw new AppError('too_many', { limit: FORM_FILES, count: FORM_FILES + 1 });
    const unsaid = (['kind', 'purpose'] as const).find((field) => fields[field] === undefined);
    if (unsaid !== undefined) throw new AppError('missing_field', { where: '文件之前', field: unsaid });
    const said = fieldsSchema.safeParse(fields);
    if (!said.success) throw validationError(said.error.issues, fields, 'form');
    const { filename: name, mediaType, bytes: stream } = part;
    added.push(
      await desk.add(actor, orderId, {
        stream,
        name,
        mediaType: mediaType.startsWith('application/octet-stream') ? '' : mediaType,
        ...said.data,
        ...announced,
      }),
    );
  }
  if (added.length === 0) throw new AppError('bad_field', { where: '', field: 'file', reason: '没有文件' });
  return added;
}
