import { describe, expect, it } from 'vitest';
import { ASKED_MOVES, parseMove } from '../../src/app/life/move-input.ts';
import { fieldLabel, moveOfForm, sentForm } from '../../src/http/move-form.ts';

const FILE = 'a'.repeat(64);
const sent = (form: Record<string, string | readonly string[]>) => moveOfForm({ version: '4', ...form });

/** One filled form for each move; times are what a browser sends for a field of date and time. */
const application = { reason: '理由', code: 'E01' };
const FILLED: Readonly<Record<(typeof ASKED_MOVES)[number], Record<string, string | readonly string[]>>> = {
  assign: { person: 'u-1' },
  tryContact: { way: 'phone', note: '', files: FILE },
  contact: { way: 'visit', result: 'met', note: '说清了', files: [FILE] },
  handle: {},
  recall: {},
  addEvidence: { purpose: 'result', files: [FILE] },
  answerJointly: { text: '已办' },
  reply: {
    toldAt: '2026-04-14T09:58',
    way: 'phone',
    outcome: 'solved',
    text: '全文',
    'demand-1': '退了',
    'demand-2': '查不到',
    'demand-2-none': 'yes',
  },
  tell: { toldAt: '2026-04-14T09:58', way: 'phone' },
  close: {},
  reopen: { reason: '没办完' },
  proposeReturn: { ...application, owner: 'JD-XCAJ', clause: '目录第一条' },
  acceptReturn: { lead: '' },
  refuseReturn: { reason: '属于你们' },
  rule: {
    lead: 'SCJG',
    reason: '职责所在',
    'ruling-keep': 'on',
    'ruling-any': '唱吧、 歌咏亭',
    'ruling-streets': ['西长安街'],
    'ruling-saleChannels': ['offline', 'pickup'],
    'ruling-effectiveFrom': '2026-04-15',
  },
  proposeExtension: { reason: '等鉴定', clause: '第十五条', code: 'Y01', until: '2026-05-01T18:00' },
  grantExtension: {},
  proposeHold: { ...application, planDay: '2026-06-01' },
  grantHold: {},
  resume: {},
  proposeExclusion: application,
  grantExclusion: {},
  proposeMediationEnd: application,
  grantMediationEnd: {},
  proposeTermination: application,
  grantTermination: {},
  refuse: { reason: '不够' },
  withdraw: {},
  reverse: { reason: '弄错了' },
  whistle: {
    reason: '联合检查',
    units: ['JD-XCAJ', '', 'CGZF', 'JD-XCAJ'],
    meetAt: '2026-04-15T09:00',
    place: '',
  },
  report: {},
  answerWhistle: { text: '到了' },
  meet: {
    at: '2026-04-14T09:00',
    place: '社区',
    units: ['JD-XCAJ'],
    agreedUnit: ['JD-XCAJ', 'SCJG', 'SCJG'],
    agreedTask: ['清理', '', ''],
    agreedDue: ['2026-04-20', '', ''],
  },
  supervise: { reason: '快办', level: '2' },
  answerSupervision: { text: '在办' },
  handToMerchant: { merchant: '某商场', until: '' },
  merchantSettled: { terms: '退一半' },
  merchantFailed: { reason: '不同意' },
  milestone: { milestone: 'accept', note: '' },
  setConfidential: {
    confidentiality: 'restricted',
    units: ['', 'JD-XCAJ'],
    people: 'u-1',
    reason: '要求保密',
  },
  liftConfidential: { confidentiality: 'none', reason: '本人同意公开' },
  note: { text: '备注' },
};

describe('a form of a move', () => {
  it.each(ASKED_MOVES)('for %s brings what the interface asks for', (move) => {
    const asked = sent({ move, ...FILLED[move] });
    expect(asked).toMatchObject({ move, version: 4 });
    expect(() => parseMove(move, asked.data)).not.toThrow();
  });

  it('reads times as those of Beijing and leaves out what is empty', () => {
    expect(sent({ move: 'tell', ...FILLED.tell }).data['toldAt']).toBe('2026-04-14T09:58:00+08:00');
    expect(sent({ move: 'whistle', ...FILLED.whistle }).data).toEqual({
      reason: '联合检查',
      units: ['JD-XCAJ', 'CGZF'],
      meetAt: '2026-04-15T09:00:00+08:00',
    });
    expect(sent({ move: 'acceptReturn', lead: ' ' }).data).toEqual({});
  });

  it('tells answers from reasons why there is none, demand by demand', () => {
    expect(sent({ move: 'reply', ...FILLED.reply }).data['demands']).toEqual([
      { demand: 1, answer: '退了' },
      { demand: 2, reason: '查不到' },
    ]);
  });

  it('keeps a line of a meeting that is only half filled, so that it is refused and not lost', () => {
    const half = { ...FILLED.meet, agreedTask: ['清理', '巡查', ''] };
    const asked = sent({ move: 'meet', ...half });
    expect(asked.data['agreed']).toHaveLength(2);
    expect(() => parseMove('meet', asked.data)).toThrow('due');
  });

  it('makes a dated ruling of words, streets and channels, and none that nobody wanted', () => {
    expect(sent({ move: 'rule', ...FILLED.rule }).data['ruling']).toEqual({
      condition: {
        any: ['唱吧', '歌咏亭'],
        streets: ['西长安街'],
        saleChannels: ['offline', 'pickup'],
      },
      effectiveFrom: '2026-04-15',
    });
    const bare = { move: 'rule', lead: 'SCJG', reason: '职责' };
    expect(sent(bare).data).not.toHaveProperty('ruling');
    expect(sent({ ...bare, 'ruling-keep': 'on' }).data['ruling']).toEqual({ condition: {} });
    // Conditions that would be lost without a word.
    expect(() => sent({ ...bare, 'ruling-streets': '德胜' })).toThrow('没有勾选“作为裁定保存”');
  });

  it.each([
    [{ move: 'dispatch' }],
    [{ move: 'no' }],
    [{}],
    [{ move: 'note', version: '0' }],
    [{ move: 'note', version: 'x' }],
  ])('is refused where it names no such move or nothing seen: %j', (form) => {
    expect(() => sent(form as Record<string, string>)).toThrow(/move|version/);
  });

  it('holds texts only, with the line ends of Unix, and no token', () => {
    const body = {
      _csrf: 't',
      note: '甲\r\n乙',
      units: ['a', new File(['x'], 'x')],
      other: new File(['x'], 'x'),
    };
    expect(sentForm(body)).toEqual({ note: '甲\n乙', units: ['a'] });
  });

  it('has words for its fields', () => {
    expect(fieldLabel('toldAt')).toBe('告知来电人的时间');
    expect(fieldLabel('demands.1.answer')).toBe('逐项答复第 2 项的答复');
    expect(fieldLabel('unheard')).toBe('unheard');
  });
});
