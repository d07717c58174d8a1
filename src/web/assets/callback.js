// A callback by keyboard: a digit answers the question in hand, and the next one takes its place.
(() => {
  const link = document.querySelector('.self-link');
  if (link) link.textContent = new URL(link.dataset.path, location.origin).href;
  const form = document.getElementById('callback-form');
  if (!form) return;
  const questions = [...form.querySelectorAll('fieldset[data-question]')];
  const note = document.getElementById('cb-note');
  const reason = document.getElementById('cb-reason');
  const isOpen = (question) => !question.querySelector('input:checked');

  /** Where it goes on: what was not solved is done once more, or closed with the reason known. */
  function after(question) {
    const next = questions[questions.indexOf(question) + 1];
    if (next) return next;
    const unsolved = form.querySelector('input[name=solved][value=unsolved]')?.checked;
    return unsolved ? reason : form.querySelector('button[value=close]');
  }

  function answer(question, digit) {
    const chosen = question?.querySelector(`input[data-digit="${digit}"]`);
    if (!chosen) return false;
    chosen.checked = true;
    after(question).focus();
    return true;
  }

  // In a group the digits are its own, also where single keys are switched off.
  form.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const question = event.target.closest('fieldset[data-question]');
    if (question && answer(question, event.key)) event.preventDefault();
  });
  document.addEventListener('jiesu-key', ({ detail: key }) => {
    const inHand = document.activeElement?.closest('fieldset[data-question]');
    if (/^\d$/.test(key)) answer(inHand ?? questions.find(isOpen), key);
    else if (key === 'b') note?.focus();
    else if (key === 'o') reason?.focus();
  });
})();
