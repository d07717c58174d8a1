import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Markdown } from '../../src/web/components/markdown.tsx';
import { blockText, readInline, readMarkdown } from '../../src/web/markdown.ts';

const html = (source: string): string => String(<Markdown blocks={readMarkdown(source)} under={2} />);

describe('the Markdown of the handbook', () => {
  it('reads headings with and without an id, paragraphs, lists and tables', () => {
    const blocks = readMarkdown(
      '# 一章 {#ch}\n\n第一行\n第二行\n\n- 甲\n- 乙\n1. 先\n2. 后\n\n| 码 | 名 |\n| --- | --- |\n| `a` | **甲** |\n\n### 节',
    );
    expect(blocks.map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'list',
      'table',
      'heading',
    ]);
    expect(blocks[0]).toEqual({ kind: 'heading', level: 1, id: 'ch', text: '一章' });
    expect(blocks[1] && blockText(blocks[1])).toBe('第一行第二行');
    expect(blocks[3]).toMatchObject({ ordered: true });
    expect(blocks[4] && blockText(blocks[4])).toBe('码 名\na 甲');
    expect(blocks[5]).toMatchObject({ id: '节', level: 3 });
  });

  it('reads strong, code and links into the program, and leaves links elsewhere as text', () => {
    expect(readInline('见 [队列](/) 或 [此处](#x)，按 `n`，**要紧**')).toEqual([
      { kind: 'text', text: '见 ' },
      { kind: 'link', text: '队列', href: '/' },
      { kind: 'text', text: ' 或 ' },
      { kind: 'link', text: '此处', href: '#x' },
      { kind: 'text', text: '，按 ' },
      { kind: 'code', text: 'n' },
      { kind: 'text', text: '，' },
      { kind: 'strong', text: '要紧' },
    ]);
    for (const href of ['https://a.example', '//a.example', 'javascript:alert(1)', 'data:text/html,x'])
      expect(readInline(`[点](${href})`)).toEqual([{ kind: 'text', text: `[点](${href})` }]);
  });

  it('takes nothing as HTML', () => {
    const made = html('<script>alert(1)</script>\n\n- <img src=x>\n\n| <b> |\n| --- |\n| "q" & <i> |');
    expect(made).not.toMatch(/<(?:script|img|b|i)[ >]/u);
    expect(made).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html('[点"onx="1](/a"onx="1)')).not.toContain('onx="1"');
  });

  it('ends on any text and loses no word of it', () => {
    const piece = fc.constantFrom(
      '# ',
      '## 题 {#a}',
      '- ',
      '1. ',
      '| a | b |',
      '| --- |',
      '**',
      '`',
      '[x](',
      ')',
      '\n',
      '甲',
      '<b>',
      '|',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = pieces.join('');
        const words = readMarkdown(source).map(blockText).join('');
        expect(words.split('甲').length).toBe(source.split('甲').length);
      }),
    );
  });
});
