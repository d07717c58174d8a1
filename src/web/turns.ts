export type ShownTurn = {
  readonly speaker: 'agent' | 'citizen' | null;
  /** The label as it stands in the text, without the colon; null where there is none. */
  readonly label: string | null;
  /** What was said, `[start, end)` in the text as received. */
  readonly start: number;
  readonly end: number;
};

const AGENT = '坐席|话务员|接线员|客服|工作人员|热线';
const CITIZEN = '市民|来电人|诉求人|群众|用户';
/** A speaker's label at the start of a line or after the end of a sentence. */
const LABEL = new RegExp(
  `(^|[\\n。！？!?；;])([ \\t\\u3000]*)(${AGENT}|${CITIZEN})([A-Za-z0-9一二三]?)[：:]`,
  'g',
);

/**
 * A transcript as it is shown: one piece a turn, labels taken off, nothing else changed.
 * A text without labels is one piece. Offsets point into the text given.
 */
export function shownTurns(text: string): ShownTurn[] {
  const labels = [...text.matchAll(LABEL)].map((match) => {
    const at = match.index + (match[1] as string).length;
    return { at, start: match.index + match[0].length, name: match[3] as string, suffix: match[4] as string };
  });
  const first = labels[0];
  if (!first)
    return text.trim() === ''
      ? []
      : [trimmed(text, { speaker: null, label: null, start: 0, end: text.length })];
  const turns = labels.map(({ start, name, suffix }, i): ShownTurn => {
    const speaker = new RegExp(`^(?:${AGENT})$`).test(name) ? 'agent' : 'citizen';
    return { speaker, label: name + suffix, start, end: labels[i + 1]?.at ?? text.length };
  });
  const head: ShownTurn = { speaker: null, label: null, start: 0, end: first.at };
  return [head, ...turns].map((turn) => trimmed(text, turn)).filter((turn) => turn.start < turn.end);
}

/** The same turn without white space at its ends. */
function trimmed(text: string, turn: ShownTurn): ShownTurn {
  let { start, end } = turn;
  while (start < end && /\s/.test(text[start] as string)) start++;
  while (end > start && /\s/.test(text[end - 1] as string)) end--;
  return { ...turn, start, end };
}
