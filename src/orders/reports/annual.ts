import { pointWords, SCORE_KIND, yuanWords } from '../../kernel/score-words.ts';
import type { ScoreKind } from '../../kernel/score-words.ts';
import { dateOf, dayOf } from '../calendar.ts';
import type { ScoreRules } from '../score-rules.ts';
import { section } from './blocks.ts';
import { dayText, sentence } from './phrases.ts';
import type { ReportBody } from './report-input.ts';

/** What a unit's year comes to, with its counted lines by kind. */
export type UnitYear = {
  readonly unit: string;
  readonly name: string;
  readonly tenths: number;
  readonly fen: number;
  /** All lines, those that count nothing too. */
  readonly lines: number;
  readonly kinds: Readonly<Record<ScoreKind, number>>;
  readonly notCounted: number;
  /** Of earlier years, taken over. */
  readonly carried: number;
  readonly loses: boolean;
  readonly hash: string | null;
};

export type AnnualInput = {
  readonly year: number;
  readonly settledAt: number | null;
  readonly rules: readonly ScoreRules[];
  readonly units: readonly UnitYear[];
  /** Lines of a single unit, where the report is of one. */
  readonly lines: readonly {
    readonly at: number;
    readonly words: string;
    readonly tenths: number;
    readonly fen: number;
    readonly href: string | null;
  }[];
  readonly single: boolean;
};

const KINDS = Object.keys(SCORE_KIND) as ScoreKind[];

/** 年度考核结算: the score ledger of a year, as it was settled or as it stands. */
export function annualReport(input: AnnualInput): ReportBody {
  return {
    sections: [
      overview(input),
      unitsPart(input),
      ...(input.single ? [linesPart(input)] : []),
      rulesPart(input),
    ],
    lists: input.single
      ? [
          {
            name: '记分明细',
            figure: input.units.reduce((sum, { lines }) => sum + lines, 0),
            listed: input.lines.length,
          },
        ]
      : [],
  };
}

const points = (tenths: number): string => pointWords(tenths).replace(' ', '');
const yuan = (fen: number): string => yuanWords(fen).replace(' ', '');

function overview({ year, settledAt, units }: AnnualInput) {
  const loses = units.filter((unit) => unit.loses);
  const sum = (of: (unit: UnitYear) => number): number => units.reduce((all, unit) => all + of(unit), 0);
  return section('一、总体情况', {
    sentences: [
      settledAt === null
        ? sentence(`${year}年度尚未结算，以下为截至制表时的数额，不作为结算依据`)
        : sentence(`${year}年度已于${dayText(dateOf(dayOf(settledAt)))}结算，此后的变动计入下一年度`),
      units.length === 0
        ? sentence('本年度没有记分')
        : sentence(
            `记分的单位${units.length}个，共${sum(({ lines }) => lines)}条`,
            `合计${points(sum(({ tenths }) => tenths))}，折合${yuan(sum(({ fen }) => fen))}`,
            loses.length === 0
              ? '没有单位总分为负'
              : `总分为负、失去评优资格的单位${loses.length}个：${loses.map(({ name }) => name).join('、')}`,
          ),
    ],
  });
}

function unitsPart({ year, units, settledAt }: AnnualInput) {
  if (units.length === 0) return section('二、各单位结算', { sentences: [sentence('无')] });
  return section('二、各单位结算', {
    tables: [
      {
        caption: settledAt === null ? '各单位（未结算）' : '各单位（已结算）',
        columns: [
          { name: '承办单位' },
          ...KINDS.map((kind) => ({ name: SCORE_KIND[kind], num: true as const })),
          { name: '不计分', num: true },
          { name: '上年转入', num: true },
          { name: '总分', num: true },
          { name: '金额', num: true },
          { name: '评优' },
        ],
        rows: units.map((unit) => [
          { text: unit.name, href: `/scores/unit/${encodeURIComponent(unit.unit)}?year=${year}` },
          ...KINDS.map((kind) => String(unit.kinds[kind])),
          String(unit.notCounted),
          String(unit.carried),
          points(unit.tenths),
          yuan(unit.fen),
          unit.loses ? '取消' : '保留',
        ]),
        note: '前五列和“不计分”“上年转入”为条数。',
      },
      ...(units.some(({ hash }) => hash !== null)
        ? [
            {
              caption: '结算存证（各单位记分明细的 sha256）',
              columns: [{ name: '承办单位' }, { name: 'sha256' }],
              rows: units.flatMap(({ name, hash }) => (hash === null ? [] : [[name, hash]])),
            },
          ]
        : []),
    ],
    links: [{ text: '记分账', href: '/scores' }],
  });
}

function linesPart({ lines }: AnnualInput) {
  return section('三、记分明细', {
    sentences: lines.length === 0 ? [sentence('没有记分')] : [],
    tables:
      lines.length === 0
        ? []
        : [
            {
              caption: `记分明细（${lines.length}条）`,
              columns: [
                { name: '日期' },
                { name: '事由和依据' },
                { name: '分', num: true },
                { name: '金额', num: true },
              ],
              rows: lines.map(({ at, words, tenths, fen, href }) => [
                dateOf(dayOf(at)),
                href === null ? words : { text: words, href },
                points(tenths),
                yuan(fen),
              ]),
            },
          ],
  });
}

function rulesPart({ rules, single }: AnnualInput) {
  return section(`${single ? '四' : '三'}、所依据的办法`, {
    sentences:
      rules.length === 0
        ? [sentence('本年度没有生效的记分办法，一律不计分')]
        : rules.map(({ version, effectiveFrom, effectiveTo }) =>
            sentence(
              `${version}，自${dayText(effectiveFrom)}起施行`,
              ...(effectiveTo === null ? [] : [`至${dayText(effectiveTo)}止（当日不含）`]),
            ),
          ),
  });
}
