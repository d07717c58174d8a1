import type { Frame } from '../view.ts';

/** That this person should rest now; nobody else is shown or told. */
export function RestBanner({ frame }: { frame: Frame }) {
  return frame.rest === undefined ? null : (
    <form method="post" action="/rest" class="notice rest" data-plain aria-label="休息提示">
      <input type="hidden" name="_csrf" value={frame.csrf} />
      <input type="hidden" name="back" value={frame.here} />
      <span role="status">{frame.rest}</span> <button type="submit">知道了</button>{' '}
      <span class="muted small">只有您自己看到，不记录。</span>
    </form>
  );
}
