// Opens the browser's printing; without script Ctrl+P does the same.
(() => {
  const button = document.getElementById('print');
  if (!button) return;
  button.hidden = false;
  button.addEventListener('click', () => print());
})();
