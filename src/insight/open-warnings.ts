/** What was told of late, as far as it tells whether something else is the same matter. Days are Beijing days from 1970. */
export type OpenWarnings = {
  /** A warning was told: of these orders, by these callers as far as they are known already. */
  readonly tell: (key: string, day: number, seqs: readonly number[], callers: ReadonlySet<string>) => void;
  /** An order is counted: its caller belongs to the warnings that rest on it, or that were told of a spot it is about. */
  readonly enter: (seq: number, caller: string, names: readonly string[], today: number) => void;
  readonly has: (key: string, today: number) => boolean;
  /** Share, 0 to 1, of these callers who are in any warning told within the period. */
  readonly shareOf: (callers: ReadonlySet<string>, today: number) => number;
};

type Told = {
  readonly key: string;
  readonly day: number;
  /** What it is about, where that is a place or a subject: whoever calls about it later is one of its callers. */
  readonly spot: string | null;
  readonly seqs: readonly number[];
  readonly callers: Set<string>;
};

/** A warning counts as open for `days`. */
export function createOpenWarnings(days: number): OpenWarnings {
  let told: Told[] = [];
  const bySeq = new Map<number, Told[]>();
  const bySpot = new Map<string, Told[]>();

  function openOn(today: number): readonly Told[] {
    const isOver = ({ day }: Told): boolean => today - day > days;
    if (!told.some(isOver)) return told;
    for (const one of told.filter(isOver)) {
      for (const seq of one.seqs) takeFrom(bySeq, seq, one);
      if (one.spot !== null) takeFrom(bySpot, one.spot, one);
    }
    told = told.filter((one) => !isOver(one));
    return told;
  }

  return {
    tell: (key, day, seqs, callers) => {
      const one: Told = { key, day, spot: spotOf(key), seqs, callers: new Set(callers) };
      told.push(one);
      for (const seq of seqs) pushTo(bySeq, seq, one);
      if (one.spot !== null) pushTo(bySpot, one.spot, one);
    },
    enter: (seq, caller, names, today) => {
      for (const one of bySeq.get(seq) ?? []) one.callers.add(caller);
      if (bySpot.size === 0) return;
      // What is read back after a restart was told of later than its orders came.
      for (const name of names)
        for (const one of bySpot.get(name) ?? [])
          if (today >= one.day && today - one.day <= days) one.callers.add(caller);
    },
    has: (key, today) => openOn(today).some((one) => one.key === key),
    shareOf: (callers, today) => {
      const open = openOn(today);
      if (callers.size === 0) return 0;
      let inside = 0;
      for (const caller of callers) if (open.some((one) => one.callers.has(caller))) inside++;
      return inside / callers.size;
    },
  };
}

/** `place 甲#`, `subject 乙`, `topic place 甲# 0704`; what is watched more widely is no spot. */
function spotOf(key: string): string | null {
  const name = key.startsWith('topic ') ? key.slice('topic '.length, key.lastIndexOf(' ')) : key;
  return /^(?:place|subject) /.test(name) ? name : null;
}

function pushTo<K>(lists: Map<K, Told[]>, key: K, one: Told): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}

function takeFrom<K>(lists: Map<K, Told[]>, key: K, one: Told): void {
  const left = (lists.get(key) ?? []).filter((other) => other !== one);
  if (left.length === 0) lists.delete(key);
  else lists.set(key, left);
}
