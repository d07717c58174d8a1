import type { Basis } from './table.ts';

const cite = (law: string, article: string): Basis => ({ law, article });
const NPC = '中华人民共和国';

/** The articles the rules of consumption rest on, by the names handlers use for them. */
export const 消法16 = cite(`${NPC}消费者权益保护法`, '第十六条');
export const 消法23 = cite(`${NPC}消费者权益保护法`, '第二十三条');
export const 消法24 = cite(`${NPC}消费者权益保护法`, '第二十四条');
export const 消法25 = cite(`${NPC}消费者权益保护法`, '第二十五条');
export const 消法2 = cite(`${NPC}消费者权益保护法`, '第二条');
export const 消法52 = cite(`${NPC}消费者权益保护法`, '第五十二条');
export const 消法53 = cite(`${NPC}消费者权益保护法`, '第五十三条');
export const 消法55 = cite(`${NPC}消费者权益保护法`, '第五十五条');
export const 消法10 = cite(`${NPC}消费者权益保护法`, '第十条');
export const 条例19 = cite(`${NPC}消费者权益保护法实施条例`, '第十九条');
export const 条例22 = cite(`${NPC}消费者权益保护法实施条例`, '第二十二条');
export const 产品质量法40 = cite(`${NPC}产品质量法`, '第四十条');
export const 价格法6 = cite(`${NPC}价格法`, '第六条');
export const 食安法148 = cite(`${NPC}食品安全法`, '第一百四十八条');
const RETURNS = '网络购买商品七日无理由退货暂行办法';
export const 退货办法2 = cite(RETURNS, '第二条');
export const 退货办法6 = cite(RETURNS, '第六条');
export const 退货办法7 = cite(RETURNS, '第七条');
export const 退货办法8 = cite(RETURNS, '第八条');
export const 退货办法9 = cite(RETURNS, '第九条');
export const 退货办法10 = cite(RETURNS, '第十条');
const PREPAID = '最高人民法院关于审理预付式消费民事纠纷案件适用法律若干问题的解释';
export const 预付解释11 = cite(PREPAID, '第十一条');
export const 预付解释13 = cite(PREPAID, '第十三条');
export const 预付解释14 = cite(PREPAID, '第十四条');
export const 预付解释15 = cite(PREPAID, '第十五条');
export const 预付解释19 = cite(PREPAID, '第十九条');
export const 预付解释23 = cite(PREPAID, '第二十三条');
const CARDS = '北京市单用途预付卡管理条例';
export const 预付卡条例16 = cite(CARDS, '第十六条');
export const 预付卡条例17 = cite(CARDS, '第十七条');
export const 预付卡条例18 = cite(CARDS, '第十八条');
