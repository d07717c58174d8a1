/** One event of the live line that tells of an order. */
export type LineEvent = { readonly event: string; readonly id: string; readonly data: unknown };

export type Line = {
  /** What was told of orders, over all connections of this line. */
  readonly told: readonly LineEvent[];
  /** Breaks the connection and comes back with the last id, as a browser does. */
  readonly again: () => Promise<void>;
  /** Resolves when the server has ended the connection that is open. */
  readonly ended: Promise<void>;
};

/** A reader of `/api/v1/live` over HTTP that keeps the last id it was told, be it of an event or of the beginning. */
export async function openLine(url: string, cookie: string): Promise<Line> {
  const told: LineEvent[] = [];
  let lastId: string | null = null;
  let stop = new AbortController();
  let over: () => void = () => {};
  const ended = new Promise<void>((resolve) => (over = resolve));

  function hear(block: string): void {
    const field = (name: string) =>
      block
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    const id = field('id');
    if (id === undefined) return;
    lastId = id;
    const event = field('event');
    if (event !== undefined) told.push({ event, id, data: JSON.parse(field('data') ?? 'null') });
  }

  async function connect(): Promise<void> {
    stop = new AbortController();
    const { signal } = stop;
    const headers = { cookie, ...(lastId === null ? {} : { 'last-event-id': lastId }) };
    const answer = await fetch(`${url}/api/v1/live`, { headers, signal });
    if (answer.status !== 200 || answer.body === null)
      throw new Error(`the live line answered ${answer.status}`);
    const stream = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const read = async (): Promise<boolean> => {
      const { value = '', done } = await stream.read();
      // What arrives after the break was never there for a browser.
      if (signal.aborted) return false;
      const blocks = (text + value).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) hear(block);
      return !done;
    };
    // The beginning is part of every connection that stands.
    await read();
    void (async () => {
      while (await read());
      if (!signal.aborted) over();
    })().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  await connect();
  return {
    told,
    ended,
    again: async () => {
      stop.abort();
      await connect();
    },
  };
}
