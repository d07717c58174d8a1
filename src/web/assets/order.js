// One order: the way back to the same queue, the other-choice form by key, and the next order under Enter.
(() => {
  const back = document.getElementById('back');
  try {
    const queue = sessionStorage.getItem('jiesu-queue');
    if (back && queue?.startsWith('/?')) back.href = queue;
  } catch {
    // storage switched off: back leads to the queue's first page
  }
  document.querySelector('[data-focus]')?.focus();

  /** The first thing to fill in, or the button. */
  const firstOf = (element) =>
    element.querySelector('select, textarea, input:not([type=hidden])') ?? element.querySelector('button');
  // A move opened by its key is filled in at once; one in a closed group opens the group.
  for (const summary of document.querySelectorAll('.move > summary'))
    summary.addEventListener('click', () => {
      const move = summary.parentElement;
      move.closest('.more-moves')?.setAttribute('open', '');
      setTimeout(() => {
        if (move.open) firstOf(move.querySelector('form'))?.focus();
      });
    });
  for (const link of document.querySelectorAll('[data-goto]'))
    link.addEventListener('click', (event) => {
      const target = document.getElementById(link.dataset.goto);
      if (!target) return;
      event.preventDefault();
      target.scrollIntoView({ block: 'nearest' });
      firstOf(target)?.focus();
    });
  // A move that a link of another page leads to is opened, and filled in at once.
  const linked = location.hash.startsWith('#move-') ? document.getElementById(location.hash.slice(1)) : null;
  if (linked?.matches('details.move')) {
    linked.closest('.more-moves')?.setAttribute('open', '');
    linked.open = true;
    // The browser goes to the anchor once everything is there, and takes the focus away.
    const fill = () => setTimeout(() => firstOf(linked.querySelector('form'))?.focus());
    addEventListener('load', fill);
  }
  // What was sent back is gone on with where it was left.
  const kept = document.querySelector('.move[open] form, [data-kept] #reply-move');
  if (kept) firstOf(kept)?.focus();

  const other = document.getElementById('other');
  document.addEventListener('jiesu-key', ({ detail: key }) => {
    if (key !== 'e' || !other) return;
    other.open = true;
    other.querySelector('select').focus();
  });
})();
