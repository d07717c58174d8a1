import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultMessage } from '../../src/knowledge/law-faults.ts';
import { parseLawText } from '../../src/knowledge/law-text.ts';
import type { LawText } from '../../src/knowledge/law-text.ts';
import { leavesOf } from '../../src/knowledge/law-tree.ts';
import type { LawNode } from '../../src/knowledge/law-tree.ts';
import { chineseNumeral } from '../../src/knowledge/numerals.ts';
import { expectLossless } from './law-texts.ts';

const labels = (text: LawText): string[] => text.articles.map(({ label }) => label);
const faults = (text: LawText): string[] => text.faults.map((f) => `${f.line} ${faultMessage(f)}`);
const kinds = (text: LawText): string[] => text.pieces.map(({ kind }) => kind);

const SMALL = `# 北京市某某条例

（2020年9月25日通过 根据2024年3月29日决定修正）

目　　录

第一章　总　　则
第二章　附　　则

第一章　总　　则

第一条　为了规范管理，制定本条例。
第二条　本条例所称物业：
（一）房屋；
（二）设施，包括：
1.电梯；
2.水泵。
前款规定的，由市政府公布。
第二章　附　　则
第三条　本条例自2024年5月1日起施行。
`;

describe('parseLawText', () => {
  it('reads title, contents, headings and articles with their paths', () => {
    const text = parseLawText(SMALL);
    expectLossless(SMALL, text);
    expect(text.title).toBe('北京市某某条例');
    expect(text.publishedOn).toBe('2024-03-29');
    expect(text.articles.map(({ label, path, line }) => [label, path.join('/'), line])).toEqual([
      ['第一条', '第一章 总则', 12],
      ['第二条', '第一章 总则', 13],
      ['第三条', '第二章 附则', 20],
    ]);
    expect(text.articles[1]?.text).toBe(
      '本条例所称物业：\n（一）房屋；\n（二）设施，包括：\n1.电梯；\n2.水泵。\n前款规定的，由市政府公布。',
    );
    expect(kinds(text).filter((kind) => kind === 'contents')).toHaveLength(3);
    expect(text.faults).toEqual([]);
  });

  it('gives paragraphs and items by their offsets in the source', () => {
    const text = parseLawText(SMALL);
    const at = (part: { start: number; end: number } | undefined) => SMALL.slice(part?.start, part?.end);
    const [first, second] = text.articles[1]?.paragraphs ?? [];
    expect(at(first)).toBe('本条例所称物业：');
    expect(first?.items.map((item) => [at(item), item.number, item.items.map(at)])).toEqual([
      ['（一）房屋；', 1, []],
      ['（二）设施，包括：', 2, ['1.电梯；', '2.水泵。']],
    ]);
    expect(second?.number).toBe(2);
  });

  it('builds a tree from divisions down to items of items', () => {
    const shape = (node: LawNode): string =>
      node.children.length === 0 ? '' : `${node.kind}(${node.children.map(shape).filter(Boolean).join()})`;
    const tree = parseLawText(SMALL).tree;
    expect(shape(tree)).toBe(
      'law(division(article(paragraph()),article(paragraph(item(),item(item(),item())),paragraph())),' +
        'division(article(paragraph())))',
    );
    expect(tree.children.find(({ kind }) => kind === 'division')?.name).toBe('第一章 总则');
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('reads the same with %s and a byte order mark', (_, ending) => {
    const source = `\ufeff${SMALL.replaceAll('\n', ending)}`;
    const text = parseLawText(source);
    expectLossless(source, text);
    expect(text.articles.map((a) => a.text)).toEqual(parseLawText(SMALL).articles.map((a) => a.text));
    expect(text.title).toBe('北京市某某条例');
    expect(kinds(text)[0]).toBe('bom');
  });

  it('reads 编, 分编, 章, 节 and numbers with 之', () => {
    const source =
      '某法\n第一编 总则\n第一分编 通则\n第一章 甲\n第一节 乙\n第九十九条 一。\n第一百条 二。\n第一百条之一 三。\n' +
      '第一百零一条 四。\n第二节 丙\n第一百零二条 五。\n第二编 丁\n第一百零三条 六。\n';
    const text = parseLawText(source);
    expectLossless(source, text);
    expect(labels(text)).toEqual([
      '第九十九条',
      '第一百条',
      '第一百条之一',
      '第一百零一条',
      '第一百零二条',
      '第一百零三条',
    ]);
    expect(text.articles[2]).toMatchObject({ number: 100, sub: 1 });
    expect(text.articles.map(({ path }) => path.length)).toEqual([4, 4, 4, 4, 4, 1]);
    expect(faults(text)).toEqual(['6 缺少第一条至第九十八条']);
  });

  it('takes a reference at the start of a line for text, not for an article', () => {
    const source =
      '某法\n第一条 甲。\n第三条规定的，从其规定。\n第一款、第二款规定的，除外。\n第二章的规定除外。\n第二条 乙。\n';
    const text = parseLawText(source);
    expectLossless(source, text);
    expect(labels(text)).toEqual(['第一条', '第二条']);
    expect(text.articles[0]?.paragraphs).toHaveLength(4);
  });

  it('believes a label without a space where its number comes next', () => {
    const text = parseLawText('某法\n第一条为了管理，制定本法。\n第五条情形除外。\n第二条国家保障。\n');
    expect(text.articles.map((a) => [a.label, a.text])).toEqual([
      ['第一条', '为了管理，制定本法。\n第五条情形除外。'],
      ['第二条', '国家保障。'],
    ]);
  });

  it('reads a judicial interpretation with 一、 as headings above articles that go on', () => {
    const source =
      '最高人民法院关于某某的解释\n一、管辖\n第一条 甲：\n一、此为项；\n二、此也为项。\n二、证据的调查\n第二条 乙。\n';
    const text = parseLawText(source);
    expectLossless(source, text);
    expect(text.articles.map(({ label, path }) => [label, path.join()])).toEqual([
      ['第一条', '一、管辖'],
      ['第二条', '二、证据的调查'],
    ]);
    expect(text.articles[0]?.paragraphs[0]?.items).toHaveLength(2);
  });

  it('takes 一、 for articles where the text has no 第一条', () => {
    const text = parseLawText('关于某某的批复\n一、甲问题，答复如下。\n（一）子项；\n二、乙问题。\n');
    expect(labels(text)).toEqual(['一', '二']);
    expect(text.articles[0]?.paragraphs[0]?.items).toHaveLength(1);
    expect(text.faults).toEqual([]);
  });

  it('says where a count begins again', () => {
    const text = parseLawText('决定\n第一条 甲。\n第二条 乙。\n附：条例\n第一条 丙。\n第二条 丁。\n');
    expect(faults(text)).toEqual(['5 条号重新从第一条开始']);
  });

  it('names missing, doubled and misplaced numbers with their lines', () => {
    const text = parseLawText(
      '某法\n第一条 甲。\n第三条 乙。\n第三条 丙。\n第二条 丁。\n第七条 戊。\n第七条之一 己。\n',
    );
    expect(faults(text)).toEqual([
      '3 缺少第二条',
      '4 第三条重复（第 3 行已有）',
      '5 第二条排在第三条之后',
      '6 缺少第三条至第六条',
    ]);
  });

  it('says that there is no article, no title, no such day', () => {
    expect(faults(parseLawText('通知\n各单位：请遵照执行。\n'))).toEqual([
      '1 没有找到条文（行首须为“第一条”或“一、”）',
    ]);
    expect(faults(parseLawText(''))).toContain('1 没有标题');
    expect(faults(parseLawText('某法\n2024年13月45日公布\n第一条 甲。\n'))).toEqual([
      '2 “2024年13月45日”不是日期',
    ]);
  });

  it('says that the last article names a day that is none', () => {
    expect(faults(parseLawText('某法\n第一条 甲。\n第二条 自2024年2月30日起施行。\n'))).toEqual([
      '3 “2024年2月30日”不是日期',
    ]);
  });

  it('reads labels in Markdown, alone on their line or with a name in brackets', () => {
    const source =
      '# 某法\n\n### **第一章 总则**\n\n### 第一条\n\n甲。\n\n**第二条** 乙。\n\n> 第三条【立法目的】丙。\n\n第四条：丁。\n';
    const text = parseLawText(source);
    expectLossless(source, text);
    expect(text.articles.map((a) => [a.label, a.text, a.path.join()])).toEqual([
      ['第一条', '甲。', '第一章 总则'],
      ['第二条', '乙。', '第一章 总则'],
      ['第三条', '【立法目的】丙。', '第一章 总则'],
      ['第四条', '丁。', '第一章 总则'],
    ]);
    expect(text.faults).toEqual([]);
  });

  it('keeps an annex out of the last article', () => {
    const source = '某法\n第一条 自2020年1月1日起施行。\n附件：\n收费标准\n一次 10 元\n';
    const text = parseLawText(source);
    expectLossless(source, text);
    expect(text.articles[0]?.text).toBe('自2020年1月1日起施行。');
    expect(kinds(text).filter((kind) => kind === 'annex')).toHaveLength(3);
  });

  it('reads contents without a repeated heading, and a body without headings', () => {
    const text = parseLawText('某法\n目录\n第一章 总则\n第二章 附则\n第一条 甲。\n第二条 乙。\n');
    expect(text.articles.map(({ path }) => path)).toEqual([[], []]);
    expect(kinds(text).filter((kind) => kind === 'contents')).toHaveLength(3);
  });

  it('loses nothing of any text, and every part lies in its whole', () => {
    const numeral = fc.integer({ min: 1, max: 300 }).map(chineseNumeral);
    const space = fc.constantFrom('', ' ', '\u3000', '\u3000\u3000', '\t');
    const word = fc.string({
      unit: fc.constantFrom(
        ...'总则管理规定的、，。；：“”（）()第条章款项一二十百之目录#*>- \u3000附件abc1.',
      ),
      maxLength: 20,
    });
    const line = fc.oneof(
      fc.tuple(space, numeral, space, word).map(([a, n, b, w]) => `${a}第${n}条${b}${w}`),
      fc.tuple(numeral, numeral, word).map(([n, m, w]) => `第${n}条之${m} ${w}`),
      fc
        .tuple(fc.constantFrom('编', '分编', '章', '节'), numeral, space, word)
        .map(([l, n, s, w]) => `第${n}${l}${s}${w}`),
      fc.tuple(numeral, word).map(([n, w]) => `（${n}）${w}`),
      fc.tuple(numeral, word).map(([n, w]) => `${n}、${w}`),
      fc.tuple(fc.nat(30), word).map(([n, w]) => `${n}.${w}`),
      fc.constantFrom(
        '目录',
        '目\u3000录',
        '附则',
        '# 标题',
        '## 第一章 总则',
        '<!-- A -->',
        '---',
        '',
        '**第一条** 文',
      ),
      word,
      fc.string({ unit: 'grapheme', maxLength: 30 }),
    );
    const ending = fc.constantFrom('\n', '\r\n', '\r', '\n\n');
    const source = fc
      .tuple(fc.constantFrom('', '\ufeff'), fc.array(fc.tuple(line, ending), { maxLength: 40 }), line)
      .map(([bom, lines, last]) => bom + lines.flat().join('') + last);
    fc.assert(
      fc.property(source, (text) => {
        expectLossless(text, parseLawText(text));
      }),
      { numRuns: 500 },
    );
  });

  it('finds exactly the articles that were written, whatever stands around them', () => {
    const sentence = fc.constantFrom(
      '国家保障合法权益。',
      '有下列情形之一的：',
      '前款规定除外。',
      '本法所称物业，是指房屋。',
    );
    const article = fc.record({
      paragraphs: fc.array(sentence, { minLength: 1, maxLength: 3 }),
      items: fc.nat(3),
      indent: fc.constantFrom('', '\u3000\u3000', '    '),
      gap: fc.constantFrom(' ', '\u3000', '\u3000\u3000'),
      blank: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(article, { minLength: 1, maxLength: 60 }),
        fc.constantFrom('\n', '\r\n'),
        (all, end) => {
          const expected: { label: string; text: string }[] = [];
          let source = `某某管理条例${end}${end}`;
          for (const [i, { paragraphs, items, indent, gap, blank }] of all.entries()) {
            if (i % 7 === 0) source += `第${chineseNumeral(i / 7 + 1)}章\u3000章名${end}`;
            const lines = [
              ...paragraphs,
              ...Array.from({ length: items }, (_, n) => `（${chineseNumeral(n + 1)}）项；`),
            ];
            const label = `第${chineseNumeral(i + 1)}条`;
            source += `${indent}${label}${gap}${lines.join(`${end}${indent}`)}${end}${blank ? end : ''}`;
            expected.push({ label, text: lines.join('\n') });
          }
          const text = parseLawText(source);
          expectLossless(source, text);
          expect(text.articles.map((a) => ({ label: a.label, text: a.text }))).toEqual(expected);
          expect(text.faults).toEqual([]);
          for (const [i, a] of text.articles.entries()) {
            expect(a.paragraphs).toHaveLength(all[i]?.paragraphs.length ?? 0);
            expect(a.paragraphs.at(-1)?.items).toHaveLength(all[i]?.items ?? 0);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('reads a text of more faults than a call can hold', () => {
    const text = parseLawText(`某法\n${'第一条 甲。\n'.repeat(150_000)}`);
    expect(text.articles).toHaveLength(150_000);
    expect(text.faults).toHaveLength(149_999);
  });

  it('has leaves that are the pieces', () => {
    const text = parseLawText(SMALL);
    expect(leavesOf(text.tree).map(({ start, end, kind }) => [start, end, kind])).toEqual(
      text.pieces.map(({ start, end, kind }) => [start, end, kind]),
    );
  });
});
