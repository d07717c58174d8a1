import type { Suspect } from '../../app/learning/learning-types.ts';
import { percent } from '../components/model-compare.tsx';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';

/** One model: its evaluation card and the labels its training doubts. */
export function ModelPage(props: {
  frame: Frame;
  profile: ProfileView;
  version: string;
  card: string;
  suspects: readonly Suspect[];
}) {
  const names = new Map(props.profile.issueTypes.map((type) => [type.code, type.name]));
  const shown = (code: string): string => `${code} ${names.get(code) ?? ''}`;
  return (
    <Layout frame={props.frame} title={`模型 ${props.version}`}>
      <p>
        <a href="/models">← 模型</a>
      </p>
      <Card markdown={props.card} />
      <section class="panel table-wrap" aria-labelledby="suspects-title">
        <h2 id="suspects-title">可疑标注</h2>
        {props.suspects.length === 0 ? (
          <p>没有发现，或这个模型训练时尚无此项。</p>
        ) : (
          <table class="data">
            <caption class="visually-hidden">留出判断与标注相左的标注，最可疑的在前</caption>
            <thead>
              <tr>
                <th scope="col">来源</th>
                <th scope="col">编号</th>
                <th scope="col">标注</th>
                <th scope="col">建议</th>
                <th scope="col">标注的把握</th>
                <th scope="col">内容</th>
              </tr>
            </thead>
            <tbody>
              {props.suspects.map((s) => (
                <tr>
                  <td>{s.source}</td>
                  <th scope="row">{s.id}</th>
                  <td>{shown(s.given)}</td>
                  <td>{shown(s.suggested)}</td>
                  <td>{percent(s.confidence)}</td>
                  <td>{s.excerpt}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </Layout>
  );
}

type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'text'; readonly text: string };

const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The few forms a card is written in: headings, tables, paragraphs. */
export function cardBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    const heading = /^(#{1,4}) (.*)$/.exec(line);
    if (heading)
      blocks.push({ kind: 'heading', level: (heading[1] as string).length, text: heading[2] as string });
    else if (line.startsWith('|')) {
      const rows: string[][] = [];
      const head = cells(line);
      for (i += 2; (lines[i] ?? '').startsWith('|'); i++) rows.push(cells(lines[i] as string));
      i--;
      blocks.push({ kind: 'table', head, rows });
    } else if (line.trim() !== '') blocks.push({ kind: 'text', text: line });
  }
  return blocks;
}

function Card({ markdown }: { markdown: string }) {
  let title = '评估卡';
  return (
    <section class="panel card-page">
      {cardBlocks(markdown).map((block) => {
        if (block.kind === 'heading') {
          title = block.text;
          return block.level === 1 ? <h1>{block.text}</h1> : <h2>{block.text}</h2>;
        }
        if (block.kind === 'text') return <p>{block.text}</p>;
        return (
          <div class="table-wrap">
            <table class="data">
              <caption class="visually-hidden">{title}</caption>
              <thead>
                <tr>
                  {block.head.map((cell) => (
                    <th scope="col">{cell}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {block.rows.map(([first, ...rest]) => (
                  <tr>
                    <th scope="row">{first}</th>
                    {rest.map((cell) => (
                      <td>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      })}
    </section>
  );
}
