import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { decodeOpinion, encodeOpinion } from '../../triage/opinion-bytes.ts';
import type { Opinion } from '../../triage/second-opinion.ts';

/** Beside the weights of a bundle, where a second opinion was learned and is sure to help. */
export const OPINION_FILE = 'opinion.bin.gz';

const share = z.object({
  hits: z.int().min(0),
  n: z.int().min(0),
  share: z.number(),
  low: z.number(),
  high: z.number(),
});
const beside = z.object({
  without: share,
  with: share,
  gain: z.object({ difference: z.number(), low: z.number(), high: z.number() }),
});
const whole = z.int().min(0);

const figuresSchema = z.object({
  n: whole,
  typeTop1: beside,
  typeTop3: beside,
  asked: share,
  changed: whole,
  righted: whole,
  spoilt: whole,
  /** The lead unit that follows, where one is labelled; and what would go out by itself. */
  unit: beside.exactOptional(),
  dispatched: z.object({ without: share, with: share }).exactOptional(),
  dispatchedRight: z.object({ without: share, with: share }).exactOptional(),
});

/** What the second opinion was worth on orders that neither side had learned from. */
export type OpinionMeasures = z.infer<typeof figuresSchema>;

/** The section `opinion` of a manifest. */
export const opinionSchema = z.object({
  /** Id of the encoder whose vectors it reads. */
  encoder: z.string(),
  name: z.string(),
  width: z.int().min(1),
  codes: z.array(z.string()).min(1),
  weight: z.number().min(0),
  line: z.number(),
  top: z.object({ weights: z.array(z.number()) }).exactOptional(),
  /** Of the file's content before compression. */
  sha256: z.string(),
  figures: figuresSchema,
});
export type OpinionSection = z.infer<typeof opinionSchema>;

/** A second opinion as a bundle keeps it: the section of the manifest, and the content of the file. */
export function keptOpinion(
  opinion: Opinion,
  name: string,
  figures: OpinionMeasures,
): { readonly section: OpinionSection; readonly bytes: Uint8Array } {
  const bytes = encodeOpinion(opinion);
  const { encoder, width, codes, weight, line, top } = opinion;
  const section = {
    encoder,
    name,
    width,
    codes: [...codes],
    weight,
    line,
    ...(top === undefined ? {} : { top: { weights: [...top.weights] } }),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    figures,
  };
  return { section, bytes };
}

/** @throws AppError `bad_model` where the file is not there, damaged, or another one than the manifest's. */
export function readOpinion(bundle: string, section: OpinionSection): Opinion {
  let bytes: Uint8Array;
  try {
    bytes = gunzipSync(readFileSync(join(bundle, OPINION_FILE)));
  } catch (cause) {
    const reason = `读不出第二意见 ${OPINION_FILE}：${(cause as Error).message}`;
    throw new AppError('bad_model', { dir: bundle, reason }, { cause });
  }
  if (createHash('sha256').update(bytes).digest('hex') !== section.sha256)
    throw new AppError('bad_model', { dir: bundle, reason: '第二意见与清单记载的校验和不符' });
  const { encoder, width, codes, weight, line, top } = section;
  const numbers = decodeOpinion(bytes, { classes: codes.length, width }, bundle);
  return { encoder, width, codes, weight, line, top, ...numbers };
}
