import type { Child } from 'hono/jsx';
import type { KeyHelp } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** Keys of the administrator's lists. */
export const ADMIN_KEYS: readonly KeyHelp[] = [
  ['j k', '下一行、上一行'],
  ['Enter', '打开选中的一行'],
  ['/', '到查找框'],
];

/** `12.3 MB`; below a megabyte in kB. */
export function bytesText(bytes: number): string {
  if (bytes >= 1_073_741_824) return `${(bytes / 1_073_741_824).toFixed(2)} GB`;
  return bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} kB`;
}

/** A line of text in a form that stands in one row. */
export function TextField(props: {
  id: string;
  name: string;
  label: string;
  value: string | undefined;
  most?: number;
  /** Whether it takes the room that is left. */
  wide?: boolean;
  required?: boolean;
  keys?: string;
}) {
  const { id, name, label, value = '', most = 128, wide = false, required = false, keys } = props;
  return (
    <div class={wide ? 'field grow' : 'field'}>
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        value={value}
        maxlength={most}
        required={required}
        aria-keyshortcuts={keys}
      />
    </div>
  );
}

/** A table with its caption and heads; wider than the screen it scrolls by itself. */
export function AdminTable(props: {
  caption: string;
  heads: readonly (string | { readonly count: string })[];
  children?: Child;
}) {
  const { caption, heads, children } = props;
  return (
    <div class="table-wrap admin-table" tabindex={0} role="region" aria-label={caption}>
      <table class="data">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {heads.map((head) =>
              typeof head === 'string' ? (
                <th scope="col">{head}</th>
              ) : (
                <th scope="col" class="num">
                  {head.count}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** A form of one button. `what`: what it is done to, for those who hear the page. */
export function ActButton(props: {
  frame: Frame;
  action: string;
  name: string;
  what?: string;
  fields?: Readonly<Record<string, string>>;
  primary?: boolean;
  /** The key that presses it. */
  letter?: string;
}) {
  const { frame, action, name, what, fields = {}, primary = false, letter } = props;
  return (
    <form method="post" action={action} class="inline-form">
      <input type="hidden" name="_csrf" value={frame.csrf} />
      {Object.entries(fields).map(([field, value]) => (
        <input type="hidden" name={field} value={value} />
      ))}
      <button
        type="submit"
        class={primary ? 'primary' : 'small-button'}
        aria-label={what === undefined ? undefined : `${name} ${what}`}
        data-key={letter}
        aria-keyshortcuts={letter?.toUpperCase()}
      >
        {name}
        {letter === undefined ? null : (
          <>
            {' '}
            <kbd>{letter}</kbd>
          </>
        )}
      </button>
    </form>
  );
}

/** A password or key that is shown this once. */
export function Secret({ label, value, note }: { label: string; value: string; note: string }) {
  return (
    <div class="notice notice-good secret" role="status">
      <p>
        {label}（只显示这一次）：<code id="draft">{value}</code>{' '}
        <button type="button" id="copy-draft" class="small-button" data-key="c" aria-keyshortcuts="C" hidden>
          复制 <kbd>c</kbd>
        </button>{' '}
        <span id="copy-said" role="status"></span>
      </p>
      <p class="small">{note}</p>
    </div>
  );
}

export function Empty({ children }: { children?: Child }) {
  return (
    <div class="empty" role="status">
      <p>{children}</p>
    </div>
  );
}
