import { Parser } from 'saxen';

/** An element as a parser of XML that others use reads it. */
export type Node = { readonly name: string; readonly children: Node[]; text: string };

/** The root of a document. Throws for whatever the parser complains of, warnings too. */
export function parseXml(document: string): Node {
  const root: Node = { name: '', children: [], text: '' };
  const open = [root];
  const parser = new Parser();
  const complain = (problem: Error | string): void => {
    throw new Error(`Not well formed: ${String(problem)}`);
  };
  parser.on('error', complain);
  parser.on('warn', complain);
  parser.on('openTag', (name, attributes) => {
    if (Object.keys(attributes()).length > 0) complain(`attributes of ${name}`);
    const node: Node = { name, children: [], text: '' };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on('text', (text, decode) => {
    const node = open.at(-1);
    if (node !== undefined) node.text += decode(text);
  });
  parser.on('closeTag', () => void open.pop());
  parser.parse(document);
  const [only, ...more] = root.children;
  if (only === undefined || more.length > 0 || open.length !== 1) throw new Error('Not one root.');
  return only;
}

/** The children of a node by their names; of several with one name the last. */
export const fieldsOfNode = ({ children }: Node): Readonly<Record<string, string>> =>
  Object.fromEntries(children.map(({ name, text }) => [name, text]));
