// The leader's page by keyboard: j and k move between orders, s opens the form of supervision of the one in hand.
(() => {
  const all = () => [...document.querySelectorAll('a[data-row]')];
  const here = () => all().indexOf(document.activeElement);
  const go = (index) => {
    const links = all();
    const link = links[Math.max(0, Math.min(links.length - 1, index))];
    link?.focus({ preventScroll: true });
    link?.closest('tr').scrollIntoView({ block: 'nearest' });
  };
  document.addEventListener('jiesu-key', ({ detail: key }) => {
    if (key === 'j') go(here() + 1);
    else if (key === 'k') go(here() - 1);
    else if (key === 's') {
      const link = all()[Math.max(0, here())];
      link?.closest('tr').querySelector('a[href$="#move-supervise"]')?.click();
    }
  });
})();
