// Labelling by keyboard: a number takes a type, a letter a kind; Enter belongs to the submit button (keys.js).
(() => {
  const form = document.getElementById('label-form');
  if (!form) return;
  const type = form.elements.issueType;
  const choices = [...form.querySelectorAll('[data-type]')];
  const show = () => {
    for (const choice of choices)
      choice.setAttribute('aria-pressed', String(choice.dataset.type === type.value));
  };
  for (const choice of choices) {
    choice.addEventListener('click', () => {
      type.value = choice.dataset.type;
      show();
      // Back to the page, so that the next key is a shortcut again.
      choice.blur();
    });
  }
  type.addEventListener('input', show);
  const kinds = [...form.querySelectorAll('[data-kind-key]')];
  for (const kind of kinds) kind.addEventListener('change', () => kind.blur());
  document.addEventListener('jiesu-key', ({ detail: key }) => {
    const kind = kinds.find((candidate) => candidate.dataset.kindKey === key);
    if (kind) kind.checked = true;
  });
})();
