/** Many short lists of numbers, held in one typed array: lists of their own would take several times the room. */
export type NumberLists = {
  /** Keeps a list of at most 255 numbers; where it lies. */
  readonly put: (list: Uint32Array) => number;
  /** The numbers that lie there, until the next `put` or `drop`. */
  readonly at: (place: number) => Uint32Array;
  /** Gives the room of a list back, for another of the same length. */
  readonly drop: (place: number) => void;
  /** Bytes held. */
  readonly bytes: () => number;
};

const FIRST = 1 << 12;
/** How much larger it grows at a time. */
const GROWTH = 1.25;

export function createNumberLists(): NumberLists {
  let cells = new Uint32Array(FIRST);
  let used = 0;
  /** Places that are free, by length: a list is put where one of its length lay. */
  const free = new Map<number, number[]>();

  function room(length: number): number {
    const place = free.get(length)?.pop();
    if (place !== undefined) return place;
    const end = used + length + 1;
    if (end > cells.length) {
      const wider = new Uint32Array(Math.max(end, Math.ceil(cells.length * GROWTH)));
      wider.set(cells);
      cells = wider;
    }
    const fresh = used;
    used = end;
    return fresh;
  }

  return {
    put: (list) => {
      const place = room(list.length);
      cells[place] = list.length;
      cells.set(list, place + 1);
      return place;
    },
    at: (place) => cells.subarray(place + 1, place + 1 + (cells[place] as number)),
    drop: (place) => {
      const length = cells[place] as number;
      const places = free.get(length);
      if (places === undefined) free.set(length, [place]);
      else places.push(place);
    },
    bytes: () => cells.byteLength,
  };
}
