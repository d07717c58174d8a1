/** Copies the element with id `draft`; shown by script alone, what happened is said beside it. */
export function CopyButton() {
  return (
    <button type="button" id="copy-draft" class="small-button" data-key="c" aria-keyshortcuts="C" hidden>
      复制 <kbd>c</kbd>
    </button>
  );
}
