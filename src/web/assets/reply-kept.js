// Keeps in this tab what is typed of a reply until a fresh draft takes its place.
(() => {
  const form = document.getElementById('reply-form');
  const draft = document.getElementById('draft');
  const said = document.getElementById('reply-said');
  if (!form || !draft || !said) return;

  const key = `jiesu-reply-${form.dataset.order}`;
  const drafted = draft.value;
  const keep = (text) => {
    try {
      if (text === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, text);
    } catch {
      // storage switched off: what is typed lives in the page alone
    }
  };
  const kept = () => {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null; // as above
    }
  };
  /** Puts a text in place; `reply.js` checks it as if it had been typed. */
  const put = (text) => {
    draft.value = text;
    draft.dispatchEvent(new Event('input'));
  };

  draft.addEventListener('input', () => keep(draft.value === drafted ? null : draft.value));
  form.addEventListener('submit', async (event) => {
    if (event.submitter?.value !== 'draft') return;
    event.preventDefault();
    if (draft.value !== drafted && !confirm('重新起草会替换现在的文字，继续吗？')) return;
    try {
      const answer = await fetch(`/api/v1/orders/${encodeURIComponent(form.dataset.order)}/draft`, {
        method: 'POST',
        headers: { 'x-csrf-token': form.dataset.csrf },
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.error.message);
      put(told.text);
      said.textContent = '已重新起草';
    } catch (error) {
      said.textContent = `没有起草成：${error.message}`;
    }
  });

  // What the form sent back was typed last; else what this tab kept.
  if (form.dataset.typed !== undefined) keep(draft.value);
  else if (kept() !== null && kept() !== drafted) {
    put(kept());
    said.textContent = '已恢复上次没有写完的文字';
  }
})();
