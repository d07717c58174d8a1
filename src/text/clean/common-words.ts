/**
 * Common two-character words of petitions and of official prose. They decide what a lost byte was; a word that is
 * missing here means a repair that is not made, never a wrong one.
 */
const WORDS =
  '因为 所以 但是 如果 虽然 由于 关于 对于 基于 至于 以及 并且 而且 或者 可以 能够 应该 必须 已经 正在 现在 目前 今年 去年 今天 昨天 时间 时候 情况 情怀 情感 问题 方面 方式 方法 方案 工作 工程 工单 工商 工资 作风 作用 作为 人员 人民 人们 群众 市民 居民 业主 用户 客户 商户 商家 单位 部门 机关 机构 企业 公司 学校 医院 社区 街道 小区 物业 平台 网站 网络 互联 电话 热线 手机 短信 微信 服务 政府 政务 行政 有关 相关 主管 职能 职责 责任 负责 管理 管辖 监管 监督 检查 调查 核实 处理 处罚 处置 办理 办法 解决 解释 回复 答复 反馈 反映 反应 投诉 举报 咨询 求助 建议 诉求 要求 希望 请求 申请 申报 审批 审核 登记 记录 通知 公告 公开 公示 公布 规定 规则 规范 制度 标准 条例 法律 法规 依据 依法 执法 违法 违规 权益 利益 权利 义务 合法 合同 协议 协调 调解 沟通 联系 联合 配合 合作 组织 领导 干部 党员 党委 书记 主任 经理 老板 店员 店家 客服 消费 费用 收费 退费 退款 退货 退换 换货 赔偿 补偿 价格 价值 金额 余额 押金 定金 购买 购物 商品 产品 商场 超市 市场 质量 数量 数字 数据 信息 系统 技术 科技 科学 教育 培训 学习 学生 孩子 老人 家长 家庭 生活 生产 安全 安排 安装 卫生 环境 环保 垃圾 噪音 噪声 扰民 施工 建设 建筑 房屋 住房 租房 租赁 中介 停车 车位 车辆 道路 交通 公交 地铁 路灯 绿化 供暖 暖气 供水 停水 停电 用电 燃气 电梯 维修 维护 保障 保护 保证 保险 社保 医保 提供 提高 提升 提出 提醒 改进 改善 改革 改造 推进 推动 推广 促进 加强 加快 完善 完成 实现 实施 实践 实际 实行 落实 落地 开展 开始 发展 发现 发生 发布 发挥 进行 进入 进展 形成 成立 成为 成果 结果 结合 总结 分析 分数 分类 分配 评价 评估 考核 考评 核查 采取 采用 积分 积极 主动 及时 立即 马上 尽快 缩短 延长 扩大 增加 减少 降低 影响 响应 效果 效率 有效 需要 需求 使用 利用 应用 运用 运行 运营 经营 经济 经过 经验 通过 过程 程序 流程 措施 机制 体制 体系 全面 全区 全市 全国 全部 面对 针对 根据 按照 为了 为民 民生 民情 我们 他们 你们 自己 大家 没有 不是 不能 不会 不要 不同 不断 喜欢 满意 非常 特别 比较 主要 重要 重点 重视 基本 基层 基础 具体 直接 一直 一定 一些 这些 那些 什么 怎么 角度 程度 态度 速度 制定 决定 决策 政策 城市 农村 地区 地方 地址 位置 背景 目标 目的 任务 意见 意识 认识 认为 认真 知道 了解 理解 看到 看见 觉得 感觉 感谢 表示 表扬 说明 证明 证据 材料 文件 会议 报告 报警 公安 民警 消防 城管 法院 仲裁 起诉 传达 传统 传递 宣传 广告 虚假 欺诈 假货 真实 属实 事实 事情 事项 事件 案件 条件 件事 其中 其他 另外 同时 同意 统一 统计 窗口 中心 中国 北京 国家 社会 历史 文化 旅游 体育 体验 健康 医疗 食品 药品 餐饮 酒店 快递 外卖 网购 线上 线下 实体 门店 专柜 小票 发票 收据 凭证 付款 支付 充值 预付 会员 办卡 余款 欠款 贷款 银行 金融 税务 创新 创建 先进 优化 优质 优惠 优先 驱动 引导 引起 带来 带动 打造 打击 整治 整改 整体 整合 综合 治理 执行 行为 行业 从业';

const KNOWN = new Set(WORDS.split(' '));

const pairOf = (first: number, second: number): number => (first << 16) | second;
const PAIRS = new Set([...KNOWN].map((word) => pairOf(word.charCodeAt(0), word.charCodeAt(1))));
/** Whether any word may hold a pair of this hash, so that most pairs are turned away without a look at the set. */
const MAYBE = new Uint8Array(65536);
const hashOf = (first: number, second: number): number => (Math.imul(first, 31) ^ second) & 0xffff;
for (const word of KNOWN) MAYBE[hashOf(word.charCodeAt(0), word.charCodeAt(1))] = 1;

/** Whether two simplified characters, given as code units, are a common word. */
export function isCommonPair(first: number, second: number): boolean {
  return MAYBE[hashOf(first, second)] === 1 && PAIRS.has(pairOf(first, second));
}

/** The common words, for looking up what fits. */
export function commonWords(): ReadonlySet<string> {
  return KNOWN;
}

/** Characters that texts annotate with pinyin, by reading; they tell a lost byte beside an annotation. */
const READINGS =
  'biāo標 bào報 bǔ補 chuàng創 chǎn產 chǔ礎 cái財 diào調 diǎn點 duì對隊 dá達 dòng動 dú獨 dān擔 dāng當 dǎo導 fèi費 fù復負 fā發 fēng風 guān關 guī規 gè個 gòu構 huán環 huì會 hào號 hù護 jià價 jié節結 jiān堅監 jiǎng獎 jì濟紀計 jìn進 jí級 jù據 jī機 jīng經 jǐn謹僅緊 lián聯連 luò絡 lì勵歷 lǐng領 nèi內 nóng農 píng評 qiáng強 quán權 qū區驅 rèn認 shè設 shí實時識 shù數術 tuán團 tài態 tái臺 tǒng統 wèi衛 wù務 wěn穩 wǎng網 xiàn現 xiàng項 xié協 xiāng鄉 xué學 xì細 xí習 xù續 xùn訓 yuǎn遠 yàn驗 yán嚴 yáng揚 yè業 yù譽預 yùn蘊運 yī醫 yīng應 yōu優 yǎng養 zhuǎn轉 zhàn戰 zhèn鎮 zhì質 zhí執 zhǔn準 zé責 lǎo老 guó國 mén門 chē車 dōng東 jiàn見 mǎi買 mài賣 huà話 yǔ語 diàn電 shū書 zhǎng長 kāi開 yú於 tóu頭 lù錄 rè熱 xiàn線 céng層 jiāo膠 huá華';

let readings: Map<string, string> | undefined;

/** The characters of a pinyin syllable with its tone mark, traditional forms. */
export function charactersRead(syllable: string): string {
  if (!readings) {
    readings = new Map();
    for (const entry of READINGS.split(' ')) {
      const characters = entry.replace(/[^\u4e00-\u9fff]/g, '');
      readings.set(entry.slice(0, entry.length - characters.length), characters);
    }
  }
  return readings.get(syllable) ?? '';
}
