/** Elements and text of a document without attributes; throws where it is not well formed. */
export type Element = {
  readonly name: string;
  readonly children: readonly Element[];
  readonly text: string;
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', '#13': '\r' };

export function readXml(document: string): Element {
  const declared = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declared)) throw new Error('No declaration.');
  const stack: { name: string; children: Element[]; text: string }[] = [{ name: '', children: [], text: '' }];
  const token = /<(\/?)([a-z_]+)(\/?)>|([^<]+)/gy;
  token.lastIndex = declared.length;
  let end = token.lastIndex;
  for (let match = token.exec(document); match !== null; match = token.exec(document)) {
    end = token.lastIndex;
    const [, closes, name, empty, text] = match;
    const top = stack.at(-1)!;
    if (text !== undefined) top.text += text;
    else if (closes === '/') {
      stack.pop();
      if (top.name !== name) throw new Error(`</${name}> closes <${top.name}>.`);
      stack.at(-1)?.children.push({ ...top, text: unescaped(top.text) });
    } else if (empty === '/') top.children.push({ name: name!, children: [], text: '' });
    else stack.push({ name: name!, children: [], text: '' });
  }
  const [root, ...more] = stack[0]!.children;
  if (end !== document.length || stack.length !== 1 || root === undefined || more.length > 0)
    throw new Error(`Not well formed at ${end}.`);
  return root;
}

const unescaped = (text: string): string =>
  text.replace(/&([^;]*);/g, (whole, name: string) => {
    const found = ENTITIES[name];
    if (found === undefined) throw new Error(`Unknown entity ${whole}.`);
    return found;
  });

/** As JSON by the Spark convention, every value a text: children of one name in these containers are an array. */
export function spark({ name, children, text }: Element): unknown {
  if (
    ['services', 'attributes', 'values', 'service_requests', 'errors', 'endpoints', 'formats'].includes(name)
  )
    return children.map(spark);
  if (children.length === 0) return text;
  return Object.fromEntries(children.map((child) => [child.name, spark(child)]));
}

/** A JSON answer with every value as the text XML has for it. */
export function asTexts(value: unknown): unknown {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asTexts(one)]));
  return String(value as string | number | boolean);
}
