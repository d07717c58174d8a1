// Where the keyboard goes on after a form was sent, or the page was read anew: at what the address points to, or at the
// line that says what came of it, or else where the page begins. A page opened by a link begins as the browser begins it.
(() => {
  const SENT = 'jiesu-acted';
  let isAnswer = performance.getEntriesByType('navigation')[0]?.type === 'reload';
  try {
    isAnswer ||= sessionStorage.getItem(SENT) !== null;
    sessionStorage.removeItem(SENT);
    document.addEventListener('jiesu-sent', () => sessionStorage.setItem(SENT, 'yes'));
  } catch {
    // storage switched off: the browser begins where it likes
  }
  const land = () => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const refused = document.querySelector('main [role=alert]');
    if (!isAnswer && !refused) return;
    const place =
      refused ??
      (location.hash === '' ? null : document.getElementById(location.hash.slice(1))) ??
      document.querySelector('main .notice[role=status]') ??
      document.getElementById('main');
    if (!place) return;
    if (place.tabIndex < 0) place.tabIndex = -1;
    place.focus({ preventScroll: place.id === 'main' });
  };
  // Behind the scripts of the page, and behind the browser, which goes to the anchor last of all.
  addEventListener('load', () => setTimeout(land));
})();
