// Single-key shortcuts. An element with data-key is clicked by its key; pages listen to "jiesu-key" for the rest.
(() => {
  const STORE = 'jiesu-keys';
  /** Keys as a Chinese input method reports them. */
  const SAME = { '？': '?', '。': '.', '、': '/', '／': '/', '【': '[', '】': ']' };
  const dialog = document.getElementById('keys');
  const opener = document.getElementById('keys-open');
  const toggle = document.getElementById('keys-on');
  if (!dialog || !opener || !toggle) return;

  const read = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // storage switched off: keys stay on
    }
  };
  let on = read(STORE) !== 'off';
  toggle.checked = on;
  toggle.addEventListener('change', () => {
    on = toggle.checked;
    try {
      localStorage.setItem(STORE, on ? 'on' : 'off');
    } catch {
      // kept for this page only
    }
  });
  opener.hidden = false;
  opener.addEventListener('click', () => dialog.showModal());

  const keyOf = (event) => {
    const typed =
      event.key === 'Process' ? event.code.replace(/^(Key|Digit)/, '').replace('Slash', '/') : event.key;
    return typed.length === 1 ? (SAME[typed] ?? typed).toLowerCase() : typed;
  };

  const fill = (details) =>
    setTimeout(() => {
      if (details.open)
        details.querySelector('form :is(select, textarea, input:not([type=hidden]))')?.focus();
    });

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (dialog.open) return;
    const field = event.target.closest('input, select, textarea');
    if (field) {
      if (event.key === 'Escape') field.blur();
      return;
    }
    if (!on) return;
    const key = keyOf(event);
    if (key === 'Enter' && event.target.closest('a, button, summary')) return;
    if (key === '?') {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    const element = [...document.querySelectorAll('[data-key]')].find(
      (candidate) => candidate.dataset.key === key && !candidate.hidden,
    );
    if (element) {
      event.preventDefault();
      // A key held down must not act again on the next page.
      if (event.repeat) return;
      element.click();
      // A form behind its name is opened to be filled in.
      if (element.matches('summary')) fill(element.parentElement);
      return;
    }
    if (key === '.') {
      event.preventDefault();
      // From the menu on to what stands side by side under it.
      const menus = [...document.querySelectorAll('header nav, main > nav.tabs')];
      const menu = menus[(menus.findIndex((one) => one.contains(document.activeElement)) + 1) % menus.length];
      (menu?.querySelector('[aria-current]') ?? menu?.querySelector('a'))?.focus();
      return;
    }
    const box = key === '/' && document.querySelector('[aria-keyshortcuts="/"]');
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
      return;
    }
    document.dispatchEvent(new CustomEvent('jiesu-key', { detail: key }));
  });
})();
