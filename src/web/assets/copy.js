// Copies the draft. Plain http on an intranet has no clipboard API: select and let the browser copy.
(() => {
  const button = document.getElementById('copy-draft');
  const draft = document.getElementById('draft');
  const said = document.getElementById('copy-said');
  if (!button || !draft || !said) return;
  button.hidden = false;

  const select = () => {
    if (draft.select) return draft.select();
    const range = document.createRange();
    range.selectNodeContents(draft);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(draft.value ?? draft.textContent);
      said.textContent = '已复制';
    } catch {
      select();
      said.textContent = document.execCommand('copy') ? '已复制' : '请按 Ctrl+C 复制';
    }
  });
})();
