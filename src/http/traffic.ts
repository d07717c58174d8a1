/** Requests that somebody waits for at this moment. */
export type Traffic = {
  readonly inHand: () => number;
  readonly enter: () => void;
  readonly leave: () => void;
};

export function createTraffic(): Traffic {
  let inHand = 0;
  return {
    inHand: () => inHand,
    enter: () => void inHand++,
    leave: () => void inHand--,
  };
}
