/**
 * Characters that look alike, by what they share: each line is a part and the characters that have it, as far as names have them. From
 * memory, for searching and for pointing out what may be the same person; not a dictionary.
 */
const parts = `
青 青清晴请情静倩靖婧菁精睛
令 令玲铃岭龄伶苓聆零翎
分 分芬芳纷份氛盼
方 方芳放房防访坊仿万
工 工红江功巧攻贡虹项土
每 每梅海敏毓悔侮霉
艮 艮银根恨跟良浪朗娘郎
吉 吉结洁佶桔喜嘉
月 月朋鹏明胡有肖用
日 日旦旭昌晶晨辰昊昱曰白目
木 木林森杰本李季未末禾术材村
立 立丽位亲新辛
主 主王玉柱住往注佳生
亭 亭婷停庭廷
云 云芸耘会去
每敏 敏繁毓
女 安妥案晏
佳 佳佳隹雄雅维唯椎推
尧 尧晓浇烧饶绕娆翘哓
辰 辰晨震振宸唇
羊 羊祥详翔洋样洋美姜兰群
告 告浩皓靠造
景 景颖影颍项
王 玲珍珠琳琴琪瑞瑜琼珊珑玛玮
其 其琪淇棋琦祺旗期
林 林琳淋彬霖霜梦
韦 韦伟玮炜苇纬伪违
军 军辉晖浑挥恽晕
车 车东军轩
建 建健键
永 永泳咏水冰
勇 勇男恿涌
刚 刚钢岗纲冈
俊 俊峻骏竣浚
民 民氏抿
志 志忠忘忐思恩
士 士土干千于
亮 亮壳高豪毫
夆 锋峰蜂逢烽
皮 波坡披玻
寿 涛祷筹寿
平 平苹萍评坪乎
良 良艮娘
英 英央莫瑛映
艳 艳绝色丰
燕 燕蒸
雨 雨霞雪霜霖雯震雷雲需丽
肙 娟捐涓鹃
凤 凤风凰凡
秀 秀委季透莠
慧 慧惠彗
南 楠喃
宛 宛婉碗腕
宇 宇字宁守宝宏宠
龙 龙尤庞泷
羽 翔翊翎
耒 耀跃
帛 锦绵棉
鸟 鸿鸣鹏鹤
威 威咸戚成戌戊戍
营 莹萤荧营荣劳
欠 欣掀欢吹
合 怡恰治
寺 诗待侍特时
涵 涵函
文 文丈斌雯纹武
杉 彤形彬杉
若 若苦芷芒茗
研 妍研
同 桐铜洞
兑 悦说锐税
福 福副富
贵 贵责遗
得 德得
金 金全铭鑫钰
丙 炳柄
圭 桂挂佳
才 才财材寸
仁 仁仃仕任
礼 礼扎
子 子了孔孝字学孟
春 春舂秦奏泰
采 彩采菜
少 妙秒沙
古 古胡湖
陈 陈阵东
易 杨扬场汤旸
余 余徐除涂佘
午 许计午
宋 宋宗末
可 何河柯荷
登 邓郑登
梁 梁粱
射 谢射
倝 韩翰朝
马 冯马玛妈
曹 曹曾遭
由 田由甲申
重 董童重
祭 蔡察祭
土 杜社牡
十 叶汁计
呈 程稞
力 苏办
丁 丁于打
卢 卢户庐芦
冘 沈沉枕
催 崔催
中 钟钏忠
覃 谭潭覃
王水 汪江旺
氾 范苑
石 石右
夏 夏复
贝 贾贡贺货
寸 付讨
刍 邹皱
能 熊能
皿 孟盂
丘 邱丘岳
侯 侯候
史 史吏
匋 陶淘
毛 毛手
页 顾颐颜
召 邵召
弋 武式
戋 钱线浅
戴 戴载
厂 严产
昷 温湿
负 赖懒
区 欧殴区
虑 勇男
华 华毕
玄 宏玄
光 光先
娜 娜挪
利 莉利
京 琼凉
凯 凯觊
辛 梓样
睪 泽译择
叔 睿督
尃 博搏
吴 昊吴
耑 瑞端
立日 煜昱
廾 奕弈
义 义叉
妹 妹妺姝
青菊 菊掬
朱 朱未末珠株
国 国图
已 己已巳
`

const shapes = new Map<string, Set<number>>()
for (const [at, line] of parts.trim().split('\n').entries())
  for (const character of line.slice(line.indexOf(' ') + 1)) {
    const own = shapes.get(character) ?? new Set<number>()
    own.add(at)
    shapes.set(character, own)
  }

/** Whether two characters look so much alike that one is read or written for the other. */
export function lookAlike(one: string, other: string): boolean {
  const [a, b] = [shapes.get(one), shapes.get(other)]
  return a !== undefined && b !== undefined && [...a].some((part) => b.has(part))
}
