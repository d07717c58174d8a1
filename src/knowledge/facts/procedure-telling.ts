import { on } from './cue.ts';
import type { FactCue, FactSet } from './cue.ts';
import { flag } from './dictionary.ts';

/** How a matter is told: what cannot be said for sure, and questions about nothing but the way. */
const definitions = [
  flag('factUnsettled', '关键情况说不清', '还说不清的这一点是怎样的，有没有凭据？'),
  flag('asksHow', '只问期限、部门、手续', '是问手续怎么办，还是已经遇到争议？'),
];

const cues: readonly FactCue[] = [
  // What is only asked, or cannot be told.
  on(
    'factUnsettled',
    /(?:说|记|弄|分|算)不(?:太)?(?:清楚?|准|明白|上来)|没(?:弄|问|看)清|说法不一|各说各的|各执一词|忘了$|不记得(?:了)?$/u,
    /他们?说不清|没说清楚?条/u,
  ),
  on(
    'factUnsettled',
    /(?:有没有|是否|是不是|到底|哪|几|多少|怎么|怎样|什么|([用保签交约关办退])没\1)[^，。；]{0,14}(?:没(?:讲|说|报|提|查|写|带来|交证明|看|核|截图)|不知道|不晓得|不清楚?|没人知道|没凭证)(?:怎么回)?$/u,
  ),
  on(
    'asksHow',
    /(?:多久|几天|多少天|多长时间)(?:内|能|可以|有|给|答复|告诉|办结|出|可|要)?|(?:向|找|递给|交给|递)谁|(?:去|往|到)哪(?:里|儿|个部门)?|怎么(?:写|申请|提|交|查)|收费吗|收不收费|要钱吗|多少钱|什么区别|要(?:交|带|填|写|提供)(?:什么|哪些)|期限是|几天(?:内)?/u,
    /超过|过了|已经|\d天了|天前|拖|没人|没动静|还没|才|退|赔|罚了/u,
  ),
];

export const TELLING_FACTS: FactSet = { definitions, cues };
