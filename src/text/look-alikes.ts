/**
 * Characters that are taken for one another by the eye, in sets of two to five; the usual slips of hurried typing
 * by shape (五笔, handwriting) and of optical reading. Drawn up for this project; a character may stand in several.
 */
const SETS =
  '末未 己已巳 土士 人入八 日曰 天夭 天夫 无天 无元 大太犬 大丈 午牛 干千于 王玉主 目且 自白 白百 田由甲申 乌鸟 免兔 今令 ' +
  '住往 住注 住驻柱 拆折析 拆诉 斥诉 贷货 货贷贺 侯候 拔拨 材村 账帐胀 赔陪 培赔 晴睛 请清情 请晴 话活 括话 侧测 侧则 很狠 跟根 ' +
  '很根 待侍 持待 持特 诗持 侍诗 场扬杨汤 肠汤 地他 她他 也他 圆园 困因囚 辨辩 辛幸 徽微 戊戌戍 毫豪 洒酒 冶治 冶冷 券卷 ' +
  '厂广 凡几 儿几 刀力 力九 方万 办为 历厉 压庄 床庆 开井 见贝 负员 员贵 责贵 责青 真直 具县 具真 间问闻 阅阔 闭闲 闪闷 闹闸 ' +
  '各名 名多 吃吱 吵炒抄 沙炒 秒抄 纱沙 砂沙 昌冒 冒胃 吧把爸 楼搂 楼数 电申 线钱浅 残钱 贱线 店占 占古 古右 右石 左右 石后 ' +
  '斤斥 听昕 收改 改攻 攻功 放故 政改 政放 效郊 校郊 校较 校效 杯怀 坏怀 坏环 不木 木本 木术 本体 休体 休依 化华 化比 比此 此些 ' +
  '北此 能态 熊能 师帅 带常 常尝 掌常 堂党 堂常 贫贪 令冷 冷怜 零铃 零玲 构购 构沟 沟钩 物扬 渴喝 揭喝 歇喝 检捡 检险 险验 险脸 ' +
  '签检 抢枪 苍仓 仑仓 轮论 论伦 抢抡 洋样 详祥 洋详 样群 提堤 提题 促捉 处外 夕歹 路洛 洛络 落洛 格络 客容 官宫 官管 管馆 营宫 ' +
  '劳荣 荣菜 采菜 采来 米来 半米 平半 评苹 秤评 称秤 种钟 冲种 神伸 伸坤 袖抽 油抽 邮油 轴抽 苗猫 猫描 描瞄 庙苗 稳隐 急隐 ' +
  '少小 小水 水永 永冰 河何 阿河 可司 司同 同洞 同向 向响 词伺 饲词 句旬 询句 均约 约钓 钓的 均匀 勺句 包抱 抱泡 泡炮 炮跑 饱抱 ' +
  '板版 饭板 返饭 贩版 反友 友发 拨发 废发 废度 度席 度渡 庭廷 延廷 诞延 植值 殖值 直值 置直 租祖组阻 姐组 粗租 宜宣 宣喧 查香 ' +
  '车东 东乐 陈阵 冻陈 练炼 推堆 推谁 准谁 准淮 难摊 摊滩 维难 唯维 催崔 摧催 设没 没投 投设 设役 段投 役没 沿没 治沿 始治 治抬 ' +
  '招抬 招拍 拍怕 怕柏 伯拍 泊怕 迫泊 昭招 照昭 绍招 欠次 吹次 软砍 款软 歉款 歇歉 费贵 弗费 佛拂 拂佛 沸佛 申电 甩用 用角 角甩 ' +
  '甩电 周用 周同 调周 凋调 雕调 绸调 厅厌 厅庁 压厌 厌庆 仄厌 原厚 厚原 愿原 源原 屋层 层尾 尾屋 居屋 居届 届屈 屈居 局居 尸户 ' +
  '户卢 护户 沪护 炉护 驴炉 护扩 扩矿 旷扩 旷矿 优忧 优伏 忧扰 犹优 就尤 尤龙 龙尤 拢扰 垄龙 袭龙 聋垄 宠庞 庞宠 ' +
  '统流 流疏 梳疏 硫流 荒慌 慌谎 挽晚 勉晚 搀挽 换挽 换唤 涣换 痪换 援暖 缓暖 缓援 爱受 授受 爰爱 ' +
  '传转 转传 砖转 传专 伟传 伟纬 围园 玮伟 运云 边这 这过 还近 进近 迅讯 ' +
  '汛讯 区匹 匹四 四西 西四 西酉 酒酉 牺洒 哂洒 目日 旦旧 旧归 担但 胆担 袒坦 旱早 早旱 ' +
  '章童 童章 竞竟 竟竞 境竟 镜境 亮壳 亭停 亨亭 享亨 亨享 亮亭 高亮 毫亮 哀衷 衰衷 哀衰 哀袁 壶壸 兵乒 乒乓 乓兵 丘兵 ';

/** Character → its look-alikes, in the order of the sets. */
const TABLE = buildTable();

function buildTable(): ReadonlyMap<string, readonly string[]> {
  const table = new Map<string, string[]>();
  for (const set of SETS.trim().split(/\s+/)) {
    for (const char of set) {
      const own = table.get(char) ?? [];
      for (const other of set) if (other !== char && !own.includes(other)) own.push(other);
      if (own.length > 0) table.set(char, own);
    }
  }
  return table;
}

/** Characters that look like `char`; none for most. Mutual: what looks like another is looked like by it. */
export function lookAlikesOf(char: string): readonly string[] {
  return TABLE.get(char) ?? [];
}
