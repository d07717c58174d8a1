import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import type { Reading } from './reading.ts';

const INTERNAL =
  /甩锅|背锅|推皮球|踢皮球|内部(?:工单|文件|消息|掌握|考核|通报|系统|备注)|(?:领导|局长|所长|主任|书记|区长)(?:批示|签批|指示|交代|要求我们|意见)|流转(?:备注|意见|记录|单)|退单|派单(?:系统|员|错误|有误|给|到我|至我)|签收(?:时限|超时)|(?:我[所局委办们]|我街道|单位|考核)[^，。；]{0,8}扣分|影响[^，。；]{0,6}考核|考核(?:压力|成绩|扣)|三率|响应率|解决率|销单|办结率|回访时请|回访(?:请|时)[^，。]{0,8}(?:满意|好评|配合)|给(?:个|予)?(?:满意|好评)|请(?:您)?(?:评价|选择|给予)?(?:满意|五星)|(?:申请|予以|回访|工单|考核)[^，。；]{0,4}剔除|剔除(?:申请|考核|工单)|挂账|督办(?:单|件)|(?:承办人?|流转|坐席|内部)备注|此件不公开|仅供内部|勿外传|压单|不满意件|工单(?:系统|流转|池|库)|智能派单|坐席备注|对口科室|我科(?:室)?(?:建议)?/gu;
const FINE = /(?:信用|驾驶证|交通|记)[^，。]{0,4}扣分|扣分(?:处理|制)/u;

/** Words of the house that a citizen should not read. */
export function internalWords({ own }: Reading): ReplyFault[] {
  const faults: ReplyFault[] = [];
  for (const match of own.matchAll(INTERNAL)) {
    const around = own.slice(Math.max(0, match.index - 6), match.index + match[0].length + 4);
    if (FINE.test(around)) continue;
    if (
      /^(?:退单)$/u.test(match[0]) &&
      /商家|平台|订单|用户|消费者|买家|申请/u.test(own.slice(Math.max(0, match.index - 16), match.index + 10))
    )
      continue;
    faults.push(
      fault(
        'internal_words',
        match.index,
        match.index + match[0].length,
        `“${match[0]}”是内部用语，市民不需要知道，请删去或者改写。`,
      ),
    );
  }
  return faults;
}
