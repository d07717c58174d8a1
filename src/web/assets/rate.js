// Rates suggestions in place: one press is one rating; the negative ones then offer a reason.
(() => {
  const form = document.getElementById('rates');
  const template = document.getElementById('rate-more');
  if (!form || !template) return;
  const target = JSON.parse(form.dataset.target);
  const csrf = form.elements._csrf.value;

  /** One stop of the Tab key a line, arrows between its buttons. */
  const stop = (group, button) => {
    for (const other of group.querySelectorAll('button')) other.tabIndex = other === button ? 0 : -1;
  };
  for (const group of document.querySelectorAll('.rate-values')) {
    group.setAttribute('role', 'toolbar');
    const buttons = [...group.querySelectorAll('button')];
    stop(group, buttons.find((button) => button.getAttribute('aria-pressed') === 'true') ?? buttons[0]);
    group.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const here = buttons.indexOf(document.activeElement);
      if (step === undefined || here < 0) return;
      event.preventDefault();
      const next = buttons[(here + step + buttons.length) % buttons.length];
      stop(group, next);
      next.focus();
    });
  }

  const offer = (line, id, value) => {
    let more = line.querySelector('.rate-more');
    if (value === 'useful') return more?.remove();
    if (!more) {
      more = template.content.firstElementChild.cloneNode(true);
      line.append(more);
    }
    more.querySelector('select').name = `reason-${id}`;
    more.querySelector('input').name = `note-${id}`;
    more.querySelector('button').value = `${id}:${value}`;
    more.open = true;
  };

  const show = (line, id, done) => {
    for (const button of line.querySelectorAll('.rate-values button'))
      button.setAttribute('aria-pressed', String(button.value === `${id}:${done.rating}`));
    const select = line.querySelector('.rate-more select');
    const reason = done.reason === null ? '' : select?.querySelector(`[value=${done.reason}]`)?.textContent;
    const said = `已记${reason ? `：${reason}` : ''}${done.masked ? '，说明里的个人信息已隐去' : ''}`;
    line.querySelector('.rate-said').textContent = said;
    const note = line.querySelector('.rate-more input');
    if (note) note.value = done.note ?? '';
  };

  form.addEventListener('submit', async (event) => {
    const button = event.submitter;
    const line = button?.closest('.rate');
    if (!line) return;
    event.preventDefault();
    const [id, rating] = button.value.split(':');
    const values = button.parentElement.classList.contains('rate-values');
    if (values) stop(button.parentElement, button);
    // A second press of what is said already only brings the reason back.
    if (values && button.getAttribute('aria-pressed') === 'true') return offer(line, id, rating);
    const reason = values ? '' : line.querySelector('.rate-more select').value;
    const note = values ? '' : line.querySelector('.rate-more input').value;
    const said = line.querySelector('.rate-said');
    said.textContent = '…';
    try {
      const answer = await fetch('/api/v1/ratings', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
        body: JSON.stringify({
          ...target,
          suggestion: id,
          rating,
          ...(reason === '' ? {} : { reason }),
          ...(note === '' ? {} : { note }),
        }),
      });
      const body = await answer.json();
      if (!answer.ok) {
        said.textContent = body.error.message;
        return;
      }
      if (values) offer(line, id, rating);
      show(line, id, body);
      if (!values) {
        const more = line.querySelector('.rate-more');
        more.open = false;
        more.querySelector('summary').focus();
      }
    } catch {
      said.textContent = '没有记下：连不上服务器，请再按一次';
    }
  });

  document.addEventListener('keydown', (event) => {
    const more = event.key === 'Enter' && event.target.closest('.rate-more');
    if (!more || event.target.tagName !== 'INPUT' || event.isComposing) return;
    event.preventDefault();
    more.querySelector('button').click();
  });
})();
