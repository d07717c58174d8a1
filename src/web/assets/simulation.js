// Progress of the simulation under way; when it ends the page is shown anew.
(() => {
  const bar = document.getElementById('simulation-progress');
  const said = document.getElementById('simulation-state');
  if (!bar || !said) return;
  const look = async () => {
    try {
      const answer = await fetch('/api/v1/simulation');
      if (answer.status === 401 || answer.status === 403) return;
      if (answer.ok) {
        const { state, run } = await answer.json();
        if (run === null || (state !== 'running' && state !== 'removing')) return location.reload();
        bar.value = run.done;
        const share = Math.floor((run.done / run.orders) * 10) * 10;
        const text = `${state === 'running' ? '写入中' : '移除中'}，${share}%`;
        // Said only when it changes: screen readers speak every change.
        if (said.textContent !== text) said.textContent = text;
      }
    } catch {
      // the server is away for a moment: ask again
    }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1500);
})();
