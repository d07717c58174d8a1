import { seededRandom } from '../../src/kernel/random.ts';
import type { Random } from '../../src/kernel/random.ts';
import { createNearDuplicates } from '../../src/learn/near-duplicates.ts';
import { packShingles, shingle, similarity } from '../../src/learn/shingles.ts';
import { cleanText } from '../../src/text/clean.ts';
import { peakMb, report, sampleOrders } from '../support.ts';
import { rowsOf, textOf } from './messages.ts';
import type { Message } from './messages.ts';

/** Share of characters a perturbed text has replaced. */
const REPLACED = 0.03;
const QUERIES = 1000;
const LIMIT = 64;

/**
 * Text `i` of a collection of any size: sentences of one real message with some of another, digits and some
 * characters replaced. Made anew from its number whenever it is needed, so that a million need no memory.
 */
function maker(sources: readonly (readonly string[])[]): (i: number) => string {
  const characters = sources.flat().join('');
  const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)] as T;
  return (i) => {
    const random = seededRandom(i * 2_654_435_761 + 17);
    const own = pick(sources, random);
    const from = Math.floor(random() * own.length);
    const sentences = own.slice(from, from + 2 + Math.floor(random() * 4));
    const others = 1 + Math.floor(random() * 3);
    for (let k = 0; k < others; k++) sentences.push(pick(pick(sources, random), random));
    return [...sentences.join('。')]
      .map((c) => {
        if (c >= '0' && c <= '9') return String(Math.floor(random() * 10));
        return random() < REPLACED ? (characters[Math.floor(random() * characters.length)] as string) : c;
      })
      .join('');
  };
}

const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
const quantile = (values: number[], q: number): number =>
  values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] as number;

/** Build time, memory and time of a question, of an index over `entries` texts, on one core. */
export function measureVolume(entries: number): void {
  const texts = [
    ...(rowsOf<Message>('messages_hot') ?? []).map(textOf),
    ...sampleOrders().map(({ text }) => cleanText(text).text),
  ];
  const sources = texts
    .map((text) => text.split(/[。！？!?；\n]/).filter((sentence) => sentence.length > 3))
    .filter((sentences) => sentences.length > 0);
  const make = maker(sources);
  const index = createNearDuplicates();
  let characters = 0;
  let bytes = 0;
  let building = 0;
  const started = performance.now();
  for (let i = 0; i < entries; i++) {
    const text = make(i);
    const shingles = shingle(text);
    characters += text.length;
    if (i % 100 === 0) bytes += packShingles(shingles).length;
    const before = performance.now();
    index.add(i + 1, shingles);
    building += performance.now() - before;
  }
  const seconds = (performance.now() - started) / 1000;

  const candidateMs: number[] = [];
  const answerMs: number[] = [];
  let found = 0;
  let cpuMs = 0;
  for (let q = 0; q < QUERIES; q++) {
    // A stored text told again: every tenth character gone, so that nothing matches as a whole.
    const twin = Math.floor((q / QUERIES) * entries);
    const question = [...make(twin)].filter((_, i) => (i + q) % 10 !== 0).join('');
    const cpu = process.cpuUsage();
    const before = performance.now();
    const asked = shingle(question);
    const candidates = index.candidates(asked, { limit: LIMIT });
    candidateMs.push(performance.now() - before);
    const used = process.cpuUsage(cpu);
    cpuMs += (used.user + used.system) / 1000;
    // The shingles of candidates lie in the database; here they are made outside the time that is taken.
    const stored = candidates.map(({ id }) => ({ id, shingles: shingle(make(id - 1)) }));
    const between = performance.now();
    const scored = stored.map(({ id, shingles }) => ({
      id,
      score: similarity(asked, shingles, index.weight),
    }));
    const best = scored.sort((a, b) => b.score - a.score || a.id - b.id)[0];
    answerMs.push((candidateMs.at(-1) as number) + performance.now() - between);
    if (best?.id === twin + 1) found++;
  }
  report({
    bench: 'duplicates volume',
    entries,
    meanCharacters: round(characters / entries, 0),
    seconds: round(seconds, 1),
    addMicroseconds: round((building * 1000) / entries, 1),
    indexMb: round(index.bytes() / 1e6, 0),
    bytesAnEntry: round(index.bytes() / entries, 0),
    storedBytesAnEntry: round(bytes / Math.ceil(entries / 100), 0),
    candidatesMs: { p50: round(quantile(candidateMs, 0.5)), p99: round(quantile(candidateMs, 0.99)) },
    answerMs: { p50: round(quantile(answerMs, 0.5)), p99: round(quantile(answerMs, 0.99)) },
    candidatesCpuMs: round(cpuMs / QUERIES),
    twinFirst: round(found / QUERIES, 3),
    processPeakMb: peakMb(process.pid),
  });
}
