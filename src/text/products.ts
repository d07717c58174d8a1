import type { Span } from './types.ts';
import { matchesAround, wordList } from './scan.ts';
import { isFree, nothingTaken, take } from './taken.ts';

/** Goods and services that people complain about, as they are called; longer names are found first. */
const GOODS =
  '羽绒服|运动鞋|连衣裙|旗袍|西装|西服|大衣|外套|皮草|毛衣|衬衫|校服|裤子|裙子|鞋子|皮鞋|球鞋|老布鞋|布鞋|凉鞋|靴子|帽子|围巾|泳裤|泳衣|内衣|袜子|衣服|背包|书包|行李箱|手提包|箱包|皮带|手表|儿童手表|智能手表|眼镜|镜片|镜框|隐形眼镜|角膜塑形镜|手机|电脑|笔记本电脑|平板电脑|平板|学习机|耳机|相机|充电宝|充电器|数据线|电视机|电视|冰箱|洗衣机|空调|热水器|净水机|净水器|油烟机|燃气灶|扫地机器人|扫地机|吹风机|电饭煲|破壁机|空气炸锅|取暖器|按摩椅|按摩枕|助听器|血糖仪|血压计|轮椅|电动轮椅|拐杖|智能马桶|马桶盖|智能锁|门锁|沙发|床垫|餐椅|餐桌|书桌|衣柜|橱柜|窗帘|地板|瓷砖|木门|防盗门|灯具|家具|家电|首饰|项链|戒指|手镯|银镯子|金镯|金条|金币|黄金|玉镯|玉器|手串|吊坠|翡翠|钻戒|字画|邮票|月饼|粽子|茶叶|龙井|白酒|红酒|啤酒|香烟|烟酒|牛奶|奶粉|蛋糕|生日蛋糕|面包|点心|糕点|糖果|火腿|腊肉|牛肉|羊肉|猪肉|鸡肉|烤鸭|海鲜|螃蟹|大闸蟹|水果|草莓|樱桃|榴莲|蔬菜|大米|食用油|鸡蛋|面粉|奶茶|咖啡|饮料|矿泉水|外卖|盒饭|套餐|火锅|烤串|羊蝎子|保健品|药品|中药|面膜|护肤品|化妆品|口红|香水|假发|染发剂|洗发水|牙膏|玩具|积木|盲盒|卡片|潮玩|手办|玩偶|毛绒玩具|气球|吉他|钢琴|古筝|二手车|新车|汽车|电动车|电动自行车|自行车|三轮车|摩托车|轮胎|电瓶|充电桩|门票|车票|机票|火车票|电影票|演唱会门票|话剧票|演出票|酒店|民宿|团购券|代金券|优惠券|购物卡|储值卡|会员卡|充值卡|年卡|月卡|次卡|季卡|美发卡|美容卡|健身卡|游泳卡|洗车卡|餐卡|预付卡|私教课|私教|瑜伽课|游泳课|舞蹈课|中国舞|美术课|素描课|钢琴课|英语课|编程课|篮球课|书法课|体验课|网课|课程|学车|驾驶培训|考研培训|夏令营|研学|月嫂|保姆|保洁|家政服务|搬家|维修|装修|婚纱照|写真|摄影|婚庆|婚宴|植发|种植牙|牙齿矫正|洗牙|种牙|双眼皮|热玛吉|水光针|玻尿酸|美甲|理发|剪发|烫发|染发|按摩|足疗|艾灸|宠物|猫|狗|泰迪|金毛|布偶猫|猫粮|狗粮|宽带|流量套餐|手机套餐|保险|理财|贷款|信用卡|车位|地下车位|停车位|商品房|期房|公寓|房屋|平房|电梯|货梯|暖气|液化气罐|燃气表|水表|电表|专家号|疫苗|医保卡|社保卡|养老助残卡|居住证|护照|房产证|发票';
const MORE_GOODS =
  '羊毛被|金手镯|泳裤|端砚|民谣吉他|貂|空气炸锅|大闸蟹提货券|提货券|洗碗机|宣纸|婴儿配方奶粉|皮卡包|卡包|衬衣|不粘锅|虎皮鹦鹉|鹦鹉|石英手表|唱戏机|放大镜|白毫银针|跑鞋|杨梅|床架|婴儿车|风衣|玉镯子|考研政治教材|教材|羊绒大衣|烤箱|银戒指|磷虾油|投影仪|茶具|学习软件|车厘子|面霜|台灯|胶带|徽章|香薰灯|蓝牙音箱|音箱|智能手环|手环|扫拖一体机|机械表|智能门锁|镜头|油烟机|延长保修|平衡车|跑步机|羽绒被|取暖机|镜架|冰柜|水票|洗澡卡|按摩卡|月票本|熟普|围巾|蚕丝被|灭火器|磁力珠|硒鼓|头盔|保温杯|换鞋凳|卫衣|剃须刀|老花镜|玉牌|花茶|羊肚|酸奶|锁芯|羊腿|糖葫芦|自助烤肉|护理床|浴巾|酵素|鞋垫|老白茶|按摩仪|古法手镯|铁锅|燕窝|银杯|卤牛腱|牛腱|麻辣烫|油条|鲜牛奶|熟肉|黄焖鸡|鸡翅|奶酪|佛跳墙|豆腐|果汁|坚果|豆芽|阿莫西林|艾灸贴|降压药|胰岛素|试纸|退烧药|口罩|防晒霜|美瞳|头孢|精华|葡萄酒|药浴包|石斛|羚羊角粉|百天照|指纹锁|三件套|活鲈鱼|开心果|西瓜|天麻|叉车|隐形车衣|电车|刹车片|行车记录仪|二手房|新房|样板间|旧沙发|双肩包|假牙|古琴谱|编程班|小提琴|硬笔书法|教辅|练习册|托费|代币|KTV|套圈机|剧本|包间|跟团游|一日游|旅游签证|签证|舞剧票|儿童剧|脱口秀|演唱会|摇滚专场|音乐剧|亲子剧|篮球训练|花滑课|晶体|洁牙|溶脂|双眼皮埋线|点痣|线雕|肉毒|吸脂|小气泡|山地车|养老床位|分红险|车损险|重疾险|教育金|医疗险|墓位|骨灰盒|导盲犬|双色球|虫草|原始股|数字币';
/** Names that are as often the place or the means of a matter as what was bought: only after a verb of buying. */
const WEAK = new Set(
  '电梯|货梯|停车位|车位|发票|装修|维修|房屋|平房|酒店|民宿|保险|暖气|水表|电表|燃气表|狗|猫|宠物|保洁|搬家|公寓|疫苗|医保卡|社保卡|信用卡|贷款|宽带|课程|外卖|药品|汽车|自行车|电动车|三轮车|护照|房产证|居住证|手机|电视|理发|帽子|衣服|裤子|鞋子|卡片|保姆|水果|蔬菜|鸡蛋|眼镜|电脑|火锅|烤串|咖啡|啤酒|白酒|香烟|气球|专家号|轮椅|拐杖|套餐|玩具|汽车|空调|电瓶|垃圾|沙发|家具|头盔|灭火器|口罩|演唱会|布鞋|瓷砖|地板|橱柜|家电|摄影|按摩|装修|豆腐|代币|剧本|包间|精华|电车|新房|二手房|网课|充电桩|流量套餐|首饰|窗帘|书包|校服'.split(
    '|',
  ),
);
const GOODS_NAMES = [...new Set(`${GOODS}|${MORE_GOODS}`.split('|'))].sort((a, b) => b.length - a.length);
const KINDS = '儿童|老人|智能|真丝|纯棉|手工|进口|品牌|二手|全自动|电动|无线|蓝牙|实木|定制|新款|旧|某品牌';
const KNOWN = new RegExp(`(?:(?:男|女)[士童款式]?|${KINDS}){0,3}(?:${GOODS_NAMES.join('|')})`, 'y');
const KNOWN_HEADS = wordList([...GOODS_NAMES, ...KINDS.split('|'), '男', '女']);
const VERBS =
  '购买|网购|选购|购置|购|买了|买的|买|订购|订了|订的|定制|定做|订做|预订|预定|下单|拍下|拍了|办理|办了|办的|报名|报了|报的|充值|租用|租了|安装|装了|送洗|维修|修|点了|点的|换了|做了|卖|出售|销售';
const QUANTITY =
  '(?:了|的)?(?:[一二两三四五六七八九十几\\d]+)?(?:件|双|条|台|部|只|个|张|套|款|辆|盒|箱|瓶|斤|袋|枚|块|份|包|把|对|顶|副|本|支|桶|罐|期|节|次|年期?|间|床|扇|盏|组)?(?:的)?';
const BOUGHT = new RegExp(
  `(?:${VERBS})${QUANTITY}([\\u4e00-\\u9fa5A-Za-z“”"]{1,12}?)(?=[一两二三四五六七八九十\\d]+[件双条台部只个张套款辆盒箱瓶斤袋枚块份包把对节次]|[，。；、！？（(\\s]|，|$|共|花|后|时|回|价|不到|才|没|就|是|有|的|说|用|穿|要|到|，)`,
  'y',
);
const VERB_HEADS = wordList(VERBS.split('|'));

const STRONG = /^(?:购买|网购|选购|订购|买了|买的|定制|定做|预订|订做)/;
const NO_GOODS =
  /^(?:东西|商品|产品|服务|了|的|过|时|后|单|这|那|他|她|它|我|你|人|不|没|几|多|就|都|是|有|说|之|以|并|还|又|在|给|一|所|票据|记录|凭证|合同|协议|小票|日期|当天|合计|共计)/;

/** Products and services named in a text, best first: what was bought, then other goods in order. */
export function findProducts(text: string): Span[] {
  const found: (Span & { readonly score: number })[] = [];
  const taken = nothingTaken(text.length);
  const add = (start: number, end: number, score: number) => {
    if (end <= start || !isFree(taken, start, end)) return;
    take(taken, start, end);
    found.push({ start, end, score });
  };
  const known = matchesAround(KNOWN, text, KNOWN_HEADS, 0, 0).map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  let next = 0;
  for (const match of matchesAround(BOUGHT, text, VERB_HEADS, 0, 0)) {
    const words = match[1] ?? '';
    const start = match.index + match[0].length - words.length;
    const end = start + words.length;
    while ((known[next]?.start ?? Infinity) < start - 1) next++;
    const candidate = known[next];
    const inside = candidate && candidate.start < end && candidate.end <= end + 2 ? candidate : undefined;
    if (!inside && STRONG.test(match[0]) && words.length >= 2 && !NO_GOODS.test(words)) add(start, end, 1.5);
    if (inside) add(Math.min(start, inside.start), Math.max(end, inside.end), 3);
  }
  for (const one of known) {
    const before = text.slice(Math.max(0, one.start - 12), one.start);
    const bought = /买|购|订|定制|定做|[办报]了|办的|报的|充值|送洗|下单|拍下|消费/.test(before);
    if (!bought && WEAK.has(text.slice(one.start, one.end))) continue;
    add(one.start, one.end, bought ? 2 : 1);
  }
  return found
    .sort((a, b) => b.score - a.score || a.start - b.start)
    .map(({ start, end }) => ({ start, end }));
}
