// Progress of the training under way; when it ends the page is shown anew.
(() => {
  const place = document.getElementById('training');
  const bar = document.getElementById('training-progress');
  const said = document.getElementById('training-state');
  if (!place || !bar || !said) return;
  const look = async () => {
    try {
      const answer = await fetch(`/api/v1/training-runs/${encodeURIComponent(place.dataset.run)}`);
      if (answer.status === 401 || answer.status === 403) return;
      if (answer.ok) {
        const run = await answer.json();
        if (run.state !== 'queued' && run.state !== 'running') return location.reload();
        bar.value = run.progress;
        const text = `训练中 ${Math.round(run.progress * 100)}%`;
        // Said only when it changes: screen readers speak every change.
        if (said.textContent !== text && Math.round(run.progress * 100) % 10 === 0) said.textContent = text;
      }
    } catch {
      // the server is away for a moment: ask again
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
})();
