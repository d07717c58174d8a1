import { Worker } from 'node:worker_threads';
import { AppError, errorMessage } from '../../kernel/errors.ts';
import { loadCalendar } from '../../profile/calendar-file.ts';
import { lawFaults } from '../../profile/handling.ts';
import { loadKnowledge } from '../../profile/load-knowledge.ts';
import { loadProfile } from '../../profile/load.ts';
import { policyGaps } from '../../profile/policies.ts';
import type { Profile } from '../../profile/types.ts';
import { calendarText } from './calendar-text.ts';
import type { RuleFinding } from './rule-types.ts';

/** Where the rules come from. */
export type RuleFiles = {
  readonly profileDir: string;
  readonly calendarFile: string;
  readonly knowledgeDir: string;
};

type Finding = Omit<RuleFinding, 'name'>;
const fine = (text: string): Finding => ({ ok: true, text });

/** What a profile holds, as `jiesu doctor` and the page say it. */
export function profileText({ id, name, versions, issueTypes, units }: Profile): string {
  const counts = `${issueTypes.length} 个分类，${units.length} 个单位`;
  return `${id} ${name}，分类 ${versions.taxonomy}，派单目录 ${versions.catalogue}（${counts}）`;
}

/** What a folder of knowledge holds, in the same way. */
export function knowledgeText({ version, entries, articles }: ReturnType<typeof loadKnowledge>): string {
  return `${version}（${entries.length} 条知识，${articles.length} 条法条）`;
}

const WORKER = new URL('./rule-check-worker.js', import.meta.url);

/** `checkRuleFiles` in a thread of its own: the files are large, and requests come meanwhile. */
export function checkRuleFilesAside(files: RuleFiles): Promise<RuleFinding[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: files });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The check ended with ${code}.`)));
  });
}

/** Reads calendar, profile and knowledge anew and checks them, each against the others. Nothing in force is changed. */
export function checkRuleFiles({ profileDir, calendarFile, knowledgeDir }: RuleFiles): RuleFinding[] {
  // Each file is read once, and a fault in it told by every check that needs it.
  const profile = once(() => loadProfile(profileDir, calendarFile));
  const knowledge = once(() => loadKnowledge(knowledgeDir));
  const checks: readonly (readonly [string, () => Finding])[] = [
    ['工作日历', () => fine(calendarText(calendarFile, loadCalendar(calendarFile)).trimEnd())],
    ['配置包', () => fine(profileText(profile()))],
    [
      '时限政策没有空档',
      () => {
        const { policies } = profile();
        const gaps = policies === undefined ? [] : policyGaps(policies);
        return gaps.length === 0 ? fine('没有空档') : fine(`${gaps.join('；')}（允许，请确认是有意的）`);
      },
    ],
    ['知识库', () => fine(knowledgeText(knowledge()))],
    [
      '办理规则所引法条逐字相符',
      () => {
        const { handling } = profile();
        const faults = lawFaults(handling ?? [], knowledge().articles);
        if (faults.length > 0) return { ok: false, text: faults.join('；') };
        return fine(handling === undefined ? '没有办理规则' : '都相符，所引期间都有效');
      },
    ],
  ];
  return checks.map(([name, check]) => ({ name, ...found(check) }));
}

function once<T>(read: () => T): () => T {
  let held: { readonly value: T } | null = null;
  return () => (held ??= { value: read() }).value;
}

/** A check that throws is a finding, not the end of the examination. */
function found(check: () => Finding): Finding {
  try {
    return check();
  } catch (error) {
    if (error instanceof AppError) return { ok: false, text: `[${error.code}] ${error.message}` };
    return { ok: false, text: error instanceof Error ? error.message : errorMessage('internal') };
  }
}
