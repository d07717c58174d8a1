import { daysIn } from './dates.ts';
import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import type { Reading } from './reading.ts';

const OBJECTION =
  /(?:再次|继续|随时|可|请)[^，。；\n]{0,8}(?:拨打|致电|联系|来电|反映|补充)[^。\n]{0,40}|行政复议|诉讼|起诉|人民法院|申请仲裁|劳动(?:人事)?(?:争议)?仲裁|消费者协会|调解(?:组织|委员会)|信访|复查|复核|(?<!\d)(?:12345|12315|12348|12333)(?!\d)|(?:异议|不服|疑问|疑义|不同意见|意见)[^。\n]{0,40}(?:可|请)|继续反映|补充反映/u;
const CONTACT =
  /(?<!\d)(?:0\d{2,3}[-－—\s]?)?[2-8]\d{6,7}(?!\d)|1[3-9]\d{9}|(?<!\d)(?!12345)12\d{3}(?!\d)|(?<!\d)96\d{3,4}(?!\d)|(?<!\d)95\d{3}(?!\d)|[48]00[-\s]?\d{3}[-\s]?\d{4}|(?:电话|联系方式|联系人)[^，。；\n]{0,4}[：:]|\{[^{}]*电话[^{}]*\}|\d{4}-\d{8}/u;
const SELF =
  /我(?:局|委|所|办|街道|街|队|中心|镇|区|院|公司|单位|站|支队|处|校|乡|县|市|部|厅|会|社区|行|集团|科|大队)|本(?:局|委|所|办|街道|单位|中心|公司|机关|院|校)/u;
const SHORTEST = 60;
const LONGEST = 2500;

/** What every reply must have: who answers, whom to ask, on which day, how to object; and a sensible length. */
export function missingParts({ text, input }: Reading): ReplyFault[] {
  const faults: ReplyFault[] = [];
  const end = text.trimEnd().length;
  const foot = Math.max(0, text.slice(0, end).lastIndexOf('\n', Math.max(0, end - 1)) + 1);
  const atFoot = foot < end ? foot : 0;
  const add = (code: 'no_objection' | 'no_contact' | 'no_date' | 'no_unit', message: string): void =>
    void faults.push(fault(code, atFoot, end, message));
  const exempt = input.kind === '表扬' || input.kind === '建议' || input.kind === '咨询';
  if (input.audience !== 'other_party') {
    if (!exempt && !OBJECTION.test(text))
      add('no_objection', '没有告诉市民对答复有异议怎么办，请写明补充反映的方式和复议、诉讼、调解等途径。');
    if (!CONTACT.test(text)) add('no_contact', '没有联系方式，请写明联系人或者单位电话。');
  }
  if (!hasDay(text.slice(0, end), input.day)) add('no_date', '没有答复日期，请在落款写明年月日。');
  if (!namesUnit(text, input.unit)) add('no_unit', '没有写明答复单位，请在落款写明单位名称。');
  const length = text.replace(/\s/gu, '').length;
  if (length < SHORTEST)
    faults.push(
      fault(
        'too_short',
        0,
        text.length,
        `全文只有 ${length} 个字，说不清楚，请写明核实情况、处理结果和依据。`,
      ),
    );
  if (length > LONGEST)
    faults.push(
      fault(
        'too_long',
        0,
        text.length,
        `全文 ${length} 个字，太长，请分项写要点，控制在 ${LONGEST} 字以内。`,
      ),
    );
  return faults;
}

/** The day of the reply stands at the end. */
function hasDay(text: string, today: string): boolean {
  const from = Math.max(0, text.length - 120);
  const foot = text.slice(from);
  const last = daysIn(foot, today).at(-1);
  if (last) {
    const isDated = !last.isGuessed || foot[last.start - 1] === '\n';
    const tells = /(?:于|在|自|从|至|到|已|前)\s*$/u.test(foot.slice(0, last.start));
    if (isDated && !tells && /^[^，]{0,60}$/u.test(foot.slice(last.end))) return true;
  }
  return /\{[^{}]*(?:日期|时间)[^{}]*\}\s*\S{0,12}$/u.test(foot);
}

function namesUnit(text: string, unit: string | undefined): boolean {
  if (SELF.test(text) || /\{[^{}]*单位[^{}]*\}/u.test(text)) return true;
  if (unit !== undefined && text.includes(unit.replace(/^区/u, ''))) return true;
  return /[\u4e00-\u9fa5]{2,20}(?:局|委员会|街道办事处|管理所|派出所|支队|大队|服务中心|管理处|集团|公司|管理部|政府|管委会|委办公室|街道|学校|医院)(?=\s|$|[\n，,。　]|\d{4}\s*年|二〇|联系)/u.test(
    text.slice(-120),
  );
}
