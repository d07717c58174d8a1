import { createHash } from 'node:crypto';
import { COUNTER_NAMES } from '../../kernel/case-words.ts';
import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { keysOf } from '../../kernel/keys.ts';
import { REPORT_KIND } from '../../kernel/report-words.ts';
import type { ReportKind } from '../../kernel/report-words.ts';
import type { Identity, KeyFigure, Refusal, Report, ReportMark } from '../../kernel/report-types.ts';
import { dateOf, dayOfDate } from '../../orders/calendar.ts';
import { dayText } from '../../orders/reports/phrases.ts';
import type { ReportBody } from '../../orders/reports/report-input.ts';
import { RATES_VERSION } from '../../orders/rates.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { insertReport, listReports, reportById } from '../../store/reports.ts';
import type { ReportRow } from '../../store/reports.ts';
import type { Context } from '../context.ts';
import { pageOf } from '../insight/paging.ts';
import { branchOf, scopeOf } from '../rights.ts';
import { rulesIn } from '../scores/scoring.ts';
import type { Actor } from '../types.ts';
import { changesOf, packed, unpacked } from './digest.ts';
import type { Digest } from './digest.ts';
import { gatherAnnual, SCORE_FIGURES } from './gather-annual.ts';
import { gatherDaily } from './gather-daily.ts';
import { gatherLeader, gatherMeeting } from './gather-district.ts';
import { gatherMonthly } from './gather-monthly.ts';
import { gatheringOf, todayOf } from './gathering.ts';
import type { Gathering } from './gathering.ts';
import { badReport, periodOf } from './periods.ts';
import type { ReportPeriod } from './periods.ts';
import { isClean, reconcile, reconcileOpen, together } from './reconciling.ts';
import type { FinalSummary, ReportAsked, Reports } from './report-types.ts';

type Ready = {
  readonly asked: ReportAsked;
  readonly unit: string | null;
  readonly period: ReportPeriod;
  readonly title: string;
};

/** What a report came to, and whether its figures hold. */
type Counted = { readonly report: Report; readonly refusal: Refusal; readonly digest: Digest };

const NOTHING_WRONG: Refusal = { orphans: [], orphanCount: 0, sums: [] };

/** Reports for people: gathered from one moment of the database, reconciled, kept where they are finished. */
export function createReports(context: Context): Reports {
  const { store, clock, profile, names } = context;

  /** Which report is asked for, and whether this actor may have it. Throws `forbidden`, `bad_field`. */
  function readyFor(actor: Actor, asked: ReportAsked, action: 'report.read' | 'report.finish'): Ready {
    const { kind, date, unit: given } = asked;
    const { unit: own } = scopeOf(actor, action);
    const isWhole = kind === 'leader' || kind === 'meeting';
    if (isWhole && own !== null)
      throw new AppError('forbidden', { reason: `${REPORT_KIND[kind]}是全区的，只能看本单位的报表` });
    if (isWhole && given !== undefined) throw badReport('unit', `${REPORT_KIND[kind]}是全区的，不能指定单位`);
    if (given !== undefined && !profile.units.some(({ code }) => code === given))
      throw badReport('unit', '没有这个单位');
    const { unit } = branchOf(actor, action, profile, given);
    const period = periodOf(kind, date, todayOf(clock.now()));
    return { asked, unit, period, title: titleOf(kind, period, unit) };
  }

  function titleOf(kind: ReportKind, { to, words }: ReportPeriod, unit: string | null): string {
    const whose = unit === null ? '' : names.unit(unit);
    if (kind === 'daily') return `${whose}接诉即办工单日报（${dayText(to)}）`;
    if (kind === 'monthly') return `${whose}接诉即办月度通报（${words}）`;
    if (kind === 'leader') return `接诉即办情况（${words}）`;
    if (kind === 'meeting') return `接诉即办专题会议材料（${words}）`;
    return `${whose}接诉即办年度考核结算（${words}）`;
  }

  async function counted(actor: Actor, ready: Ready): Promise<Counted> {
    const { asked, unit, period, title } = ready;
    const now = clock.now();
    return store.snapshot(async (db) => {
      const g = gatheringOf(context, db, { actor, now, period, unit });
      const made = asked.kind === 'annual' ? await annual(g) : await ofCases(g, asked.kind);
      const year = Number(period.from.slice(0, 4));
      const report: Report = {
        kind: asked.kind,
        title,
        period: { from: period.from, to: period.to, words: period.words },
        asked: { date: asked.date, unit },
        unit: unit === null ? null : { code: unit, name: names.unit(unit) },
        place: profile.name,
        madeAt: now,
        versions: {
          rates: RATES_VERSION,
          taxonomy: profile.versions.taxonomy,
          scores: rulesIn(profile.scores ?? [], year).map(({ version }) => version),
        },
        sections: made.body.sections,
        figures: made.figures,
        reconciliation: { cases: made.cases, identities: made.identities },
      };
      const wrong = made.identities.filter(({ left, right }) => left !== right);
      const refusal = together([
        made.refusal,
        {
          ...NOTHING_WRONG,
          sums: wrong.map(({ name, left, right }) => ({
            what: name,
            kept: left,
            counted: right,
            orders: [],
          })),
        },
      ]);
      return { report, refusal, digest: made.digest };
    });
  }

  type Part = {
    readonly body: ReportBody;
    readonly cases: number;
    readonly identities: readonly Identity[];
    readonly refusal: Refusal;
    readonly figures: readonly KeyFigure[];
    readonly digest: Digest;
  };

  async function ofCases(g: Gathering, kind: Exclude<ReportKind, 'annual'>): Promise<Part> {
    const body = await {
      daily: gatherDaily,
      monthly: gatherMonthly,
      leader: gatherLeader,
      meeting: gatherMeeting,
    }[kind](g);
    const { total } = await g.part(g.period, 'none');
    const counts = await reconcile(g.db, context, { ...g.period, reach: g.reach });
    const open = await openOf(g, kind);
    const lists = body.lists.map(({ name, figure, listed }) => ({
      name: `${name}与件数`,
      left: figure,
      right: listed,
    }));
    return {
      body,
      cases: counts.cases + (open?.cases ?? 0),
      identities: [...counts.identities, ...(open?.identities ?? []), ...lists],
      refusal: together([counts.refusal, ...(open === null ? [] : [open.refusal])]),
      figures: keysOf(COUNTER_NAMES).map((key) => ({
        key,
        name: COUNTER_NAMES[key],
        value: total.counts[key],
      })),
      digest: {
        names: keysOf(COUNTER_NAMES).map((key) => [key, COUNTER_NAMES[key]] as const),
        rows: counts.digest,
      },
    };
  }

  /** What is open, of those reports that tell it, up to the day they tell it of. */
  async function openOf(g: Gathering, kind: Exclude<ReportKind, 'annual'>) {
    if (kind === 'daily') return reconcileOpen(g.db, context, dateOf(dayOfDate(g.period.to) + 1), g.reach);
    if (kind !== 'leader') return null;
    return reconcileOpen(g.db, context, todayOf(g.now + 86_400_000), g.reach);
  }

  async function annual(g: Gathering): Promise<Part> {
    const { body, counted: cases, digest, identities, faults } = await gatherAnnual(g);
    const sum = (i: number): number => digest.reduce((all, { values }) => all + (values[i] ?? 0), 0);
    return {
      body,
      cases,
      identities: [
        ...identities,
        ...body.lists.map(({ name, figure, listed }) => ({
          name: `${name}与条数`,
          left: figure,
          right: listed,
        })),
      ],
      refusal: { ...NOTHING_WRONG, sums: faults },
      figures: SCORE_FIGURES.map(([key, name], i) => ({ key, name, value: sum(i) })),
      digest: { names: SCORE_FIGURES, rows: digest },
    };
  }

  const markOf = (actor: Actor, at: number): ReportMark => ({
    id: `B${beijingDay(at).replaceAll('-', '')}-${newId().slice(-8).toUpperCase()}`,
    who: actor.name,
    at,
  });

  const record = (actor: Actor, at: number, action: string, subject: string, detail: string): Promise<void> =>
    store.write((db) => audited(db, actor, at, action, subject, detail));

  const summaryOf = (row: ReportRow): FinalSummary => ({
    id: row.id,
    kind: row.kind as ReportKind,
    title: row.title,
    from: row.periodFrom,
    to: row.periodTo,
    unit: row.unit === '' ? null : { code: row.unit, name: names.unit(row.unit) },
    sha256: row.sha256,
    by: row.byName,
    at: row.at,
  });

  return {
    make: async (actor, asked, how) => {
      const ready = readyFor(actor, asked, 'report.read');
      const { report, refusal } = await counted(actor, ready);
      const mark = markOf(actor, report.madeAt);
      if (!isClean(refusal)) {
        await record(
          actor,
          report.madeAt,
          'report.refused',
          mark.id,
          `${ready.title}：${faultsText(refusal)}`,
        );
        return { ok: false, title: ready.title, refusal };
      }
      await record(actor, report.madeAt, 'report.make', mark.id, `${ready.title}，${how}`);
      return { ok: true, report, mark };
    },
    finish: async (actor, asked) => {
      const ready = readyFor(actor, asked, 'report.finish');
      const { report, refusal, digest } = await counted(actor, ready);
      const at = report.madeAt;
      if (!isClean(refusal)) {
        await record(actor, at, 'report.refused', ready.title, faultsText(refusal));
        return { ok: false, title: ready.title, refusal };
      }
      const text = JSON.stringify(report);
      const row = {
        id: newId(),
        kind: asked.kind,
        periodFrom: report.period.from,
        periodTo: report.period.to,
        unit: ready.unit ?? '',
        title: report.title,
        report: text,
        sha256: sha256Of(text),
        cases: await packed(digest),
        byId: actor.id,
        byName: actor.name,
        at,
      };
      await store.write(async (db) => {
        await insertReport(db, row);
        await audited(db, actor, at, 'report.finish', row.id, `定稿：${report.title}，sha256 ${row.sha256}`);
      });
      return { ok: true, final: summaryOf(row) };
    },
    finals: (actor, page) => {
      const reach = branchOf(actor, 'report.read', profile);
      return pageOf(page, async (limits) => {
        const { rows, total } = await store.read((db) => listReports(db, reach, limits));
        return { rows: rows.map(summaryOf), total };
      });
    },
    final: async (actor, id, how) => {
      const reach = branchOf(actor, 'report.read', profile);
      const row = await store.read((db) => reportById(db, reach, id));
      if (row === null) throw new AppError('not_found', { what: '定稿' });
      if (reach.branch?.includes(row.unit) === false)
        throw new AppError('forbidden', { reason: '只能看本单位的报表' });
      const report = JSON.parse(row.report) as Report;
      const now = await counted(actor, {
        asked: {
          kind: report.kind,
          date: report.asked.date,
          ...(row.unit === '' ? {} : { unit: row.unit }),
        },
        unit: row.unit === '' ? null : row.unit,
        period: samePeriod(report, periodOf(report.kind, report.asked.date, todayOf(clock.now()))),
        title: row.title,
      });
      const at = clock.now();
      const mark = markOf(actor, at);
      await record(actor, at, 'report.read', mark.id, `定稿 ${row.id}：${row.title}，${how}`);
      return {
        ...summaryOf(row),
        report,
        mark,
        intact: sha256Of(row.report) === row.sha256,
        changes: changesOf(await unpacked(row.cases), now.digest),
      };
    },
  };
}

/** The days as they were when it was finished: a month that was not over then ends where it ended. */
const samePeriod = ({ period: { from, to, words } }: Report, now: ReportPeriod): ReportPeriod => ({
  ...now,
  from,
  to,
  words,
});

const audited = (db: Db, actor: Actor, at: number, action: string, subject: string, detail: string) =>
  appendAudit(db, [{ at, actorId: actor.id, actorName: actor.name, action, subject, detail }]);

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What does not reconcile, in short. */
export function faultsText({ orphanCount, orphans, sums }: Refusal): string {
  const numbers = orphans.slice(0, 10).map(({ number, id }) => (number === '' ? id : number));
  return [
    ...(orphanCount === 0
      ? []
      : [`${orphanCount} 处工单对不上（${numbers.join('、')}${orphanCount > numbers.length ? '等' : ''}）`]),
    ...(sums.length === 0
      ? []
      : [`${sums.length} 项合计对不上（${sums[0]?.what ?? ''}${sums.length > 1 ? '等' : ''}）`]),
  ].join('；');
}
