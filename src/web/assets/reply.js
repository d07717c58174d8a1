// The reply: checked while it is typed, and each fault with a jump to its place. What blocks holds back copying.
(() => {
  const form = document.getElementById('reply-form');
  const draft = document.getElementById('draft');
  const list = document.getElementById('reply-faults');
  const state = document.getElementById('reply-state');
  const said = document.getElementById('reply-said');
  const copy = document.getElementById('copy-draft');
  const next = document.getElementById('reply-next');
  if (!form || !draft || !list || !state || !said) return;
  const WAIT = 500;

  /** Selects a place in the text and brings it into sight. */
  const jump = (start, end) => {
    draft.focus();
    draft.setSelectionRange(start, end);
    const style = getComputedStyle(draft);
    const perLine = Math.max(1, Math.floor(draft.clientWidth / (parseFloat(style.fontSize) || 16)));
    const lines = draft.value
      .slice(0, start)
      .split('\n')
      .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine)), 0);
    draft.scrollTop = Math.max(0, (lines - 3) * (parseFloat(style.lineHeight) || 24));
    draft.scrollIntoView({ block: 'nearest' });
  };

  const allow = (mayFinish, reason) => {
    if (!copy) return;
    copy.disabled = !mayFinish;
    copy.title = mayFinish ? '' : reason;
  };

  const placeOf = ({ dataset }) => [Number(dataset.start), Number(dataset.end)];
  const withButtons = () => {
    for (const item of list.children) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'small-button';
      button.textContent = '定位';
      button.setAttribute('aria-label', `定位：${item.querySelector('b').textContent}`);
      button.addEventListener('click', () => jump(...placeOf(item)));
      item.prepend(button, ' ');
    }
    if (next) next.hidden = list.children.length === 0;
  };

  const show = ({ faults, mayFinish, state: words }) => {
    const held = list.contains(document.activeElement);
    list.replaceChildren(
      ...faults.map(({ severity, start, end, name, message }) => {
        const item = document.createElement('li');
        item.className = severity;
        Object.assign(item.dataset, { start, end });
        const title = document.createElement('b');
        title.textContent = `${severity === 'blocks' ? '必须改正' : '提醒'} · ${name}`;
        item.append(title, ` ${message}`);
        return item;
      }),
    );
    state.textContent = words;
    state.classList.toggle('reply-blocked', !mayFinish);
    allow(mayFinish, words);
    withButtons();
    // The list was rebuilt under the keyboard: go on from its first entry.
    if (held) (list.querySelector('button') ?? draft).focus();
  };

  let asked = 0;
  let timer;
  const check = async (done) => {
    clearTimeout(timer);
    const mine = ++asked;
    try {
      const answer = await fetch('/api/v1/replies/check', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-csrf-token': form.dataset.csrf },
        body: JSON.stringify({ orderId: form.dataset.order, text: draft.value }),
      });
      const told = await answer.json();
      if (mine !== asked) return;
      if (!answer.ok) throw new Error(told.error.message);
      show(told);
      said.textContent = done;
    } catch (error) {
      if (mine !== asked) return;
      allow(false, '还没有检查');
      said.textContent = `没有检查成：${error.message}`;
    }
  };

  draft.addEventListener('input', () => {
    clearTimeout(timer);
    asked++;
    allow(false, '正在检查');
    timer = setTimeout(check, WAIT, '');
  });
  const drafted = draft.value;
  const redraft = async () => {
    if (draft.value !== drafted && !confirm('重新起草会替换现在的文字，继续吗？')) return;
    try {
      const answer = await fetch(`/api/v1/orders/${encodeURIComponent(form.dataset.order)}/draft`, {
        method: 'POST',
        headers: { 'x-csrf-token': form.dataset.csrf },
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.error.message);
      draft.value = told.text;
      draft.dispatchEvent(new Event('input', { bubbles: true }));
      said.textContent = '已重新起草';
    } catch (error) {
      said.textContent = `没有起草成：${error.message}`;
    }
  };
  form.addEventListener('submit', (event) => {
    // A finished reply goes to the server.
    if (event.submitter?.name === 'move') return;
    event.preventDefault();
    if (event.submitter?.value === 'draft') redraft();
    else check('已检查');
  });
  // From the caret on, round and round.
  next?.addEventListener('click', () => {
    const places = [...list.children].map(placeOf);
    const found = places.find(([start]) => start > draft.selectionStart) ?? places[0];
    if (found) jump(...found);
  });

  withButtons();
  allow(!state.classList.contains('reply-blocked'), state.textContent);
})();
