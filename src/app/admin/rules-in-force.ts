import { AppError } from '../../kernel/errors.ts';
import { holdsOn } from '../../kernel/periods.ts';
import type { CalendarData } from '../../orders/calendar.ts';
import { rulesOn } from '../../orders/handling-rules.ts';
import { scoreRulesOn } from '../../orders/score-rules.ts';
import { CALLBACKS_FILE } from '../../profile/callbacks.ts';
import { HANDLING_FILE } from '../../profile/handling.ts';
import { SCORES_FILE } from '../../profile/scores.ts';
import { TARGETS_FILE } from '../../profile/targets.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Context } from '../context.ts';
import { scopeOf } from '../rights.ts';
import { countDays } from './calendar-text.ts';
import { checkRuleFilesAside } from './rule-checks.ts';
import type { RuleFiles } from './rule-checks.ts';
import { callbackLines, clockLine, handlingLines, scoreLines, targetLine } from './rule-sentences.ts';
import type { CalendarLine, RuleChapter, RulesInForce } from './rule-types.ts';

/** Years past the last known one that are named as missing. */
const YEARS_AHEAD = 1;

/** What is in force on a day, in sentences, with where it comes from; and a check of those files. */
export function createRulesInForce(
  context: Pick<Context, 'store' | 'profile' | 'names' | 'clock'>,
  files: RuleFiles,
): RulesInForce {
  const { store, profile, names, clock } = context;

  const view: RulesInForce['view'] = (actor, day) => {
    scopeOf(actor, 'rules.read');
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(`${day}T00:00:00Z`)))
      throw new AppError('bad_field', { where: '', field: 'day', reason: '须为日期，例如 2026-11-22' });
    return {
      day,
      chapters: chaptersOn(day),
      calendar:
        profile.calendar === undefined
          ? null
          : {
              name: profile.calendar.name,
              file: files.calendarFile,
              years: yearsOf(profile.calendar, Number(day.slice(0, 4))),
            },
    };
  };

  function chaptersOn(day: string): RuleChapter[] {
    const { policies, callbacks, scores, handling, targets } = profile;
    const clocks = (policies?.clocks ?? []).filter((one) =>
      holdsOn({ effectiveFrom: one.effectiveFrom ?? '0000-01-01', effectiveTo: one.effectiveTo }, day),
    );
    const callback = rulesOn(callbacks ?? [], day);
    const score = scoreRulesOn(scores ?? [], day);
    const rules = rulesOn(handling ?? [], day);
    const aims = (targets ?? []).filter((one) => holdsOn(one, day));
    const none = (is: boolean, there: boolean, what: string): string | null =>
      is ? null : there ? `${day} 没有施行的${what}。` : `配置包没有${what}。`;
    return [
      {
        code: 'clocks',
        title: '办理时限',
        file: 'policies.json',
        version: policies?.version ?? null,
        lines: policies === undefined ? [] : clocks.map((one) => clockLine(one, policies, names)),
        empty: none(clocks.length > 0, policies !== undefined, '办理时限'),
      },
      {
        code: 'callbacks',
        title: '回访规则',
        file: CALLBACKS_FILE,
        version: callback?.version ?? null,
        lines: callback === null ? [] : callbackLines(callback),
        empty: none(callback !== null, callbacks !== undefined, '回访规则'),
      },
      {
        code: 'scores',
        title: '考核记分办法',
        file: SCORES_FILE,
        version: score?.version ?? null,
        lines: score === null ? [] : scoreLines(score),
        empty: none(score !== null, scores !== undefined, '考核记分办法'),
      },
      {
        code: 'checklists',
        title: '材料清单与办理规则',
        file: HANDLING_FILE,
        version: rules?.version ?? null,
        lines: rules === null ? [] : handlingLines(rules, names),
        empty: none(rules !== null, handling !== undefined, '办理规则'),
      },
      {
        code: 'targets',
        title: '指标目标',
        file: TARGETS_FILE,
        version: null,
        lines: aims.map(targetLine),
        empty: none(aims.length > 0, targets !== undefined, '指标目标'),
      },
    ];
  }

  const check: RulesInForce['check'] = async (actor) => {
    scopeOf(actor, 'rules.read');
    const found = await checkRuleFilesAside(files);
    const bad = found.filter(({ ok }) => !ok).map(({ name }) => name);
    const detail = bad.length === 0 ? `${found.length} 项正常` : `异常：${bad.join('、')}`;
    const who = { actorId: actor.id, actorName: actor.name };
    const entry = { at: clock.now(), ...who, action: 'rules.check', subject: '-', detail };
    await store.write((db) => appendAudit(db, [entry]));
    return found;
  };

  return { view, check };
}

/** Every year from the first that is known until the one after the last, or after the year asked for. */
function yearsOf({ years }: CalendarData, asked: number): CalendarLine[] {
  const known = new Map(years.map((one) => [one.year, one]));
  const all = [...known.keys()];
  const first = Math.min(...all);
  const last = Math.max(...all, asked) + YEARS_AHEAD;
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const year = first + i;
    const found = known.get(year);
    return {
      year,
      known: found !== undefined,
      off: found === undefined ? 0 : countDays(found, 'off'),
      work: found === undefined ? 0 : countDays(found, 'work'),
      notices: found?.notices ?? [],
    };
  });
}
