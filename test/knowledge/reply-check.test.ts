import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkReply, createReplyLaw, mayFinish } from '../../src/knowledge/reply-check.ts';
import { FAULTS } from '../../src/knowledge/reply-faults/fault.ts';
import type { FaultCode } from '../../src/knowledge/reply-faults/fault.ts';
import type { ReplyCheckInput } from '../../src/knowledge/reply-faults/reading.ts';
import { files } from './shelf.ts';

const law = createReplyLaw(files);

/** An order of the shopping street: bought in a shop, no deceit told of. */
const ORDER: Omit<ReplyCheckInput, 'text'> = {
  demands: [{ text: '市民霍女士11月1日在西单专柜买了一件羽绒服，不喜欢颜色，要求退货。', issueType: '0101' }],
  day: '2026-11-20',
  receivedOn: '2026-11-12',
  unit: '西长安街市场监督管理所',
  kind: '投诉',
  order: { number: '20261112-000123', callerName: '霍女士', callerPhone: '13812345678' },
};
const HEAD =
  '霍女士，您好！您于 2026 年 11 月 12 日反映的退货问题已由西长安街市场监督管理所办理，现答复如下：\n';
const BODY =
  '经查，该专柜销售的羽绒服吊牌、合格证齐全，未发现质量问题。我所11月15日组织双方调解，商家同意为您更换同款其他颜色，您表示接受，已于11月16日换货。\n';
const FOOT =
  '如对以上答复有异议，可以拨打 12345 补充说明，也可以请求消费者协会调解或者向人民法院提起诉讼。\n西长安街市场监督管理所　联系电话：010-66012345\n2026 年 11 月 20 日';

const check = (text: string, change: Partial<ReplyCheckInput> = {}) =>
  checkReply(law, { ...ORDER, ...change, text });
const codes = (text: string, change: Partial<ReplyCheckInput> = {}): FaultCode[] => [
  ...new Set(check(text, change).map(({ code }) => code)),
];
/** The good reply with other words in its middle. */
const withBody = (body: string): string => `${HEAD}${body}\n${FOOT}`;
const added = (words: string): string => withBody(`${BODY}${words}`);

describe('reply check', () => {
  it('finds nothing in a good reply', () => {
    expect(check(withBody(BODY))).toEqual([]);
  });

  it.each([
    ['open_variable', '办理情况：{办理情况}。'],
    ['open_variable', '商家于××月××日退款。'],
    ['open_variable', '退款金额为____元。'],
    ['open_variable', '具体结果待补充。'],
    ['open_variable', '商家为【商户名称】。'],
    ['referred_only', '您反映的其他情况已转相关部门处理。'],
    ['over_promise', '我们保证三日内给您退款。'],
    ['over_promise', '这笔钱百分之百能退给您。'],
    ['over_promise', '一定会让您拿到全额退款。'],
    ['over_promise', '我们马上给您全额退款。'],
    ['promise_for_others', '商家一定会给您退款。'],
    ['promise_for_others', '您起诉的话法院肯定会支持您。'],
    ['penalty_foretold', '我们一定会对该店从重处罚。'],
    ['penalty_foretold', '该店肯定是售假，属于黑心商家。'],
    ['law_unknown', '依据《某某行业管理办法》第三条处理。'],
    ['law_misspelt', '依据《消费者权益保障法》第二十四条处理。'],
    ['law_misspelt', '依据《中华人民共和国消费者权益保户法》第二十四条处理。'],
    ['article_unknown', '依据《中华人民共和国消费者权益保护法》第一百六十四条处理。'],
    [
      'quote_wrong',
      '《中华人民共和国消费者权益保护法》第二十四条规定：“经营者必须无条件为消费者办理退货手续。”',
    ],
    ['law_repealed', '依据《中华人民共和国合同法》第一百零七条，双方按约定处理。'],
    ['law_repealed', '依据《市场监督管理投诉举报处理暂行办法》第十二条受理。'],
    ['rule_not_applicable', '依据《中华人民共和国消费者权益保护法》第二十五条，您有权自收到商品之日起退货。'],
    ['rule_not_applicable', '您购买的商品可以享受七日无理由退货。'],
    ['rule_not_applicable', '您可以依法要求退一赔三。'],
    ['law_repealed', '根据合同法第九十四条，您可以解除合同。'],
    ['personal_data', '当事人身份证号110101199003071234。'],
    ['personal_data', '款项退至银行卡号6222021234567890128。'],
    ['personal_data', '我们已经联系您的手机13812345678。'],
    ['personal_data', '店主的电话13900001111已核实。'],
    ['tone', '您这是无理取闹。'],
    ['tone', '您自己没有看清楚小票，怪不得别人。'],
    ['tone', '请不要再反复打电话投诉。'],
    ['tone', '难道这么简单的道理也不懂吗。'],
    ['you_mixed', '请你保留好小票。'],
    ['exclamation', '问题已经解决！！'],
    ['doubled', '商家已经已经完成换货。'],
    ['doubled', '商家承担的的费用已经结清。'],
    ['doubled', '商家完成换货。，费用结清。'],
    ['unmatched_marks', '商家（西单某专柜已经换货。'],
    ['unmatched_marks', '依据《明码标价和禁止价格欺诈规定办理。'],
    ['typo', '款项已经退回您的支付帐户。'],
    ['typo', '您反应的问题已经办结。'],
    ['bad_date', '我所于2026年11月31日到店检查。'],
    ['bad_date', '我所于2月30日到店检查。'],
    ['date_order', '我所执法人员已于2026年12月3日到现场检查。'],
    ['amount_mismatch', '商家退还差价1280元（壹仟贰佰元整）。'],
    ['foreign_order', '本工单编号为20261109-000777。'],
    ['internal_words', '该工单经我所流转备注后退单处理。'],
  ] as const)('finds %s in “%s”', (code, words) => {
    expect(codes(added(words))).toContain(code);
  });

  it.each([
    '商家承诺三日内退款，并已签订调解协议。',
    '该店负责人表示会在三日内为您退款。',
    '如查证属实，我所将依法予以处罚。',
    '在实体店看货付款，法律没有规定七日无理由退货；商家承诺可退的按承诺办理。',
    '依据《中华人民共和国消费者权益保护法》第二十四条，没有质量问题的，不适用退货的规定。',
    '如有疑问，可联系承办人李同志，电话13901234567。',
    '商家退还差价1280元（壹仟贰佰捌拾元整）。',
    '双方约定商家于2026年12月3日前完成换货。',
    '购买日期为2026年11月1日，票据齐全。',
    '您提出的“马上全额退款！！”的要求，商家没有同意。',
    '请您到消费者协会（西长安街 1 号）咨询。',
    '1）票据齐全；2）吊牌完好。',
    '对您的个人信息，我所依法保密。',
    '《中华人民共和国合同法》已于2021年1月1日废止，现行的是《中华人民共和国民法典》。',
    '绝对化用语不当然产生退货的权利。',
    '请您自己修好后保留票据。',
  ])('finds nothing in “%s”', (words) => {
    expect(check(added(words))).toEqual([]);
  });

  it('says what took the place of an ended law, also of one that only a link tells of', () => {
    const words = (text: string) => check(added(text)).map(({ code, message }) => `${code} ${message}`);
    expect(words('依据《化妆品卫生监督条例》第三条处理。')).toEqual([
      'law_repealed 《化妆品卫生监督条例》已于 2021-01-01 停止施行，现行的是《化妆品监督管理条例》，请改引现行规定。',
    ]);
    expect(words('根据森林防火条例处理。')).toEqual([
      'law_repealed 森林防火条例已于 2026-01-01 停止施行，现行的是《森林草原防灭火条例》，请改引现行规定。',
    ]);
    expect(words('依据《市场监督管理投诉举报处理暂行办法》受理。').join()).toContain(
      '现行的是《市场监督管理投诉举报处理办法》',
    );
    expect(words('根据北京市森林防火条例处理。').join()).not.toContain('law_repealed');
  });

  it('takes the words of an article, white space aside, and no others', () => {
    const article = files.articles.find(
      ({ law: title, article: name }) => title === '中华人民共和国消费者权益保护法' && name === '第二十四条',
    );
    const quote = (article?.text ?? '').split('。')[0] ?? '';
    expect(quote.length).toBeGreaterThan(20);
    const cite = '《中华人民共和国消费者权益保护法》第二十四条规定：';
    expect(codes(added(`${cite}“${quote}。”`))).not.toContain('quote_wrong');
    const changed = `${quote.slice(0, 20)}必须${quote.slice(20)}`;
    expect(codes(added(`${cite}“${changed}。”`))).toContain('quote_wrong');
    const [fault] = check(added(`《中华人民共和国消费者权益保护法》第十六条规定：“${quote}。”`));
    expect(fault?.message).toContain('第二十四条');
  });

  it('holds a law against the day: in force on the day of the event is enough', () => {
    const words = '依据《市场监督管理投诉举报处理暂行办法》受理。';
    expect(codes(added(words))).toContain('law_repealed');
    expect(codes(added(words), { eventDate: '2026-04-14' })).not.toContain('law_repealed');
    const next = '依据《市场监督管理投诉举报处理办法》受理。';
    const early = { day: '2026-04-10', receivedOn: '2026-04-01' };
    expect(codes(added(next), early)).toContain('law_not_yet');
    expect(codes(added(next))).not.toContain('law_not_yet');
  });

  it('tells a denial of a rule that applies', () => {
    const online = {
      demands: [
        { text: '我11月10日在淘宝网购的羽绒服，收到后要求七天无理由退货，商家不退。', issueType: '0102' },
      ],
    };
    expect(codes(added('羽绒服不适用七日无理由退货，无法支持。'), online)).toContain('verdict_contradicted');
    expect(codes(added('您可以依法主张七日无理由退货。'), online)).not.toContain('rule_not_applicable');
  });

  it('hides the complainant from the other party, and the informant from everybody', () => {
    const notice =
      '某专柜：市民霍女士（电话13812345678，住西长安街12号楼301室）投诉你店拒绝退货，请于3日内说明情况。';
    const found = check(notice, { audience: 'other_party' }).filter(
      ({ code }) => code === 'complainant_exposed',
    );
    expect(found.map(({ start, end }) => notice.slice(start, end))).toEqual(
      expect.arrayContaining(['霍女士', '13812345678']),
    );
    const report = { kind: '举报', demands: [{ text: '匿名举报该店无证经营。', issueType: '0110' }] };
    expect(codes(added('我所已将您的姓名和电话告知该店。'), report)).toContain('informant_exposed');
    expect(codes(added('我所不会将您的姓名和电话告知该店。'), report)).not.toContain('informant_exposed');
  });

  it('knows who answers and who asked', () => {
    const other = withBody(BODY).replaceAll('西长安街市场监督管理所　', '金融街市场监督管理所　');
    expect(codes(other)).toContain('wrong_unit');
    expect(codes(withBody(BODY).replace('霍女士', '张先生'))).toContain('wrong_addressee');
    expect(codes(withBody(BODY).replace('霍女士', '霍先生'))).toContain('wrong_addressee');
    expect(codes(withBody(BODY).replace('霍女士', '尊敬的市民'))).not.toContain('wrong_addressee');
  });

  it('misses what is missing', () => {
    const bare = `霍女士，您好！${BODY}`.trim();
    expect(codes(bare)).toEqual(expect.arrayContaining(['no_objection', 'no_contact', 'no_date']));
    expect(codes('已收悉。')).toEqual(expect.arrayContaining(['too_short', 'demand_unanswered', 'no_unit']));
    expect(codes(withBody(BODY.repeat(60)))).toContain('too_long');
    const thanks = `${HEAD}${BODY}西长安街市场监督管理所　联系电话：010-66012345\n2026 年 11 月 20 日`;
    expect(codes(thanks)).toContain('no_objection');
    expect(codes(thanks, { kind: '表扬' })).not.toContain('no_objection');
  });

  it('says that set phrases are no answer', () => {
    const empty = withBody('我所高度重视，正在积极研究，将尽快处理，请您谅解。');
    expect(codes(empty)).toEqual(expect.arrayContaining(['empty_phrase', 'demand_unanswered', 'no_time']));
    expect(codes(withBody(`我所高度重视。${BODY}`))).not.toContain('empty_phrase');
    expect(codes(withBody('经了解，商家正在核实进货票据，我所将于11月25日前再次告知您。'))).not.toContain(
      'no_time',
    );
  });

  it('points into the text, blocks by code and never fails, whatever it is given', () => {
    const piece = fc.constantFrom(
      HEAD,
      BODY,
      FOOT,
      '《',
      '》',
      '“',
      '”',
      '第二十五条',
      '《中华人民共和国消费者权益保护法》',
      '七日无理由退货',
      '2026年2月30日',
      '一定',
      '退款',
      '\n',
      '1280元（壹仟元整）',
      '关于您反映的',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(fc.oneof(piece, fc.string({ maxLength: 8 })), { maxLength: 14 })
        .map((parts) => parts.join('')),
    );
    const demand = fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('要求退货', '咨询何时退款', ''));
    fc.assert(
      fc.property(text, fc.array(demand, { maxLength: 3 }), (words, demands) => {
        for (const fault of check(words, { demands: demands.map((d) => ({ text: d })) })) {
          expect(fault.start).toBeGreaterThanOrEqual(0);
          expect(fault.end).toBeGreaterThanOrEqual(fault.start);
          expect(fault.end).toBeLessThanOrEqual(words.length);
          expect(fault.severity).toBe(FAULTS[fault.code][0]);
          expect(fault.message.length).toBeGreaterThan(5);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lets a reply with warnings be finished, not one that blocks', () => {
    expect(mayFinish(check(withBody(BODY)))).toBe(true);
    expect(mayFinish(check(added('请你保留好小票。')))).toBe(true);
    expect(mayFinish(check(added('商家为{商家}。')))).toBe(false);
  });
});
