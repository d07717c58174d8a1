/** Asks the local model; shown by the script that can, for without it the answer has no place to come to. */
export function RewriteButton() {
  return (
    <button type="button" id="reply-rewrite" class="small-button" data-key="m" aria-keyshortcuts="M" hidden>
      让本地模型改写 <kbd>m</kbd>
    </button>
  );
}

/** Where the model's proposal is read: beside the draft, never in its place. */
export function RewriteBox({ model }: { model: string }) {
  return (
    <div class="rewrite" id="rewrite">
      <p id="rewrite-said" role="status" class="small muted"></p>
      <section id="rewrite-box" aria-labelledby="rewrite-title" tabindex={-1} hidden>
        <h3 id="rewrite-title">改写稿（模型 {model}）</h3>
        <p class="small muted">
          只是提议，草稿没有变。<del>删去的</del>、<ins>写入的</ins>
          如下；引文、数字和办理情况已逐句核对，意思是否不变请自己看。
        </p>
        <div id="rewrite-lost" class="small" hidden></div>
        <div id="rewrite-text" class="rewrite-text" tabindex={0} role="region" aria-label="与草稿对照"></div>
        <div id="rewrite-dropped" class="small" hidden></div>
        <div id="rewrite-faults" class="small" hidden></div>
        <div class="reply-acts">
          <button type="button" id="rewrite-accept" class="small-button">
            采用改写稿
          </button>
          <button type="button" id="rewrite-close" class="small-button">
            不用
          </button>
        </div>
      </section>
    </div>
  );
}
