// j and k go from row to row of a page: the element with data-row of each row takes the focus.
(() => {
  document.addEventListener('jiesu-key', ({ detail }) => {
    if (detail !== 'j' && detail !== 'k') return;
    const rows = [...document.querySelectorAll('[data-row]')];
    const at = rows.indexOf(document.activeElement);
    const next = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + (detail === 'j' ? 1 : -1)));
    rows[next]?.focus();
  });
})();
