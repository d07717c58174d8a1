import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeAfterFile } from './closing.ts';

const DATA = join(import.meta.dirname, '../../data');
const XICHENG = join(DATA, 'profile/xicheng');

/** More than eight, so that the head of types is calibrated as that of a whole district is. */
const TYPES = ['0101', '0102', '0104', '0106', '0201', '0203', '0306', '0402', '0404'];
const ORDERS_PER_TYPE = 7;
/** One place in so many stays. */
const PLACES = 20;

/** What a training is made of, as folders and files; a training takes a fraction of a second. */
export type SmallTraining = {
  /** The units and every 20th place of the shipped profile, and nine of its types. */
  readonly profileDir: string;
  /** A knowledge base without articles and questions. */
  readonly knowledgeDir: string;
  /** The first seven real orders of each type, in `train-a.jsonl` and `train-b.jsonl`, and a file that is none. */
  readonly ordersDir: string;
  /** The two files, in order of name. */
  readonly files: readonly [string, string];
  readonly types: readonly string[];
};

/** A folder that stays for all tests of a file. */
export function fileFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jiesu-'));
  closeAfterFile(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a small profile, knowledge base and orders cut from the shipped ones, for all tests of a file. */
export function smallTraining(): SmallTraining {
  const dir = fileFolder();
  const [profileDir, knowledgeDir, ordersDir] = ['profile', 'knowledge', 'orders'].map((name) => {
    mkdirSync(join(dir, name));
    return join(dir, name);
  }) as [string, string, string];
  writeProfile(profileDir);
  writeFileSync(join(knowledgeDir, 'manifest.json'), '{"version":"k-test"}');
  for (const name of ['articles', 'precedents', 'asked-nothing', 'terms'])
    writeFileSync(join(knowledgeDir, `${name}.jsonl`), '');
  for (const name of ['entries', 'asked', 'article-questions', 'rules']) mkdirSync(join(knowledgeDir, name));
  const files = ['train-a.jsonl', 'train-b.jsonl'].map((name) => {
    const file = join(ordersDir, name);
    writeFileSync(file, ordersOf(join(DATA, 'orders', name)));
    return file;
  }) as [string, string];
  writeFileSync(join(ordersDir, 'README.md'), 'not orders');
  return { profileDir, knowledgeDir, ordersDir, files, types: TYPES };
}

function ordersOf(file: string): string {
  const counts = new Map<string, number>();
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => {
      if (line === '') return false;
      const { type } = JSON.parse(line) as { type: string };
      counts.set(type, (counts.get(type) ?? 0) + 1);
      return TYPES.includes(type) && (counts.get(type) as number) <= ORDERS_PER_TYPE;
    })
    .join('\n');
}

function writeProfile(dir: string): void {
  const copy = <T>(name: string, change: (content: T) => unknown): void =>
    writeFileSync(
      join(dir, name),
      JSON.stringify(change(JSON.parse(readFileSync(join(XICHENG, name), 'utf8')) as T)),
    );
  for (const name of ['profile.json', 'units.json', 'terms.json']) copy(name, (content) => content);
  copy<{ types: { code: string }[] }>('issue-types.json', (tree) => ({
    ...tree,
    types: tree.types.filter(({ code }) => TYPES.includes(code)),
  }));
  copy<{ entries: { issueType: string }[] }>('catalogue.json', (catalogue) => ({
    ...catalogue,
    entries: catalogue.entries.filter(({ issueType }) => TYPES.includes(issueType)),
  }));
  copy<{ jointWords: Record<string, unknown> }>('routing.json', (routing) => ({
    ...routing,
    jointWords: Object.fromEntries(
      Object.entries(routing.jointWords).filter(([code]) => TYPES.includes(code)),
    ),
  }));
  copy<unknown[]>('gazetteer.json', (places) => places.filter((_, i) => i % PLACES === 0));
}
