// The queue by keyboard: j and k move between rows; the row left last is found again.
(() => {
  const ROW = 'jiesu-row';
  // Asked for anew each time: rows come and go while the page is open.
  const all = () => [...document.querySelectorAll('#queue tbody th a')];
  const store = (name, value) => {
    try {
      if (value === undefined) return sessionStorage.getItem(name);
      sessionStorage.setItem(name, value);
    } catch {
      // storage switched off: the place in the list is not kept
    }
    return null;
  };
  store('jiesu-queue', location.pathname + location.search);

  const go = (index) => {
    const links = all();
    const link = links[Math.max(0, Math.min(links.length - 1, index))];
    if (!link) return;
    link.focus({ preventScroll: true });
    link.closest('tr').scrollIntoView({ block: 'nearest' });
  };
  const here = () => all().indexOf(document.activeElement);
  document.addEventListener('focusin', ({ target }) => {
    if (target.matches('#queue tbody th a')) store(ROW, target.pathname);
  });
  // The whole row opens on a click, unless text is being selected.
  document.addEventListener('click', ({ target }) => {
    const row = target.closest('#queue tbody tr');
    if (!row || target.closest('a') || String(getSelection())) return;
    row.querySelector('th a')?.click();
  });
  const before = all().findIndex((link) => link.pathname === store(ROW));
  if (before >= 0 && document.activeElement === document.body) go(before);

  const turn = (rel) => document.querySelector(`a[rel=${rel}]`)?.click();
  document.addEventListener('jiesu-key', ({ detail: key }) => {
    if (key === 'j') go(here() + 1);
    else if (key === 'k') go(here() - 1);
    else if (key === 'g') go(0);
    else if (key === '[') turn('prev');
    else if (key === ']') turn('next');
  });
})();
