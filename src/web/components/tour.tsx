import type { Frame } from '../view.ts';

/** What somebody may try in five minutes; shown on the page where a role begins until it is closed. */
export function TourBanner({ frame }: { frame: Frame }) {
  const { tour = [] } = frame;
  if (tour.length === 0) return null;
  return (
    <aside class="tour" aria-labelledby="tour-title">
      <h2 id="tour-title">五分钟试一试</h2>
      <ol>
        {tour.map(({ path, link, text }) => (
          <li>
            <a href={path}>{link}</a> <span class="muted small">{text}</span>
          </li>
        ))}
      </ol>
      <form method="post" action="/tour/close">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="back" value={frame.here} />
        <button type="submit" class="plain">
          不再显示
        </button>
      </form>
    </aside>
  );
}
