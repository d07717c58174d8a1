import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import prettier from 'prettier';
import type { TriageResult } from '../src/app/types.ts';
import { loadConfig } from '../src/config.ts';
import { startServer } from '../src/main.ts';

export const README = join(import.meta.dirname, '../README.md');
/** The address that README tells people to use. */
const SHOWN_ADDRESS = 'http://localhost:8787';

type ExampleName = 'request' | 'answer';

/** Marker, fence and text of one example: `$1` what stands before the text, `$2` the text. */
const example = (name: ExampleName): RegExp =>
  new RegExp(`(<!-- example: ${name} -->\\s*\`\`\`\\w+\\n)([\\s\\S]*?)\`\`\``);

/** Text of the code block that follows `<!-- example: name -->`. */
export function exampleBlock(readme: string, name: ExampleName): string {
  const block = example(name).exec(readme)?.[2];
  if (block === undefined) throw new Error(`README.md has no example named ${name}`);
  return block;
}

/** The part of a triage result that README shows. */
export function shortened(result: TriageResult) {
  const { issueType, demandKind, urgency, unit, street, saleChannel, decision, laws, misquoted } = result;
  return {
    issueType: { code: issueType.code, confidence: issueType.confidence },
    demandKind,
    urgency,
    unit: { lead: unit.lead, joint: unit.joint, confidence: unit.confidence },
    street,
    saleChannel,
    decision: { action: decision.action },
    laws: laws.slice(0, 1),
    misquoted: misquoted.slice(0, 1),
  };
}

/** Runs README's own request, as it stands there, against a server of this program; answers what came back. */
export async function askAsReadme(readme: string): Promise<TriageResult> {
  const dir = await mkdtemp(join(tmpdir(), 'jiesu-readme-'));
  const env = { JIESU_DB: `file:${dir}/readme.db`, JIESU_PORT: '0', JIESU_LOG_LEVEL: 'silent' };
  const server = await startServer(loadConfig(env));
  try {
    const key = server.first?.apiKey;
    if (!key) throw new Error('the first start made no API key');
    const request = exampleBlock(readme, 'request').replaceAll(SHOWN_ADDRESS, server.address);
    const { stdout } = await promisify(execFile)('bash', ['-c', request], {
      env: { ...process.env, KEY: key },
    });
    return JSON.parse(stdout) as TriageResult;
  } finally {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

// `npx tsx docs/readme-example.ts` puts today's answer into README.md.
if (process.argv[1] === import.meta.filename) {
  const readme = await readFile(README, 'utf8');
  const answer = JSON.stringify(shortened(await askAsReadme(readme)), null, 2);
  const shown = await prettier.format(answer, { parser: 'json', printWidth: 110 });
  await writeFile(
    README,
    readme.replace(example('answer'), (_, before: string) => `${before}${shown}\`\`\``),
  );
}
