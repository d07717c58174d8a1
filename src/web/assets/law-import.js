// Progress of the import of laws under way; when it ends the page is shown anew.
(() => {
  const place = document.getElementById('law-import');
  const bar = document.getElementById('law-import-progress');
  const said = document.getElementById('law-import-state');
  if (!place || !bar || !said) return;
  const look = async () => {
    try {
      const answer = await fetch(`/api/v1/knowledge/law-imports/${encodeURIComponent(place.dataset.run)}`);
      if (answer.status === 401 || answer.status === 403) return;
      if (answer.ok) {
        const run = await answer.json();
        if (run.state !== 'running') return location.reload();
        bar.value = run.progress;
        const text = `${Math.round(run.progress * 100)}%`;
        // Said only every tenth: screen readers speak every change.
        if (said.textContent !== text && Math.round(run.progress * 100) % 10 === 0) said.textContent = text;
      }
    } catch {
      // the server is away for a moment: ask again
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 500);
})();
