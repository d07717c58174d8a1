import { nextTurn } from '../../kernel/next-turn.ts';

/**
 * Works through items in batches with two hands: while the second step of one batch waits for another thread, the first
 * step of the next is done here. Results come in order of the items; each batch is given to `second` whole.
 */
export async function* inTwoSteps<T, A, B>(
  items: AsyncIterable<T> | Iterable<T>,
  size: number,
  first: (item: T) => A,
  second: (batch: readonly T[], read: readonly A[]) => Promise<readonly B[]>,
): AsyncGenerator<{ readonly item: T; readonly result: B }> {
  let before: { readonly batch: readonly T[]; readonly results: Promise<readonly B[]> } | null = null;
  let batch: T[] = [];
  let read: A[] = [];
  const start = (): typeof before => {
    const results = second(batch, read);
    // Awaited after the next batch was read; until then its failure is not nobody's.
    results.catch(() => undefined);
    const started = { batch, results };
    [batch, read] = [[], []];
    return started;
  };
  async function* finished(of: typeof before): AsyncGenerator<{ readonly item: T; readonly result: B }> {
    const results = await of?.results;
    for (const [i, item] of (of?.batch ?? []).entries()) yield { item, result: results?.[i] as B };
  }
  for await (const item of items) {
    batch.push(item);
    read.push(first(item));
    if (batch.length < size) continue;
    const now = start();
    // What the second step has begun (a message to the other thread) is on its way before this thread reads on.
    await nextTurn();
    yield* finished(before);
    before = now;
  }
  yield* finished(before);
  if (batch.length > 0) yield* finished(start());
}
