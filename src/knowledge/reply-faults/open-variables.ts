import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import type { Reading } from './reading.ts';

/** Things left to fill in: variables, crosses, blanks, and words that say so. */
const OPEN: readonly RegExp[] = [
  /\{[^{}\n]{0,40}\}|\{\{[^{}\n]{0,40}\}\}|\$\{[^{}\n]{0,40}\}/gu,
  /[×✕╳]{2,}|(?<![A-Za-z\d*])[Xx]{2,}(?![A-Za-z\d*])|(?<=[\u4e00-\u9fa5])[×✕╳□■▢](?=[\u4e00-\u9fa5]|[年月日元号：:])|[□▢]{2,}|○{2,}(?!年)/gu,
  /_{2,}|＿{2,}|(?<=[：:为于])\s*[.．]{6,}|…{3,}/gu,
  /【\s*】|\[\s*\]|（\s*）|\(\s*\)|“\s*”|《\s*》/gu,
  // Not marks of ours: words that handlers leave in a reply for what is still to be filled in, and that are faults there.
  /待(?:补充|填写?|完善|定稿|核实后(?:填|补)|更新|确认后(?:填|补)|录入)(?!材料|资料|证据|手续|程序)|TODO|TBD|tbd|[（(【[<＜](?:此处|这里|请|由)?[^（）()【】\n]{0,14}(?:填写|补充|插入|填入|粘贴|待定|待补)[^（）()【】\n]{0,14}[）)】\]>＞]|此处(?:填写|插入|补充|粘贴)[^，。\n]{0,16}/gu,
  /【(?:[^【】\n]{0,12})(?:姓名|日期|单位|电话|金额|结果|情况|名称|时间|地址|编号)[^【】\n]{0,6}】|\[(?:[^[\]\n]{0,12})(?:姓名|日期|单位|电话|金额|结果|情况|名称|时间|地址|编号)[^[\]\n]{0,6}\]/gu,
  /(?:某某|xx|XX|××)(?=先生|女士|公司|局|所|路|街|小区|单位)/gu,
  /(?:\d{0,4}|\s)年\s{1,6}月\s{1,6}日|(?<![\d一二三四五六七八九十〇零])年(?:\s*[×XxＸ_]*\s*)月(?:\s*[×XxＸ_]*\s*)日/gu,
];

export function openVariableFaults({ text }: Reading): ReplyFault[] {
  const found: ReplyFault[] = [];
  for (const pattern of OPEN)
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (found.some((other) => start < other.end && other.start < end)) continue;
      found.push(
        fault(
          'open_variable',
          start,
          end,
          `“${match[0].trim() || '空白'}”还没有填写，请填上核实的内容后再发出。`,
        ),
      );
    }
  return found;
}
