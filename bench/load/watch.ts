import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc, the same on every Linux. */
const TICKS = 100;

/** Processor seconds that a process has used so far, all its threads together; Linux only. */
export function processorSeconds(pid: number): number {
  // The name of the program stands in brackets and may hold blanks.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Memory of a server at one moment, in MB. */
export type MemorySample = { readonly seconds: number; readonly rss: number; readonly heap: number };

/** Asks a server for its memory from time to time until told to stop. */
export function watchMemory(url: string, everyMs: number): () => Promise<readonly MemorySample[]> {
  const samples: MemorySample[] = [];
  const started = performance.now();
  let turn = Promise.resolve();
  const look = async (): Promise<void> => {
    const said = await (await fetch(`${url}/metrics`)).text();
    const mb = (name: string): number => {
      const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(said)?.[1];
      if (value === undefined) throw new Error(`the server tells no ${name}`);
      return Math.round(Number(value) / 1024 ** 2);
    };
    samples.push({
      seconds: Math.round((performance.now() - started) / 1000),
      rss: mb('process_resident_memory_bytes'),
      heap: mb('nodejs_heap_size_used_bytes'),
    });
  };
  const next = (): void => {
    turn = turn.then(look);
    // Reported by whoever stops the watching.
    turn.catch(() => undefined);
  };
  const timer = setInterval(next, everyMs);
  next();
  return async () => {
    clearInterval(timer);
    next();
    await turn;
    return samples;
  };
}

/** Slope of a straight line through the samples of the second half, in MB an hour: caches fill up in the first. */
export function slope(samples: readonly MemorySample[], of: 'rss' | 'heap'): number {
  const late = samples.slice(samples.length >> 1);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const x = mean(late.map(({ seconds }) => seconds));
  const y = mean(late.map((sample) => sample[of]));
  const above = late.reduce((sum, sample) => sum + (sample.seconds - x) * (sample[of] - y), 0);
  const below = late.reduce((sum, { seconds }) => sum + (seconds - x) ** 2, 0);
  return below === 0 ? 0 : Number(((above / below) * 3600).toFixed(1));
}
