// The date that a kind of report asks for, and moving through what was finished. Without script dates are typed.
(() => {
  const kind = document.getElementById('r-kind');
  const date = document.getElementById('r-date');
  const help = document.querySelector('[data-report-help]');
  if (!kind || !date || !help) return;
  kind.addEventListener('change', () => {
    const { date: near = '', help: says = '' } = kind.selectedOptions[0]?.dataset ?? {};
    date.value = near;
    help.textContent = says;
  });
  const finals = () => [...document.querySelectorAll('[data-final]')];
  const step = (by) => {
    const all = finals();
    const here = all.indexOf(document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, here + by))]?.focus();
  };
  document.addEventListener('jiesu-key', ({ detail: key }) => {
    if (key === 'n') date.focus();
    else if (key === 'j') step(1);
    else if (key === 'k') step(-1);
  });
})();
