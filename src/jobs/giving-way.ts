import { nextTurn } from '../kernel/next-turn.ts';

/** Milliseconds between two looks whether somebody waits. */
const LOOK_MS = 2;

/**
 * Lets sockets and timers have their turn, and waits while somebody waits for an answer, at most `mostMs`: where somebody
 * always waits, work in the background still comes on.
 */
export async function giveWay(
  isPressed: () => boolean,
  mostMs: number,
  stopping: () => boolean = () => false,
): Promise<void> {
  await nextTurn();
  const until = performance.now() + mostMs;
  while (!stopping() && isPressed() && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
