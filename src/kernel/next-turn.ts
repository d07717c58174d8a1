/** Lets sockets and timers have their turn: long work on one thread calls it in between. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
