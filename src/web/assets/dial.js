// Says what a dispatch line would do before it is saved, from the numbers of the table.
(() => {
  const field = document.getElementById('threshold');
  const said = document.getElementById('dial-now');
  const rows = [...document.querySelectorAll('#dial-points tr[data-threshold]')];
  if (!field || !said || rows.length === 0) return;
  const show = () => {
    const wanted = Number(field.value);
    // The row at the line or just above it: what would go out at least.
    const row = rows.find((one) => Number(one.dataset.threshold) >= wanted - 1e-9);
    if (!row) {
      said.textContent = '这条线以上没有留出工单可看。';
      return;
    }
    const [coverage, precision] = [...row.querySelectorAll('td')].map((cell) => cell.textContent);
    said.textContent = `线在 ${row.dataset.threshold} 时：覆盖 ${coverage}，精度 ${precision}`;
  };
  field.addEventListener('input', show);
  show();
})();
