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

  const other = document.getElementById('other');
  document.addEventListener('jiesu-key', ({ detail: key }) => {
    if (key !== 'e' || !other) return;
    other.open = true;
    other.querySelector('select').focus();
  });
})();
