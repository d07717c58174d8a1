import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import { EVIDENCE_KIND, EVIDENCE_PURPOSE } from '../kernel/evidence-words.ts';
import type { EvidenceKind, EvidencePurpose } from '../kernel/evidence-words.ts';
import { keysOf } from '../kernel/keys.ts';
import { MOVER_NAMES } from '../kernel/move-words.ts';
import type { Mover } from '../kernel/move-words.ts';
import { holdsOn } from '../kernel/periods.ts';
import type {
  EndingReason,
  Ground,
  HandlingCondition,
  HandlingRules,
  Proof,
} from '../orders/handling-rules.ts';
import type { Profile } from './types.ts';

export const HANDLING_FILE = 'handling.json';

const words = z.string().regex(/\S/, '不能为空');
const date = z.iso.date();
const code = z.string().regex(/^[A-Z][A-Z0-9-]*$/, '须为大写字母开头的大写字母、数字和连字符');
const count = z.int().min(1);
const hours = z.number().positive();
const oneOf = <T extends string>(names: Readonly<Record<T, string>>) => z.enum(keysOf(names));

const urgency = z.enum(['safety', 'livelihood', 'normal']);
const outcome = z.enum([
  'solved',
  'procedural',
  'explained',
  'settled',
  'mediationEnded',
  'true',
  'partlyTrue',
  'untrue',
  'planned',
]);
const way = z.enum(['phone', 'message', 'visit', 'meeting']);
const purpose = oneOf<EvidencePurpose>(EVIDENCE_PURPOSE);
const kind = oneOf<EvidenceKind>(EVIDENCE_KIND);
const mover = oneOf<Mover>(MOVER_NAMES);
const demandKind = z.enum(['咨询', '求助', '投诉', '举报', '建议', '表扬']);
/** A list that names nothing would be for no order, or for none of the pieces: a mistake. */
const some = <T extends z.ZodType>(item: T) => z.array(item).min(1, '不能为空');

const period = { effectiveFrom: date.exactOptional(), effectiveTo: date.nullable().exactOptional() };

const condition = z.strictObject({
  demandKinds: some(demandKind).exactOptional(),
  urgencies: some(urgency).exactOptional(),
  issueTypes: some(words).exactOptional(),
  saleChannels: some(z.enum(['offline', 'online', 'pickup', 'none', 'unknown'])).exactOptional(),
  units: some(words).exactOptional(),
});

const piece = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('contactDone') }),
  z.strictObject({
    is: z.literal('contact'),
    results: some(z.enum(['reached', 'met', 'meetingRefused'])),
    ways: some(way).exactOptional(),
  }),
  z.strictObject({ is: z.literal('unreachable') }),
  z.strictObject({ is: z.literal('noNumber') }),
  z.strictObject({
    is: z.literal('files'),
    purposes: some(purpose),
    kinds: some(kind).exactOptional(),
    least: count.exactOptional(),
  }),
  z.strictObject({ is: z.literal('callExcerpt') }),
  z.strictObject({ is: z.literal('earlierOrder') }),
  z.strictObject({ is: z.literal('mediationOver') }),
  z.strictObject({ is: z.literal('planDay') }),
  z.strictObject({ is: z.literal('mediationEnded') }),
]);
const anyOf = some(some(piece));

const ground = {
  ...period,
  code,
  name: words,
  means: words,
  when: condition.exactOptional(),
  laws: z.array(z.strictObject({ ...period, law: words, article: words, quote: words })),
  policy: words.exactOptional(),
  proof: some(z.strictObject({ name: words, anyOf })),
};
const ending = z.strictObject({ ...ground, tellCaller: words, tellWithin: count.exactOptional() });
const plain = z.strictObject(ground);
const byUrgency = <T extends z.ZodType>(value: T) =>
  z.strictObject({ safety: value, livelihood: value, normal: value });
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, '须为 00:00 到 23:59 的时间');

const versionSchema = z.strictObject({
  version: words,
  effectiveFrom: date,
  effectiveTo: date.nullable(),
  note: words.exactOptional(),
  outcomes: some(z.strictObject({ kind: outcome, name: words, means: words, demandKinds: some(demandKind) })),
  exclusions: some(ending),
  mediationEnds: some(ending),
  terminations: some(ending),
  holds: z.strictObject({ longestDays: count, approvers: some(mover), reasons: some(plain) }),
  extensions: z.strictObject({ reasons: some(plain) }),
  telling: z.array(z.strictObject({ ...ground, way: z.enum(['notice', 'none']) })),
  returns: z.strictObject({
    reasons: some(plain),
    prior: z.strictObject({ upheld: z.number().positive(), refused: z.number().positive() }),
  }),
  evidence: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z][a-z0-9-]*$/, '须为小写字母、数字和连字符'),
      name: words,
      before: some(
        z.enum(['reply', 'exclusion', 'mediationEnd', 'termination', 'hold', 'extension', 'return']),
      ),
      when: condition.exactOptional(),
      outcomes: some(outcome).exactOptional(),
      anyOf,
      clause: words.exactOptional(),
    }),
  ),
  contact: z.strictObject({ attempts: count, ways: some(way), gapHours: z.number().min(0), days: count }),
  reminders: z.strictObject({
    idleHours: byUrgency(hours),
    quiet: z.strictObject({ from: time, to: time, except: z.array(urgency) }),
    overdueHours: byUrgency(some(z.number().min(0))),
  }),
  merchant: z.strictObject({ workingHours: hours, when: condition }),
});
const fileSchema = z.strictObject({ title: words, versions: some(versionSchema) });

function fail(field: string, reason: string): never {
  throw new AppError('bad_handling_rules', { file: HANDLING_FILE, field, reason });
}

const CHINESE = z.locales.zhCN().localeError;

/** `versions[0].exclusions[2].name`, as people find it in the file. */
const fieldOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`))
    .join('');

/**
 * Reads the rules of handling of a profile folder, `handling.json`; undefined where it has none. Throws
 * `bad_handling_rules` naming the field: a shape that is wrong, versions or reasons that contradict each other, or
 * types, groups, kinds of demand and units that the profile does not have.
 */
export function loadHandling(
  dir: string,
  profile: Pick<Profile, 'demandKinds' | 'groups' | 'issueTypes' | 'units'>,
): readonly HandlingRules[] | undefined {
  const path = join(dir, HANDLING_FILE);
  if (!existsSync(path)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? '不是合法的 JSON' : '文件无法读取';
    throw new AppError('bad_handling_rules', { file: HANDLING_FILE, field: '整个文件', reason }, { cause });
  }
  return checkedHandling(value, profile);
}

/** The versions in a parsed file, oldest first. Throws `bad_handling_rules`. */
export function checkedHandling(
  value: unknown,
  profile: Pick<Profile, 'demandKinds' | 'groups' | 'issueTypes' | 'units'>,
): readonly HandlingRules[] {
  const result = fileSchema.safeParse(value, {
    error: (issue) =>
      issue.code === 'invalid_type' && issue.input === undefined ? '缺少这个字段' : CHINESE(issue),
  });
  if (!result.success) {
    const [issue] = result.error.issues;
    // A key too many is named as if it were the field that is wrong.
    const extra = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const reason = extra.length > 0 ? '没有这个字段' : (issue?.message ?? '');
    fail(fieldOf([...(issue?.path ?? []), ...extra]) || '整个文件', reason);
  }
  const versions: readonly HandlingRules[] = result.data.versions;
  versions.forEach((version, i) => checkVersion(version, `versions[${i}]`, profile));
  refuseRepeats(
    versions.map(({ version }) => version),
    (i) => `versions[${i}].version`,
  );
  const sorted = [...versions].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  for (const [i, earlier] of sorted.entries()) {
    const next = sorted[i + 1];
    if (next && (earlier.effectiveTo === null || next.effectiveFrom < earlier.effectiveTo))
      fail(
        `versions[${versions.indexOf(next)}].effectiveFrom`,
        `版本 ${earlier.version} 与 ${next.version} 的有效期重叠`,
      );
  }
  return sorted;
}

/** Every list of reasons, by the field it stands in. */
const reasonLists = (rules: HandlingRules): readonly [string, readonly (Ground | EndingReason)[]][] => [
  ['exclusions', rules.exclusions],
  ['mediationEnds', rules.mediationEnds],
  ['terminations', rules.terminations],
  ['holds.reasons', rules.holds.reasons],
  ['extensions.reasons', rules.extensions.reasons],
  ['telling', rules.telling],
  ['returns.reasons', rules.returns.reasons],
];

type Known = Pick<Profile, 'demandKinds' | 'groups' | 'issueTypes' | 'units'>;

function checkVersion(rules: HandlingRules, at: string, known: Known): void {
  checkPeriod(rules, at);
  checkOutcomes(rules, at, known);
  const all = reasonLists(rules).flatMap(([list, reasons]) =>
    reasons.map((reason, i) => ({ reason, where: `${at}.${list}[${i}]` })),
  );
  refuseRepeats(
    all.map(({ reason }) => reason.code),
    (i) => `${all[i]?.where}.code`,
  );
  for (const { reason, where } of all) {
    checkPeriod(reason, where);
    checkCondition(reason.when, `${where}.when`, known);
    reason.laws.forEach((law, i) => {
      checkPeriod(law, `${where}.laws[${i}]`);
    });
    if (reason.laws.length === 0 && reason.policy === undefined)
      fail(`${where}.policy`, `“${reason.code} ${reason.name}”没有写法规，须写明所依据的政策`);
    checkBasis(reason, rules, where);
    refuseRepeats(
      reason.proof.map(({ name }) => name),
      (i) => `${where}.proof[${i}].name`,
    );
    reason.proof.forEach((proof, i) => checkProof(proof, rules, `${where}.proof[${i}]`));
  }
  refuseRepeats(
    rules.evidence.map(({ id }) => id),
    (i) => `${at}.evidence[${i}].id`,
  );
  rules.evidence.forEach((rule, i) => {
    const where = `${at}.evidence[${i}]`;
    checkCondition(rule.when, `${where}.when`, known);
    checkProof(rule, rules, where);
    if (rule.outcomes !== undefined && rule.before.some((step) => step !== 'reply'))
      fail(`${where}.outcomes`, '只有答复之前的材料才分办理结果');
  });
  checkCondition(rules.merchant.when, `${at}.merchant.when`, known);
  const { contact, reminders } = rules;
  if (contact.days > contact.attempts) fail(`${at}.contact.days`, '天数不能多于次数');
  if (reminders.quiet.from === reminders.quiet.to)
    fail(`${at}.reminders.quiet.to`, '开始和结束是同一时刻，全天都能提醒还是全天都不能，说不清');
  for (const [level, list] of Object.entries(reminders.overdueHours))
    if (list.some((value, i) => i > 0 && value <= (list[i - 1] as number)))
      fail(`${at}.reminders.overdueHours.${level}`, '各级的小时数须一级比一级大');
}

function checkPeriod(
  { effectiveFrom, effectiveTo }: { effectiveFrom?: string; effectiveTo?: string | null },
  at: string,
): void {
  if (typeof effectiveTo === 'string' && effectiveFrom !== undefined && effectiveTo <= effectiveFrom)
    fail(`${at}.effectiveTo`, `${effectiveTo} 不晚于 effectiveFrom ${effectiveFrom}`);
}

function refuseRepeats(values: readonly string[], where: (i: number) => string): void {
  const again = values.findIndex((value, i) => values.indexOf(value) < i);
  if (again >= 0) fail(where(again), `“${values[again]}”重复`);
}

function checkOutcomes({ outcomes }: HandlingRules, at: string, { demandKinds }: Known): void {
  refuseRepeats(
    outcomes.map((one) => one.kind),
    (i) => `${at}.outcomes[${i}].kind`,
  );
  const without = demandKinds.find((one) => outcomes.every((rule) => !rule.demandKinds.includes(one)));
  if (without !== undefined) fail(`${at}.outcomes`, `${without}没有可用的办理结果`);
}

function checkCondition(when: HandlingCondition | undefined, at: string, known: Known): void {
  const codes = new Set([...known.groups, ...known.issueTypes].map((one) => one.code));
  const type = when?.issueTypes?.find((one) => !codes.has(one));
  if (type !== undefined) fail(`${at}.issueTypes`, `分类 ${type} 不存在`);
  const unit = when?.units?.find((one) => known.units.every((other) => other.code !== one));
  if (unit !== undefined) fail(`${at}.units`, `承办单位 ${unit} 不存在`);
  const kindOf = when?.demandKinds?.find((one) => !(known.demandKinds as readonly string[]).includes(one));
  if (kindOf !== undefined) fail(`${at}.demandKinds`, `诉求种类 ${kindOf} 不存在`);
}

/** Attempts in vain are told by `unreachable`; what can never be there would block for ever. */
function checkProof({ anyOf: alternatives }: Proof, { contact }: HandlingRules, at: string): void {
  alternatives.forEach((pieces, i) => {
    pieces.forEach((one, j) => {
      if (one.is === 'contact' && one.ways?.every((by) => by === 'message') && one.results.includes('met'))
        fail(`${at}.anyOf[${i}][${j}].ways`, '只发消息不能算见面');
      if (one.is === 'unreachable' && contact.ways.every((by) => by === 'message'))
        fail(`${at}.anyOf[${i}][${j}]`, '联系不上要以电话或者上门为准');
    });
  });
}

/** On every day on which a reason holds, it rests on an article in force or on a policy. */
function checkBasis(reason: Ground, rules: HandlingRules, at: string): void {
  if (reason.policy !== undefined) return;
  const { effectiveFrom = rules.effectiveFrom } = reason;
  const first = effectiveFrom > rules.effectiveFrom ? effectiveFrom : rules.effectiveFrom;
  // What holds on one day holds until the next day on which an article ends.
  const ends = reason.laws.flatMap(({ effectiveTo }) =>
    typeof effectiveTo === 'string' ? [effectiveTo] : [],
  );
  const days = [first, ...ends.filter((day) => day > first)];
  const bare = days.find(
    (day) => holdsOn(reason, day) && holdsOn(rules, day) && reason.laws.every((law) => !holdsOn(law, day)),
  );
  if (bare !== undefined)
    fail(`${at}.laws`, `“${reason.code} ${reason.name}”在 ${bare} 没有有效的法规，也没有写所依据的政策`);
}

/** An article as it stood for a period. */
type ArticleText = {
  readonly law: string;
  readonly article: string;
  readonly text: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
};

/**
 * What the articles do not bear out, in words: a law or article that is not there, a quote that is not in it word for
 * word, or a period in which it was not in force.
 */
export function lawFaults(versions: readonly HandlingRules[], articles: readonly ArticleText[]): string[] {
  const faults: string[] = [];
  for (const rules of versions) {
    for (const reason of reasonLists(rules).flatMap(([, reasons]) => reasons)) {
      for (const { law, article, quote, effectiveFrom, effectiveTo } of reason.laws) {
        const where = `${rules.version} ${reason.code}：${law} ${article}`;
        const texts = articles.filter((one) => one.law === law && one.article === article);
        const inForce = texts.filter(
          (one) =>
            one.effectiveFrom <= (effectiveFrom ?? rules.effectiveFrom) &&
            (one.effectiveTo === null || (typeof effectiveTo === 'string' && effectiveTo <= one.effectiveTo)),
        );
        if (texts.length === 0) faults.push(`${where} 没有这一条`);
        else if (inForce.length === 0) faults.push(`${where} 在所写的期间不是一直有效`);
        else if (!inForce.some(({ text }) => text.includes(quote)))
          faults.push(`${where} 没有这句话“${quote}”`);
      }
    }
  }
  return faults;
}
