// Progress of an import under way; when it ends the page is shown anew.
(() => {
  const place = document.getElementById('import-job');
  const bar = document.getElementById('import-progress');
  const said = document.getElementById('import-state');
  if (!place || !bar || !said) return;
  let told = 0;
  const look = async () => {
    try {
      const answer = await fetch(`/api/v1/imports/${encodeURIComponent(place.dataset.run)}`);
      if (answer.status === 401 || answer.status === 403 || answer.status === 404) return location.reload();
      if (answer.ok) {
        const { state, progress } = await answer.json();
        if (state !== 'running') return location.reload();
        bar.value = progress.done;
        // Said only now and then: screen readers speak every change.
        if (Date.now() - told > 5000) {
          told = Date.now();
          said.textContent = `已看 ${progress.rows} 行，新收 ${progress.accepted} 件，拒收 ${progress.refused} 行`;
        }
      }
    } catch {
      // the server is away for a moment: ask again
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 500);
})();
