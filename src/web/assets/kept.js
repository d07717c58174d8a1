// Keeps in this tab what is typed into the forms of a page until the server has taken it, for the account that typed it:
// a reload, a page left by mistake, a log-in that ended or a server that restarted loses nothing.
(() => {
  const { account, page } = document.documentElement.dataset;
  const SENT = 'jiesu-sent';
  const PREFIX = 'jiesu-kept ';
  const storage = (() => {
    try {
      sessionStorage.getItem(SENT);
      return sessionStorage;
    } catch {
      return null; // switched off: what is typed lives in the page alone
    }
  })();
  if (!storage) return;
  // Nobody is signed in: what was sent last was not taken.
  if (account === undefined) return storage.removeItem(SENT);

  const mine = `${PREFIX}${account} `;
  const read = (key) => {
    try {
      return JSON.parse(storage.getItem(key) ?? 'null');
    } catch {
      return null; // not ours
    }
  };
  const write = (key, value) => {
    try {
      if (value === null || Object.keys(value).length === 0) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(value));
    } catch {
      // full: as if switched off
    }
  };
  // What somebody else typed at this machine is nobody's to read.
  for (const key of Object.keys(storage))
    if (key.startsWith(PREFIX) && !key.startsWith(mine)) storage.removeItem(key);

  const here = mine + page;
  const nameOf = (form) => {
    const move = form.querySelector('input[type=hidden][name=move]')?.value ?? '';
    return `${form.getAttribute('action') ?? ''} ${move} ${form.id}`;
  };

  // A form that was taken leads on to another address; one that was refused is shown where it was sent to.
  const [entry] = performance.getEntriesByType('navigation');
  const sent = read(SENT);
  storage.removeItem(SENT);
  if (sent && entry && entry.redirectCount > 0) {
    const kept = read(mine + sent.page);
    if (kept) {
      delete kept[sent.form];
      write(mine + sent.page, kept);
    }
  }

  const forms = [...document.querySelectorAll('form')].filter(
    (form) => form.method === 'post' && form.dataset.keep !== 'no',
  );
  const TYPED = 'textarea, input[type=text], input:not([type])';
  const fieldsOf = (form) =>
    [...form.querySelectorAll(TYPED)].filter(({ name, readOnly }) => name !== '' && !readOnly);
  /** Several fields of one name are told apart by their place among them. */
  const keyed = (form) => {
    const seen = new Map();
    return fieldsOf(form).map((field) => {
      const nth = seen.get(field.name) ?? 0;
      seen.set(field.name, nth + 1);
      return [`${field.name} ${nth}`, field];
    });
  };

  function keep(form) {
    const kept = read(here) ?? {};
    const own = kept[nameOf(form)] ?? {};
    // In a form that was refused, what was typed stands as if the page had begun with it.
    const typed = keyed(form).filter(
      ([key, { value, defaultValue }]) => value !== '' && (value !== defaultValue || value === own[key]),
    );
    if (typed.length === 0) delete kept[nameOf(form)];
    else kept[nameOf(form)] = Object.fromEntries(typed.map(([key, { value }]) => [key, value]));
    write(here, kept);
  }

  function tell(form, restored) {
    const line = document.createElement('p');
    line.className = 'kept-said small';
    line.setAttribute('role', 'status');
    const drop = document.createElement('button');
    drop.type = 'button';
    drop.className = 'small-button';
    drop.textContent = '不要了';
    drop.addEventListener('click', () => {
      for (const field of restored) {
        field.value = field.defaultValue;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }
      line.remove();
      restored[0].focus();
    });
    line.append('已恢复上次没有发出的文字 ', drop);
    form.prepend(line);
  }

  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    // Nothing was shown since: what was sent from here did not arrive.
    if (storage.getItem(SENT) !== null) storage.removeItem(SENT);
    else if (document.querySelector('form[data-sent]')) location.reload();
  });

  const kept = read(here) ?? {};
  for (const form of forms) {
    const own = kept[nameOf(form)] ?? {};
    // A browser that comes back to a page would fill in what was sent as well.
    form.autocomplete = 'off';
    const restored = keyed(form).flatMap(([key, field]) => {
      const value = own[key];
      // What the server sends back was typed last.
      if (typeof value !== 'string' || value === field.value || form.dataset.typed !== undefined) return [];
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      return [field];
    });
    if (restored.length > 0) {
      for (let box = form.closest('details'); box; box = box.parentElement.closest('details'))
        box.open = true;
      tell(form, restored);
    }
    form.addEventListener('input', () => keep(form));
    form.addEventListener('jiesu-sent', () => {
      keep(form);
      form.dataset.sent = 'yes';
      write(SENT, { page, form: nameOf(form) });
    });
  }
})();
