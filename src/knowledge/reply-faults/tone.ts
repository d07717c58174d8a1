import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import type { Reading } from './reading.ts';

const LINES: readonly (readonly [RegExp, string])[] = [
  [
    /无理取闹|胡搅蛮缠|无端(?:猜测|指责|投诉)|恶意(?:投诉|举报|刁难|炒作|维权)|职业(?:投诉|举报|打假)人|刁民|(?:故意|有意|存心)刁难|小题大做|斤斤计较|占(?:小)?便宜|借机(?:敲诈|闹事)|(?:您|反复|无理|一再)[^，。；]{0,4}纠缠|无事生非|没事找事|吹毛求疵|钻(?:空子|牛角尖)|想当然|(?:多次|反复|频繁|天天)(?:来电|投诉|反映|拨打)[^。]{0,12}影响(?:了)?我|浪费(?:了)?(?:公共|行政|热线)?资源|(?:简直|纯属|完全是)(?:无理|荒唐|荒谬|胡闹)|要求(?:太)?(?:过分|无理|荒谬)|小事(?:不值|也|还)|不值得(?:打|投诉|反映)/u,
    '指责市民',
  ],
  [
    /(?:是|怪|怨|由于|因为)您?(?:自己|本人|自身)(?:没|不|的(?:问题|责任|原因|疏忽|过错)|未)|您自己(?:不|没|没有|未)(?:看|注意|仔细|问|搞|弄|想|管|保管|考虑)|(?:责任|过错|问题)(?:完全|全部)?(?:在|在于)您(?:自己)?|您(?:当初|早)(?:干什么|干嘛|怎么不|为什么不|就该|应该)|(?:早干什么|早干嘛)去?了|怨不得|怪不得别人|自作自受|咎由自取|活该|自讨|贪(?:图)?(?:小)?(?:便宜|利)|自己[^，。；]{0,4}也有责任|(?:全|都|怪|赖)(?:赖|怪)(?:学校|商家|我们|别人|政府)|不好好(?:管教|看管|看|想|听)|您(?:应该|本该|本应|早该)(?:早|先|自己)[^，。；]{0,12}(?:清楚|明白|了解|问|想)/u,
    '把责任推给市民',
  ],
  [
    /难道(?:您|你|我们|还)|(?:您|你)(?:倒是|也不想想|以为(?:您|你|自己)|觉得可能吗|说呢|懂不懂|明白吗|听不懂|看不懂)|这么简单的?(?:道理|事)|连[^，。]{1,10}都(?:不知道|不懂|不会)|常识(?:问题|都)|众所周知|可想而知|(?<!“)(?:呵呵|哈哈)|笑话|幼稚(?!园)|无知|法盲|您(?:可)?真(?:会|能|有)|好自为之|爱(?:信不信|去哪|告不告|咋)|随(?:您|你)(?:便|去|怎么)|有本事|(?:都|也)不懂|不懂法|动动脑|长点心|带点脑|请便/u,
    '讥讽或者反问市民',
  ],
  [
    /(?:请)?(?:您|你)?(?:不要|别|勿|不得|切勿|禁止)(?:再|重复|反复|继续|随意|到处|动不动就?|一再|总是|多次){1,3}(?:打|来电|拨打|投诉|反映|举报|纠缠|闹|问|找)|(?:您|你)(?:必须|只能|只好|得|给我(?!们)|应该老老实实)(?!携|提供|到|在|凭|持|向|先|通过|按|于|办|本人)|(?:后果|责任)(?:由您)?自负|否则(?:将不再|后果|我们(?:将|不|就)|一切后果)[^，。]{0,10}|(?:再|继续)(?:投诉|打|闹|反映)[^，。]{0,8}(?:不予|不再|不受理|列入|追究|黑名单)|追究您的|我们没(?:空|时间|义务)|(?:不归|不关)我们(?:管|的?事)?|跟我们(?:没关系|无关)|(?:别|不要)找我们|找(?:别人|别的部门)去|管不(?:了|着)|爱莫能助|(?:再|继续)(?:打|投诉|反映|来电|来)[^，。]{0,6}也(?:没用|没有用|一样|白费|无用)|没(?:有)?(?:时间|空|精力)(?:处理|管|理)|自己(?:想办法|看着办)/u,
    '命令、推脱或者威胁',
  ],
  [
    /(?:太|真|实在|简直|极其)(?:过分|气人|可恶|可恨|荒唐|离谱|不像话|令人气愤|令人愤怒|无语|无奈)|气死|忍无可忍|令人发指|痛心疾首|义愤|愤慨|我(?:们)?(?:也)?(?:很|非常|十分)(?:生气|愤怒|无奈|委屈|为难|恼火)|烦不烦|真烦|累死|天天打/u,
    '带情绪',
  ],
  [
    /(?<![\u4e00-\u9fa5])(?:亲|宝子|家人们|亲亲)(?=[，,～~！!])|(?:哦|喔|呦|哟|嘛|呗|哈|嘻)[。！!～~，,]|~{1,}|～{1,}(?!\d)/u,
    '口语随便',
  ],
];

export function toneFaults({ own }: Reading): ReplyFault[] {
  const faults: ReplyFault[] = [];
  for (const [pattern, what] of LINES)
    for (const match of own.matchAll(new RegExp(pattern.source, 'gu'))) {
      const start = match.index;
      const end = start + match[0].length;
      if (/^[～~]+$/u.test(match[0]) && /\d\s*$/u.test(own.slice(0, start))) continue;
      if (/不(?:是|属于|存在|构成)[^，。]{0,4}$/u.test(own.slice(Math.max(0, start - 8), start))) continue;
      faults.push(fault('tone', start, end, `“${match[0]}”${what}，请改为平和、说理的话。`));
    }
  return faults;
}

const YOU = /(?<![迷])你(?!们?好意思)/gu;

/** 你 in a reply that owes 您. */
export function youFaults({ own, input }: Reading): ReplyFault[] {
  if (input.audience === 'other_party') return [];
  const polite = own.includes('您');
  const found = [...own.matchAll(YOU)];
  const first = found[0];
  if (first === undefined) return [];
  const what = polite ? '“你”“您”混用' : '用了“你”';
  return [fault('you_mixed', first.index, first.index + 1, `${what}（${found.length} 处），请统一用“您”。`)];
}

/** Exclamation marks: one behind the greeting and one behind the thanks at most. */
export function exclamationFaults({ own }: Reading): ReplyFault[] {
  const run = /[！!]{2,}|[？?][！!]+|[！!]+[？?]|[？?]{2,}/u.exec(own);
  if (run)
    return [fault('exclamation', run.index, run.index + run[0].length, '感叹号、问号连用，请只用一个句号。')];
  const plain = [...own.matchAll(/[！!]/gu)].filter(({ index }) => {
    const before =
      own
        .slice(0, index)
        .split(/[。！!？?；\n]/u)
        .at(-1) ?? '';
    return !/好$|感谢|谢谢|祝|敬礼|特此|此复|抱歉|歉意|谅解|支持|关注|理解|致敬|收悉|愉快|健康|顺利|问政|来信|监督|回复|答复/u.test(
      before,
    );
  });
  const first = plain[1];
  if (first === undefined) return [];
  return [
    fault(
      'exclamation',
      first.index,
      first.index + 1,
      `感叹号过多（${plain.length} 处），答复用陈述语气，请改为句号。`,
    ),
  ];
}
