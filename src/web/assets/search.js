// Results of a search by keyboard: j and k move between them; digits and links are the keys of every page.
(() => {
  const all = () => [...document.querySelectorAll('#found a.hit')];
  const go = (index) => {
    const links = all();
    const link = links[Math.max(0, Math.min(links.length - 1, index))];
    link?.focus({ preventScroll: true });
    link?.closest('li').scrollIntoView({ block: 'nearest' });
  };
  document.addEventListener('jiesu-key', ({ detail: key }) => {
    const here = all().indexOf(document.activeElement);
    if (key === 'j') go(here + 1);
    else if (key === 'k') go(here - 1);
    else if (key === 'g') go(0);
    else if (key === 'Enter' && here < 0) all()[0]?.click();
  });
})();
