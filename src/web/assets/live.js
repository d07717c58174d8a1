// Keeps the page up to date: what is inside [data-live] is read anew when an order changed, or by the clock, and the menu
// says how many reminders were not seen. Of the order named by [data-watch] it says that somebody changed it. Says when
// the line is down.
(() => {
  const parts = () => [...document.querySelectorAll('[data-live]')];
  const counter = document.querySelector('[data-reminders]');
  const watched = document.querySelector('[data-watch]');
  if ((parts().length === 0 && !counter && !watched) || !window.EventSource) return;
  const RETRY = 5000;
  const LONGEST = 60_000;
  const said = document.createElement('p');
  said.id = 'live-state';
  said.className = 'live-state';
  said.setAttribute('role', 'status');
  said.hidden = true;
  document.getElementById('main').prepend(said);

  let source = null;
  let last = '';
  let down = false;
  let fails = 0;
  let again = 0;
  let hush = 0;

  // Where nothing but the menu is kept up to date, a line that is down disturbs nobody's work.
  const quiet = parts().length === 0 && !watched;
  const say = (text, bad) => {
    if (quiet) return;
    clearTimeout(hush);
    said.hidden = false;
    said.classList.toggle('bad', bad);
    if (said.textContent !== text) said.textContent = text;
    if (!bad) hush = setTimeout(() => (said.hidden = true), 4000);
  };
  const lost = () => {
    if (!down) say('连接中断，正在重连', true);
    down = true;
  };
  const well = () => {
    if (down) {
      say('已恢复', false);
      refresh();
    }
    down = false;
    fails = 0;
  };

  /** Stays until the page is shown anew: whoever types goes on typing. */
  const warn = (text) => {
    const line = document.createElement('p');
    line.className = 'live-state bad';
    line.setAttribute('role', 'status');
    const link = document.createElement('a');
    link.href = location.pathname;
    link.textContent = '看新的';
    line.append(`${text}写了一半的文字会留着。`, link);
    said.after(line);
    watched.removeAttribute('data-watch');
  };
  const compare = ({ id, version }) => {
    // What is being sent from here is no news.
    if (id !== watched?.dataset.watch || document.querySelector('form[data-sending]')) return;
    if (version === undefined) warn('这件工单刚刚转走，不再归您查看。');
    else if (version > Number(watched.dataset.version)) warn('这件工单刚刚有变动。');
  };

  // One reading at a time, and one more where something came meanwhile.
  let reading = false;
  let stale = false;
  let timer = 0;
  // Parts that cost much to read say how far apart they are read at least, in seconds.
  const least = Math.max(0, ...parts().map((part) => Number(part.dataset.liveLeast ?? 0))) * 1000;
  let readAt = Date.now();
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, Math.max(300, readAt + least - Date.now()));
  };
  const count = (unseen) => {
    if (!counter) return;
    counter.querySelector('[data-reminders-count]').textContent = unseen > 99 ? '99+' : String(unseen);
    counter.hidden = unseen === 0;
  };
  document.addEventListener('jiesu-reminders', ({ detail }) => count(detail));

  document.addEventListener('jiesu-refresh', () => refresh());

  async function refresh() {
    if (parts().length === 0) return;
    stale = true;
    // Whoever is choosing text or has a menu open is not disturbed.
    if (reading) return;
    if (String(getSelection()) !== '') return soon();
    reading = true;
    readAt = Date.now();
    try {
      while (stale) {
        stale = false;
        const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
        if (answer.redirected) return location.reload();
        if (!answer.ok) throw new Error(String(answer.status));
        swap(new DOMParser().parseFromString(await answer.text(), 'text/html'));
      }
    } catch {
      // The line itself says when it is down; the rows are read again with the next change.
    } finally {
      reading = false;
    }
  }

  function swap(page) {
    const focused = document.activeElement;
    const href = focused?.closest('[data-live]') ? focused.getAttribute('href') : null;
    for (const part of parts()) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (fresh && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
    }
    document.dispatchEvent(new CustomEvent('jiesu-rows'));
    if (href === null || document.contains(focused)) return;
    const same = parts().flatMap((part) => [...part.querySelectorAll('a[href]')]);
    same.find((link) => link.getAttribute('href') === href)?.focus({ preventScroll: true });
  }

  function open() {
    clearTimeout(again);
    if (source) return;
    source = new EventSource(`/api/v1/live${last === '' ? '' : `?last=${encodeURIComponent(last)}`}`);
    source.addEventListener('open', well);
    for (const name of ['changed', 'gone', 'resync']) {
      source.addEventListener(name, (event) => {
        if (event.lastEventId) last = event.lastEventId;
        compare(JSON.parse(event.data));
        soon();
      });
    }
    source.addEventListener('reminders', (event) => count(JSON.parse(event.data).unseen));
    source.addEventListener('error', () => {
      lost();
      // The browser comes back by itself, except where it was refused.
      if (source.readyState !== EventSource.CLOSED) return;
      source = null;
      again = setTimeout(open, Math.min(LONGEST, RETRY * 2 ** fails++));
    });
  }
  function shut() {
    clearTimeout(again);
    source?.close();
    source = null;
  }

  // A browser has few lines to one server: pages that nobody looks at give theirs back.
  const look = () => {
    if (document.hidden) return shut();
    open();
  };
  // Clocks run without anything being told: what shows them names how often it is read again, in seconds.
  const every = Math.min(...parts().map((part) => Number(part.dataset.liveEvery ?? Infinity)));
  if (every > 0 && every !== Infinity) setInterval(() => !document.hidden && refresh(), every * 1000);
  document.addEventListener('visibilitychange', () => {
    look();
    if (!document.hidden) soon();
  });
  window.addEventListener('pagehide', shut);
  window.addEventListener('pageshow', look);
  look();
})();
