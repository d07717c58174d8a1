// Reminders by keyboard: x marks the row in hand as seen and goes on with the next; opening an order marks its row too.
(() => {
  const links = () => [...document.querySelectorAll('#queue tbody th a')];
  const formOf = (link) => link?.closest('tr').querySelector('form.see');

  /** Sends the form of a row; the page stays. Null where it was refused: then the form itself is sent, and says why. */
  async function see(form, more = {}) {
    const token = form.querySelector('[name=_csrf]').value;
    const ids = [Number(form.querySelector('[name=id]').value)];
    try {
      const answer = await fetch('/api/v1/reminders/seen', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-csrf-token': token },
        body: JSON.stringify({ ids }),
        ...more,
      });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null; // no connection: the form says so
    }
  }

  async function mark(link) {
    const form = formOf(link);
    if (!form) return;
    const index = links().indexOf(link);
    const done = await see(form);
    if (done === null) return form.submit();
    document.dispatchEvent(new CustomEvent('jiesu-reminders', { detail: done.unseen }));
    const goOn = () => {
      const left = links();
      // Where seen ones stay in the list, the next one is the row below.
      const same = left.findIndex((one) => one.dataset.reminder === link.dataset.reminder);
      const next = left[Math.min(left.length - 1, same < 0 ? index : same + 1)];
      (next ?? document.getElementById('main')).focus();
    };
    document.addEventListener('jiesu-rows', goOn, { once: true });
    document.dispatchEvent(new CustomEvent('jiesu-refresh'));
  }

  document.addEventListener('jiesu-key', ({ detail: key }) => {
    if (key !== 'x') return;
    const link = document.activeElement?.closest('#queue tr')?.querySelector('th a') ?? links()[0];
    if (link) mark(link);
  });
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('form.see');
    if (!form) return;
    event.preventDefault();
    mark(form.closest('tr').querySelector('th a'));
  });
  document.addEventListener('click', ({ target }) => {
    const form = formOf(target.closest('#queue tbody th a'));
    // The order is opened meanwhile.
    if (form) see(form, { keepalive: true });
  });
})();
