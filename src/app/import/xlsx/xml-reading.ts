/** Told what a document holds, in order. Names come without their prefix, attributes as they stand. */
export type XmlListener = {
  readonly open: (name: string, attributes: string) => void;
  /** A piece of text: one text may come in several. */
  readonly text: (text: string) => void;
  readonly close: (name: string) => void;
};

/** A tag or mark longer than this is none. */
const MARK_LIMIT = 1 << 20;

/**
 * Reads XML as it arrives, for the parts of a workbook, which programs write: no document type (nothing expands), no check
 * that tags match. Throws what `fault` makes of what is wrong.
 */
export function createXmlReader(
  listener: XmlListener,
  fault: (reason: string) => Error,
): { readonly push: (piece: string) => void; readonly end: () => void } {
  let held = '';

  /** Everything that is whole; what is not stays for the next piece. */
  function read(): void {
    let at = 0;
    for (;;) {
      const start = held.indexOf('<', at);
      if (start === -1) {
        // An entity may be cut in two.
        const safe = held.lastIndexOf('&');
        const end = safe >= at && held.length - safe < 12 ? safe : held.length;
        if (end > at) listener.text(decoded(held.slice(at, end)));
        held = held.slice(end);
        return;
      }
      if (start > at) listener.text(decoded(held.slice(at, start)));
      at = start;
      const next = markAt(start);
      if (next === null) {
        if (held.length - start > MARK_LIMIT) throw fault('有不完整的标记');
        held = held.slice(start);
        return;
      }
      at = next;
    }
  }

  /** Reads the mark that begins here; where the next thing begins, null where it is not whole yet. */
  function markAt(start: number): number | null {
    const kind = held[start + 1];
    if (kind === undefined) return null;
    if (kind === '?') return after('?>', start);
    if (kind === '!') {
      if (held.startsWith('<!--', start)) return after('-->', start);
      if (held.startsWith('<![CDATA[', start)) {
        const end = held.indexOf(']]>', start);
        if (end === -1) return null;
        listener.text(held.slice(start + 9, end));
        return end + 3;
      }
      if (held.length - start < 9) return null;
      throw fault('含有文档类型声明');
    }
    const end = tagEnd(start);
    if (end === null) return null;
    if (kind === '/') {
      listener.close(local(held.slice(start + 2, end).trim()));
      return end + 1;
    }
    const empty = held[end - 1] === '/';
    const inside = held.slice(start + 1, empty ? end - 1 : end);
    const blank = inside.search(/\s/);
    const name = local(blank === -1 ? inside : inside.slice(0, blank));
    listener.open(name, blank === -1 ? '' : inside.slice(blank));
    if (empty) listener.close(name);
    return end + 1;
  }

  function after(mark: string, start: number): number | null {
    const end = held.indexOf(mark, start);
    return end === -1 ? null : end + mark.length;
  }

  /** The `>` that is in no value of an attribute. */
  function tagEnd(start: number): number | null {
    let from = start;
    for (;;) {
      const end = held.indexOf('>', from);
      if (end === -1) return null;
      if (isOutside(start, end)) return end;
      from = end + 1;
    }
  }

  function isOutside(start: number, end: number): boolean {
    let quote = 0;
    for (let i = start; i < end; i++) {
      const c = held.charCodeAt(i);
      if (quote === 0 ? c === 0x22 || c === 0x27 : c === quote) quote = quote === 0 ? c : 0;
    }
    return quote === 0;
  }

  return {
    push: (piece) => {
      held = held === '' ? piece : held + piece;
      read();
    },
    end: () => {
      if (held.trim() !== '') throw fault('内容不完整');
    },
  };
}

function local(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text with its entities put in; an unknown one stays as it is. */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{2,4}));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name as string] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const PATTERNS = new Map<string, RegExp>();

/** An attribute by its name, prefix included where it has one; null where there is none. */
export function attribute(attributes: string, name: string): string | null {
  let pattern = PATTERNS.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(String.raw`(?:^|\s)${name}\s*=\s*(?:"([^"]*)"|'([^']*)')`);
    PATTERNS.set(name, pattern);
  }
  const found = pattern.exec(attributes);
  return found === null ? null : decoded(found[1] ?? found[2] ?? '');
}
