// Waits for what runs in the background; when it ends the page is shown anew.
(() => {
  const said = document.getElementById('admin-wait');
  if (!said) return;
  const look = async () => {
    try {
      const answer = await fetch(said.dataset.href);
      if (answer.status === 401 || answer.status === 403) return;
      if (answer.ok && (await answer.json()).running === null) return location.reload();
    } catch {
      // the server is away for a moment: ask again
    }
    setTimeout(look, 1500);
  };
  setTimeout(look, 800);
})();
