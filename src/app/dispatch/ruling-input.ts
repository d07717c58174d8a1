import { z } from 'zod';

const words = (what: string) =>
  z.string('须为字符串').trim().min(1, `${what}不能为空`).max(30, `${what}不能超过 30 字`);
const list = <T extends z.ZodType>(of: T) =>
  z.array(of).min(1, '不能是空列表；不限就不写这一项').max(50, '最多 50 项').exactOptional();

/**
 * What a ruling is limited to, wherever one is made: by itself, or together with the decision on an order. A list that
 * is left out limits nothing.
 */
export const rulingCondition = z.strictObject({
  any: list(words('词语')).describe('原文含其中任何一个'),
  all: list(words('词语')).describe('原文全部含有'),
  none: list(words('词语')).describe('原文一个也不含'),
  streets: list(words('街道')).describe('街道'),
  demandKinds: list(z.enum(['咨询', '求助', '投诉', '举报', '建议', '表扬'], '不是诉求种类')),
  saleChannels: list(z.enum(['offline', 'online', 'pickup', 'none', 'unknown'], '不是购买方式')),
});
