// Sending a form: once, and only to a server that answers and still knows the person; else everything stays on the page
// and a sentence says why. A text that is too long is not cut off but said, with by how much.
(() => {
  const SLOW = 1000;
  const SILENT = 20_000;
  const STAYS = '内容没有发出，都还在这一页';
  const account = document.documentElement.dataset.account;

  /** What is said of a form, below its last line. */
  const said = (form) => {
    let line = form.querySelector(':scope > .form-said');
    if (!line) {
      line = document.createElement('p');
      line.className = 'form-said small';
      line.setAttribute('role', 'status');
      form.append(line);
    }
    return line;
  };
  const say = (form, text, { bad = false, link = null } = {}) => {
    const line = said(form);
    line.classList.toggle('bad', bad);
    line.replaceChildren(text);
    if (link) line.append(' ', link);
  };
  const logInLink = () => {
    const link = document.createElement('a');
    link.href = '/login?next=/signed-in';
    link.target = '_blank';
    link.textContent = '在新窗口重新登录';
    return link;
  };

  /** Null where the form may be sent; else why not. Takes over the token of a session begun meanwhile. */
  async function hindrance() {
    let answer;
    try {
      const asked = account === undefined ? '/healthz' : '/api/v1/session';
      answer = await fetch(asked, { cache: 'no-store', signal: AbortSignal.timeout(SILENT) });
      if (answer.ok && account !== undefined) {
        const { actor, csrf } = await answer.json();
        if (actor.id !== account)
          return [
            `这个浏览器里现在登录的是“${actor.name}”，${STAYS}。请用原来的账号登录后再按一次。`,
            logInLink(),
          ];
        for (const field of document.querySelectorAll('input[name=_csrf]')) field.value = csrf;
        for (const holder of document.querySelectorAll('[data-csrf]')) holder.dataset.csrf = csrf;
        return null;
      }
    } catch (error) {
      return error.name === 'TimeoutError'
        ? [`服务器 ${SILENT / 1000} 秒没有回答，${STAYS}。请稍后再按一次。`]
        : [`连接不上服务器，${STAYS}。连上后再按一次。`];
    }
    if (answer.status === 401) return [`登录已过期，${STAYS}。请先重新登录，再回到这里按一次。`, logInLink()];
    if (answer.status >= 502 && answer.status <= 504)
      return [`服务器正在重启或繁忙，${STAYS}。请稍后再按一次。`];
    // Whatever else there is to say, the page that answers says it.
    return null;
  }

  /** The button that was pressed goes along, as it would by itself. */
  function withButton(form, button) {
    if (!button) return;
    if (button.name) {
      const field = document.createElement('input');
      Object.assign(field, { type: 'hidden', name: button.name, value: button.value, className: 'sent-by' });
      form.append(field);
    }
    if (button.hasAttribute('formaction')) form.action = button.formAction;
  }

  document.addEventListener('submit', async (event) => {
    const form = event.target;
    const button = event.submitter;
    const method = button?.getAttribute('formmethod') ?? form.method;
    // A form that another script sends is that script's.
    if (event.defaultPrevented || method !== 'post' || form.target === '_blank') return;
    // Nothing was written in it: there is nothing to lose.
    if (form.dataset.plain !== undefined) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = 'yes';
    form.setAttribute('aria-busy', 'true');
    const slow = setTimeout(say, SLOW, form, '正在发送……');
    const hindered = await hindrance();
    if (hindered) {
      clearTimeout(slow);
      free(form);
      const [text, link = null] = hindered;
      return say(form, text, { bad: true, link });
    }
    setTimeout(say, SLOW * 10, form, '网络较慢，还在发送。请等一等，不用再按。');
    withButton(form, button);
    form.dispatchEvent(new CustomEvent('jiesu-sent', { bubbles: true }));
    HTMLFormElement.prototype.submit.call(form);
  });

  // Ctrl+Enter in any field: the main button behind it, or else the next one, as if Tab had gone there. Where the buttons
  // say yes and no, Enter leads to the first of them and chooses nothing.
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.repeat) return;
    const field = event.target.closest('input, select, textarea');
    const form = field?.form;
    const wanted = event.ctrlKey || event.metaKey;
    const chooses = form?.dataset.choose !== undefined;
    if (!form || !(wanted || (chooses && field.matches('input')))) return;
    const buttons = [...form.elements].filter(
      (one) => one.type === 'submit' && !one.disabled && one.getClientRects().length > 0,
    );
    const follows = (one) => field.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    const behind = buttons.filter(follows);
    const button = behind.find((one) => one.classList.contains('primary')) ?? behind[0] ?? buttons.at(-1);
    if (!button) return;
    event.preventDefault();
    if (chooses) button.focus();
    else form.requestSubmit(button);
  });

  function free(form) {
    delete form.dataset.sending;
    form.removeAttribute('aria-busy');
    for (const field of form.querySelectorAll('.sent-by')) field.remove();
  }
  // Back on a page that the browser kept as it was.
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    for (const form of document.querySelectorAll('form[data-sending]')) {
      free(form);
      form.querySelector(':scope > .form-said')?.remove();
    }
  });

  const LIMITED = 'form textarea[maxlength], form input[type=text][maxlength]';
  for (const field of document.querySelectorAll(LIMITED)) {
    const most = field.maxLength;
    field.removeAttribute('maxlength');
    const measure = () => {
      const over = field.value.length - most;
      field.setCustomValidity(
        over > 0
          ? `最多 ${most} 字，现在 ${field.value.length} 字，请删去 ${over} 字。写下的都还在，没有截断。`
          : '',
      );
      field.classList.toggle('too-long', over > 0);
      if (over > 0) say(field.form, field.validationMessage, { bad: true });
      else if (field.dataset.over) say(field.form, '');
      if (over > 0) field.dataset.over = 'yes';
      else delete field.dataset.over;
    };
    field.addEventListener('input', measure);
    measure();
  }
})();
