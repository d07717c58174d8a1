// The reply in the local model's words: asked for while work goes on, read beside the draft, taken by a click.
(() => {
  const form = document.getElementById('reply-form');
  const draft = document.getElementById('draft');
  const button = document.getElementById('reply-rewrite');
  const said = document.getElementById('rewrite-said');
  const box = document.getElementById('rewrite-box');
  const accept = document.getElementById('rewrite-accept');
  if (!form || !draft || !button || !said || !box || !accept) return;
  const part = (name) => document.getElementById(`rewrite-${name}`);
  const QUIET = '本地模型暂不可用，草稿不受影响';
  let proposal = null;
  let base = '';

  const post = (path, body) =>
    fetch(`/api/v1/orders/${encodeURIComponent(form.dataset.order)}/draft/rewrite${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': form.dataset.csrf },
      body: JSON.stringify(body),
    });

  const element = (name, text, className = '') => {
    const made = document.createElement(name);
    made.textContent = text;
    if (className !== '') made.className = className;
    return made;
  };

  /** A heading and its lines; gone where there are none. */
  const list = (place, title, lines) => {
    place.hidden = lines.length === 0;
    const items = document.createElement('ul');
    items.append(...lines.map((line) => element('li', line)));
    place.replaceChildren(element('b', title), items);
  };

  const close = () => {
    box.hidden = true;
    proposal = null;
  };

  const show = (told) => {
    proposal = told;
    part('text').replaceChildren(
      ...told.difference.map(({ mark, text }) =>
        element(mark === 'out' ? 'del' : mark === 'in' ? 'ins' : 'span', text),
      ),
    );
    list(
      part('lost'),
      `改写稿缺少底稿里的 ${told.lost.length} 处内容，不能采用：`,
      told.lost.map((words) => words),
    );
    list(
      part('dropped'),
      `去掉了 ${told.dropped.length} 句没有通过核对的话：`,
      told.dropped.map(({ text, why }) => `${text}（${why}）`),
    );
    list(
      part('faults'),
      `改写稿的检查结果：${told.checked.state}`,
      told.checked.faults.map(
        ({ severity, name, message }) =>
          `${severity === 'blocks' ? '必须改正' : '提醒'} · ${name} ${message}`,
      ),
    );
    accept.disabled = !told.mayAccept;
    box.hidden = false;
  };

  button.hidden = false;
  button.addEventListener('click', async () => {
    close();
    base = draft.value;
    button.disabled = true;
    said.textContent = '本地模型正在改写，可以继续编辑……';
    try {
      const answer = await post('', { text: base });
      const told = await answer.json();
      if (!answer.ok || told.status !== 'proposed') {
        said.textContent = QUIET;
        return;
      }
      show(told);
      said.textContent = told.mayAccept ? '改写稿在下面，草稿没有变' : '改写稿在下面，只供参考，不能采用';
      // Whoever is typing goes on typing.
      if (document.activeElement === document.body || document.activeElement === button) box.focus();
    } catch {
      // Told in the line: the model is a help, and nothing hangs on it.
      said.textContent = QUIET;
    } finally {
      button.disabled = false;
    }
  });

  accept.addEventListener('click', async () => {
    if (proposal === null) return;
    if (draft.value !== base && !confirm('草稿在改写期间有改动，采用会替换这些改动，继续吗？')) return;
    const { id, text } = proposal;
    accept.disabled = true;
    try {
      const answer = await post(`/${encodeURIComponent(id)}/accept`, {});
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.error.message);
      draft.value = text;
      draft.dispatchEvent(new Event('input'));
      close();
      said.textContent = `已采用改写稿：${told.model} 改写，${told.acceptedBy}采用，已记入审计`;
      draft.focus();
    } catch (error) {
      accept.disabled = false;
      said.textContent = `没有采用成：${error.message}；草稿不受影响`;
    }
  });

  part('close').addEventListener('click', () => {
    close();
    said.textContent = '';
    button.focus();
  });
})();
