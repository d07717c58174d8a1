import { z } from 'zod';
import { TELL_WAY } from '../../kernel/contact-words.ts';
import { AppError } from '../../kernel/errors.ts';
import { EVIDENCE_PURPOSE } from '../../kernel/evidence-words.ts';
import { keysOf } from '../../kernel/keys.ts';
import { REPLY_LIMIT, WORDS_LIMIT } from '../../kernel/limits.ts';
import { MILESTONE_NAMES, MOVE_NAMES } from '../../kernel/move-words.ts';
import type { Move } from '../../kernel/move-words.ts';
import { rulingCondition } from '../dispatch/ruling-input.ts';

const words = (what: string, most = WORDS_LIMIT) =>
  z.string('须为字符串').trim().min(1, `${what}不能为空`).max(most, `${what}不能超过 ${most} 字`);
const unit = z.string('须为字符串').regex(/^[A-Za-z0-9-]{1,32}$/, '须为承办单位编码');
const code = z.string('须为字符串').regex(/^[A-Za-z0-9_-]{1,32}$/, '须为编码');
const day = z.iso.date('须为日期，例如 2026-11-22');
/** ISO 8601 with offset, kept as UTC milliseconds. */
const moment = z.iso
  .datetime({ offset: true, error: '须为带时区的 ISO 8601 时间，例如 2026-11-22T09:30:00+08:00' })
  .transform((value) => Date.parse(value));
const someFiles = z
  .array(z.string('须为字符串').regex(/^[0-9a-f]{64}$/, '须为 64 位十六进制'))
  .max(50, '最多 50 份');
const files = someFiles.optional();
const way = z.enum(['phone', 'message', 'visit', 'meeting'], '须为 phone、message、visit 或 meeting');
const tellWay = z.enum(keysOf(TELL_WAY), `须为 ${keysOf(TELL_WAY).join('、')} 之一`);
const note = words('备注').optional();
const reason = words('理由');
const issueType = z
  .string('须为字符串')
  .regex(/^\d{4}$/, '须为四位分类编码')
  .optional();
const application = {
  reason,
  clause: words('条款', 500).optional(),
  code: code.optional(),
} as const;
const nothing = z.strictObject({});
/** Who answers for what the catalogue reserves from streets. */
const approver = words('批准人', 64).optional();
/** A dated ruling made together with the decision on one order. */
const ruling = z.strictObject({
  condition: rulingCondition,
  effectiveFrom: day.optional(),
});

/** What each move that people ask for brings with it. Unknown fields are refused. */
const DATA = {
  assign: z.strictObject({ person: z.string('须为字符串').min(1).max(128) }),
  tryContact: z.strictObject({ way, note, files }),
  contact: z.strictObject({
    way,
    result: z.enum(['reached', 'met', 'meetingRefused'], '须为 reached、met 或 meetingRefused'),
    note,
    files,
  }),
  handle: nothing,
  addEvidence: z.strictObject({
    purpose: z.enum(keysOf(EVIDENCE_PURPOSE), '须为 contact、visit、refusal、result 或 other'),
    files: someFiles.min(1, '至少一份'),
  }),
  answerJointly: z.strictObject({ text: words('协办答复', REPLY_LIMIT) }),
  reply: z.strictObject({
    toldAt: moment,
    way: tellWay,
    outcome: z.enum(
      [
        'solved',
        'procedural',
        'explained',
        'settled',
        'mediationEnded',
        'true',
        'partlyTrue',
        'untrue',
        'planned',
      ],
      '不是办理结果',
    ),
    demands: z
      .array(
        z
          .strictObject({
            demand: z.int('须为整数').min(1, '从 1 起'),
            answer: words('答复').optional(),
            reason: words('不答复的理由').optional(),
          })
          .refine(
            (one) => (one.answer === undefined) !== (one.reason === undefined),
            '每项诉求写答复，或写不答复的理由',
          ),
      )
      .max(50, '最多 50 项'),
    text: words('答复', REPLY_LIMIT),
  }),
  tell: z.strictObject({ toldAt: moment, way: tellWay }),
  close: nothing,
  reopen: z.strictObject({ reason, order: z.string('须为字符串').min(1).max(128).optional() }),
  proposeReturn: z.strictObject({ ...application, code, owner: unit, issueType }),
  acceptReturn: z.strictObject({
    lead: unit.optional(),
    issueType,
    approver,
    reason: reason.optional(),
  }),
  refuseReturn: z.strictObject({ reason }),
  rule: z.strictObject({ lead: unit, issueType, reason, approver, ruling: ruling.optional() }),
  proposeExtension: z.strictObject({ ...application, code, until: moment }),
  grantExtension: nothing,
  proposeHold: z.strictObject({ ...application, code, planDay: day }),
  grantHold: nothing,
  resume: nothing,
  proposeExclusion: z.strictObject({ ...application, code }),
  grantExclusion: nothing,
  proposeMediationEnd: z.strictObject({ ...application, code }),
  grantMediationEnd: nothing,
  proposeTermination: z.strictObject({ ...application, code }),
  grantTermination: nothing,
  refuse: z.strictObject({ reason }),
  withdraw: nothing,
  recall: nothing,
  reverse: z.strictObject({ reason }),
  whistle: z.strictObject({
    reason,
    units: z.array(unit).min(1, '至少一个单位').max(20, '最多 20 个单位'),
    meetAt: moment.optional(),
    place: words('地点', 200).optional(),
  }),
  report: nothing,
  answerWhistle: z.strictObject({ text: words('答复', REPLY_LIMIT) }),
  meet: z.strictObject({
    at: moment,
    place: words('地点', 200),
    units: z.array(unit).min(1, '至少一个单位').max(20, '最多 20 个单位'),
    agreed: z
      .array(z.strictObject({ unit, task: words('事项', 500), due: day }))
      .min(1, '至少一项')
      .max(50, '最多 50 项'),
    files,
  }),
  supervise: z.strictObject({ reason, level: z.int('须为整数').min(1, '一到三级').max(3, '一到三级') }),
  answerSupervision: z.strictObject({ text: words('反馈', REPLY_LIMIT) }),
  handToMerchant: z.strictObject({ merchant: words('商家', 100), until: moment.optional() }),
  merchantSettled: z.strictObject({ terms: words('和解内容') }),
  merchantFailed: z.strictObject({ reason }),
  milestone: z.strictObject({ milestone: z.enum(keysOf(MILESTONE_NAMES), '不是程序节点'), note }),
  setConfidential: z.strictObject({
    confidentiality: z.enum(['identity', 'restricted'], '须为 identity 或 restricted'),
    /** Whoever is let in to what is kept wholly: codes of units and ids of people. */
    units: z.array(unit).max(20, '最多 20 个单位').optional(),
    people: z.array(z.string('须为字符串').min(1).max(128)).max(50, '最多 50 人').optional(),
    reason,
  }),
  liftConfidential: z.strictObject({
    confidentiality: z.enum(['none', 'identity'], '须为 none 或 identity'),
    reason,
  }),
  note: z.strictObject({ text: words('备注') }),
} as const satisfies Partial<Record<Move, z.ZodType>>;

/** Moves that people ask for by name; the others have doors of their own (派单, 更正, 签收, 并单, 回访) or are the program's. */
export type AskedMove = keyof typeof DATA;
export const ASKED_MOVES = Object.keys(DATA) as [AskedMove, ...AskedMove[]];

type Asked = {
  readonly [K in AskedMove]: { readonly move: K; readonly data: z.output<(typeof DATA)[K]> };
}[AskedMove];
export type { Asked as AskedFor };

/** One schema an asked move, for the description of the interface. */
export const moveSchemas = DATA;

/**
 * A move as a person or another system asks for it. Throws `bad_field` naming the field, `bad_request` for a move that
 * there is not.
 */
export function parseMove(move: string, data: unknown): Asked {
  const schema = Object.hasOwn(DATA, move) ? DATA[move as AskedMove] : undefined;
  if (schema === undefined)
    throw new AppError('bad_field', { where: '', field: 'move', reason: unknownMove(move) });
  const parsed = (schema as z.ZodType).safeParse(data ?? {});
  if (parsed.success) return { move, data: parsed.data } as unknown as Asked;
  const issue = parsed.error.issues[0];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const field = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])].join('.');
  throw new AppError('bad_field', {
    where: `${MOVE_NAMES[move as AskedMove]}：`,
    field: field === '' ? 'data' : field,
    reason: unknown === undefined ? (issue?.message ?? '内容有误') : '没有这个字段',
  });
}

const unknownMove = (move: string): string => `没有“${move.slice(0, 40)}”这一步`;
