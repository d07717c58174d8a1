import type { AskedMove } from '../app/life/move-input.ts';
import { ASKED_MOVES } from '../app/life/move-input.ts';
import { AppError } from '../kernel/errors.ts';
import { keptRulingForm } from '../web/ruling-values.ts';
import { keptRulingOf } from './ruling-form.ts';

/** A form as it was sent: a name with one value or several. */
export type SentForm = Readonly<Record<string, string | readonly string[]>>;

/** How a field of a form becomes a field of a move; `code` is left out when nothing is chosen, like all the others. */
type Kind = 'text' | 'list' | 'moment' | 'whole' | 'demands' | 'agreed' | 'ruling';

const text = 'text';
const application = { reason: text, clause: text, code: text } as const;

/** The fields of each move's form; whatever else is sent is no part of it. */
const FIELDS: Readonly<Record<AskedMove, Readonly<Record<string, Kind>>>> = {
  assign: { person: text },
  tryContact: { way: text, note: text, files: 'list' },
  contact: { way: text, result: text, note: text, files: 'list' },
  handle: {},
  addEvidence: { purpose: text, files: 'list' },
  answerJointly: { text },
  reply: { toldAt: 'moment', way: text, outcome: text, demands: 'demands', text },
  tell: { toldAt: 'moment', way: text },
  close: {},
  reopen: { reason: text },
  proposeReturn: { ...application, owner: text, issueType: text },
  acceptReturn: { lead: text, issueType: text, approver: text, reason: text },
  refuseReturn: { reason: text },
  rule: { lead: text, issueType: text, reason: text, approver: text, ruling: 'ruling' },
  proposeExtension: { ...application, until: 'moment' },
  grantExtension: {},
  proposeHold: { ...application, planDay: text },
  grantHold: {},
  resume: {},
  proposeExclusion: application,
  grantExclusion: {},
  proposeMediationEnd: application,
  grantMediationEnd: {},
  proposeTermination: application,
  grantTermination: {},
  refuse: { reason: text },
  withdraw: {},
  recall: {},
  reverse: { reason: text },
  whistle: { reason: text, units: 'list', meetAt: 'moment', place: text },
  report: {},
  answerWhistle: { text },
  meet: { at: 'moment', place: text, units: 'list', agreed: 'agreed', files: 'list' },
  supervise: { reason: text, level: 'whole' },
  answerSupervision: { text },
  handToMerchant: { merchant: text, until: 'moment' },
  merchantSettled: { terms: text },
  merchantFailed: { reason: text },
  milestone: { milestone: text, note: text },
  setConfidential: { confidentiality: text, units: 'list', people: 'list', reason: text },
  liftConfidential: { confidentiality: text, reason: text },
  note: { text },
};

export type AskedByForm = {
  readonly move: AskedMove;
  readonly data: Readonly<Record<string, unknown>>;
  readonly version: number;
};

/** Only texts: a file has no place in these forms. */
export function sentForm(body: Readonly<Record<string, unknown>>): SentForm {
  const texts = (value: unknown): value is string => typeof value === 'string';
  const form: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name === '_csrf') continue;
    if (texts(value)) form[name] = value.replaceAll('\r\n', '\n');
    else if (Array.isArray(value)) form[name] = value.filter(texts);
  }
  return form;
}

/**
 * The move that a form asks for, in the shape of the interface for programs. Empty fields are not set; times are those
 * of Beijing. Throws `bad_field` where the form names no move or does not say what was seen.
 */
export function moveOfForm(form: SentForm): AskedByForm {
  const named = one(form, 'move');
  const move = ASKED_MOVES.find((known) => known === named);
  if (move === undefined)
    throw new AppError('bad_field', { where: '', field: 'move', reason: '没有写明做哪一步' });
  const version = Number(one(form, 'version'));
  if (!Number.isInteger(version) || version < 1)
    throw new AppError('bad_field', { where: '', field: 'version', reason: '没有写明看到的是第几步' });
  const data = Object.entries(FIELDS[move]).flatMap(([field, kind]) => {
    const value = read(form, field, kind);
    return value === undefined ? [] : [[field, value] as const];
  });
  return { move, data: Object.fromEntries(data), version };
}

function read(form: SentForm, field: string, kind: Kind): unknown {
  switch (kind) {
    case 'text':
      return one(form, field);
    case 'list': {
      const values = many(form, field);
      return values.length === 0 ? undefined : [...new Set(values)];
    }
    case 'moment': {
      const value = one(form, field);
      return value === undefined ? undefined : momentOf(value);
    }
    case 'whole': {
      const value = one(form, field);
      return value === undefined ? undefined : /^\d{1,3}$/.test(value) ? Number(value) : value;
    }
    case 'demands':
      return demandsIn(form);
    case 'agreed':
      return agreedIn(form);
    case 'ruling':
      return keptRulingOf(keptRulingForm((name) => many(form, name), 'ruling-'));
  }
}

/** `2026-11-22T09:30` of a browser's field, in Beijing; anything else goes on as it is and is refused there. */
const momentOf = (value: string): string =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(value)
    ? `${value}:00+08:00`
    : /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(value)
      ? `${value}+08:00`
      : value;

/** `demand-2` is what is said of the second demand, an answer or, where `demand-2-none` is set, why there is none. */
function demandsIn(form: SentForm): object[] {
  return Object.keys(form)
    .flatMap((name) => /^demand-([1-9]\d?)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
    .flatMap((demand) => {
      const words = one(form, `demand-${demand}`);
      if (words === undefined) return [];
      const none = one(form, `demand-${demand}-none`) !== undefined;
      return [none ? { demand, reason: words } : { demand, answer: words }];
    });
}

/** One line an agreed task, in three columns; lines without a task and a unit are not set. */
function agreedIn(form: SentForm): object[] {
  const column = (name: string): readonly string[] => {
    const value = form[name];
    return value === undefined ? [] : typeof value === 'string' ? [value] : value;
  };
  const [units, tasks, dues] = ['agreedUnit', 'agreedTask', 'agreedDue'].map(column);
  return (tasks ?? []).flatMap((task, i) => {
    const unit = units?.[i] ?? '';
    const due = dues?.[i] ?? '';
    return task.trim() === '' && due === '' ? [] : [{ unit, task, due }];
  });
}

/** The first value that is not blank. */
function one(form: SentForm, field: string): string | undefined {
  return many(form, field)[0];
}
function many(form: SentForm, field: string): string[] {
  const value = form[field];
  const values = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  return values.filter((each) => each.trim() !== '');
}

/** Fields in the words of the pages, for what is said to be wrong with them. */
const LABELS: Readonly<Record<string, string>> = {
  person: '交给谁',
  way: '方式',
  result: '结果',
  note: '备注',
  files: '材料',
  purpose: '材料的用途',
  text: '内容',
  toldAt: '告知来电人的时间',
  outcome: '办理结果',
  demands: '逐项答复',
  answer: '答复',
  reason: '理由',
  clause: '依据的条款',
  code: '事由',
  owner: '应由哪个单位承办',
  issueType: '分类',
  lead: '承办单位',
  until: '时限',
  planDay: '计划解决的日期',
  units: '单位',
  meetAt: '会商时间',
  place: '地点',
  at: '时间',
  agreed: '议定事项',
  unit: '责任单位',
  task: '事项',
  due: '完成日期',
  level: '督办级别',
  merchant: '商家',
  terms: '和解内容',
  milestone: '程序节点',
  confidentiality: '保密程度',
  people: '知悉人',
  approver: '批准人',
  ruling: '今后的裁定',
  condition: '',
  any: '词语',
  all: '词语',
  none: '词语',
  streets: '街道',
  demandKinds: '诉求种类',
  saleChannels: '购买方式',
  effectiveFrom: '生效日期',
};

/** `逐项答复第 2 项的答复` for `demands.1.answer`; what has no name here stays as it is. */
export function fieldLabel(path: string): string {
  return path
    .split('.')
    .map((part, i, parts) =>
      /^\d+$/.test(part)
        ? `第 ${Number(part) + 1} 项${i === parts.length - 1 ? '' : '的'}`
        : (LABELS[part] ?? part),
    )
    .join('');
}
