import { lifeEventsOf } from '../../src/store/events.ts';
import type { Store } from '../../src/store/store.ts';

/** A signed-in person as a client of the server. */
export type StormSession = { readonly cookie: string; readonly csrf: string };

export type Storm = {
  /** Texts that the server said it had kept, with the version the order then had. */
  readonly kept: readonly { readonly id: string; readonly text: string; readonly version: number }[];
  /** Texts that it refused because somebody else had been quicker. */
  readonly told: readonly string[];
  /** Every other answer: status and code. */
  readonly strange: readonly string[];
};

/**
 * Lets `clients` people at once read an order and note something on what they saw, `rounds` times each, over HTTP. Orders
 * overlap: client n goes over them from the n-th on. In every other round all of them act on what they saw before any of
 * them acted; in the others each goes on as fast as it is served.
 */
export async function storm(
  url: string,
  sessions: readonly StormSession[],
  ids: readonly string[],
  { clients, rounds }: { readonly clients: number; readonly rounds: number },
): Promise<Storm> {
  const kept: { id: string; text: string; version: number }[] = [];
  const told: string[] = [];
  const strange: string[] = [];
  const ready = Array.from({ length: rounds }, () => gate(clients));
  async function client(n: number): Promise<void> {
    const { cookie, csrf } = sessions[n % sessions.length] as StormSession;
    for (let round = 0; round < rounds; round++) {
      const id = ids[(n + round) % ids.length] as string;
      const at = `${url}/api/v1/orders/${id}`;
      const seen = await fetch(at, { headers: { cookie } });
      const { version } = (await seen.json()) as { version: number };
      if (round % 2 === 0) await ready[round]?.();
      const text = `第${n}人第${round}次`;
      const answer = await fetch(`${at}/moves`, {
        method: 'POST',
        headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' },
        body: JSON.stringify({ move: 'note', data: { text }, version }),
      });
      const body = (await answer.json()) as { version?: number; error?: { code: string } };
      if (answer.status === 200) kept.push({ id, text, version: body.version ?? 0 });
      else if (answer.status === 409 && body.error?.code === 'order_changed') told.push(text);
      else strange.push(`${answer.status} ${body.error?.code ?? ''}`);
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, n) => client(n)));
  return { kept, told, strange };
}

/** Opens for all when the last of `count` has come. */
function gate(count: number): () => Promise<void> {
  let [waiting, open] = [count, (): void => {}];
  const opened = new Promise<void>((resolve) => (open = resolve));
  return () => {
    if (--waiting === 0) open();
    return opened;
  };
}

/** What is wrong with the orders after a storm, in words; nothing where every kept note is one event and no other is. */
export async function aftermath(
  store: Store,
  ids: readonly string[],
  { kept, told }: Storm,
): Promise<string[]> {
  const faults: string[] = [];
  const seen = new Map<string, string>();
  for (const id of ids) {
    const events = await store.read((db) => lifeEventsOf(db, id));
    for (const [i, event] of events.entries()) {
      if (event.version !== i + 1) faults.push(`${id}: version ${event.version} at place ${i + 1}`);
      if (event.kind !== 'note') continue;
      if (seen.has(event.data.text)) faults.push(`${event.data.text} is there twice`);
      seen.set(event.data.text, `${id} ${event.version}`);
    }
  }
  for (const { id, text, version } of kept)
    if (seen.get(text) !== `${id} ${version}`) faults.push(`${text}: said ${version}, is ${seen.get(text)}`);
  for (const text of told) if (seen.has(text)) faults.push(`${text} was refused and is there`);
  if (seen.size !== kept.length) faults.push(`${kept.length} notes were kept, ${seen.size} are there`);
  return faults;
}
