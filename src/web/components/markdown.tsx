import type { Block, Inline } from '../markdown.ts';

/** Blocks of Markdown as elements; hono's JSX escapes every text. `under`: level of the heading they stand under. */
export function Markdown({ blocks, under }: { blocks: readonly Block[]; under: 2 | 3 }) {
  return (
    <>
      {blocks.map((block) => (
        <One block={block} under={under} />
      ))}
    </>
  );
}

function One({ block, under }: { block: Block; under: 2 | 3 }) {
  switch (block.kind) {
    case 'heading':
      return under === 2 ? <h3 id={block.id}>{block.text}</h3> : <h4 id={block.id}>{block.text}</h4>;
    case 'paragraph':
      return (
        <p>
          <Line inline={block.inline} />
        </p>
      );
    case 'list': {
      const items = block.items.map((item) => (
        <li>
          <Line inline={item} />
        </li>
      ));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return (
        <table class="rights">
          <thead>
            <tr>
              {block.head.map((cell) => (
                <th scope="col">
                  <Line inline={cell} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map(([first = [], ...rest]) => (
              <tr>
                <th scope="row">
                  <Line inline={first} />
                </th>
                {rest.map((cell) => (
                  <td>
                    <Line inline={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
  }
}

function Line({ inline }: { inline: readonly Inline[] }) {
  return (
    <>
      {inline.map((part) => {
        switch (part.kind) {
          case 'strong':
            return <b>{part.text}</b>;
          case 'code':
            return <code>{part.text}</code>;
          case 'link':
            return <a href={part.href}>{part.text}</a>;
          case 'text':
            return part.text;
        }
      })}
    </>
  );
}
