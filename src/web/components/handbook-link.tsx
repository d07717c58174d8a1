/** A mark beside a heading that leads to its place in the handbook. `to`: the anchor; `what`: what it explains. */
export function HandbookLink({ to, what }: { to: string; what: string }) {
  return (
    <a class="handbook-link" href={`/handbook#${to}`} title={`手册：${what}`} aria-label={`手册：${what}`}>
      ？
    </a>
  );
}
