/**
 * Surnames and the characters of given names, for finding where a name divides and for generated people.
 *
 * Compound surnames with people in ten thousands: the Ministry of Public Security's report on names of 2020, as the press gave it.
 * Single surnames (share of the country in hundredths of a percent), the Guangdong weights and the characters of given names are from
 * memory, good enough for generated names and for nothing else. (The 2019 report names 陈 as Guangdong's first surname.)
 */
const singles = `
王 710 李 700 张 670 刘 510 陈 460 杨 320 黄 230 赵 200 吴 195 周 190 徐 145 孙 140 马 130 朱 125 胡 120 郭 115 何 115 林 112 高 110
罗 105 郑 95 梁 90 谢 80 宋 75 唐 72 许 70 邓 68 韩 66 冯 64 曹 62 彭 60 曾 58 肖 57 田 55 董 54 潘 52 袁 50 蔡 48 蒋 47 余 46 于 45
杜 44 叶 43 程 42 魏 42 苏 41 吕 40 丁 39 任 38 卢 37 姚 37 沈 36 钟 36 姜 35 崔 34 谭 33 陆 32 范 32 汪 31 廖 30 石 30 金 29 韦 29
贾 28 夏 28 付 27 方 27 邹 26 熊 26 白 25 孟 24 秦 24 邱 23 侯 23 江 22 尹 22 薛 21 闫 21 段 20 雷 20 龙 19 黎 19 史 19 陶 18 贺 18
毛 17 郝 17 顾 17 龚 16 邵 16 万 16 覃 16 武 15 钱 15 戴 15 严 15 莫 14 孔 14 向 13 汤 13 温 12 欧 12 冼 4 区 4 房 5 赖 14 成 9 班 4
`

/** Surnames that are much more common in Guangdong's north than in the country, with the factor by which. */
const northernGuangdong: Record<string, number> = {
  陈: 1.8,
  黄: 2,
  李: 1.1,
  梁: 4,
  林: 1.6,
  罗: 1.9,
  何: 1.9,
  邓: 3.5,
  谢: 1.5,
  曾: 2,
  钟: 3,
  廖: 2.5,
  谭: 2.5,
  潘: 1.8,
  卢: 2,
  郑: 1.2,
  黎: 4,
  莫: 3,
  温: 3,
  欧: 4,
  冼: 8,
  区: 6,
  房: 4,
  朱: 1.3,
  赖: 3,
  成: 3,
  王: 0.3,
  张: 0.7,
  赵: 0.2,
  孙: 0.15,
  马: 0.2,
  高: 0.25,
  宋: 0.2,
  韩: 0.15,
  田: 0.15,
  董: 0.15,
  于: 0.1,
  魏: 0.2,
  姜: 0.1,
  崔: 0.1,
  贾: 0.1,
  孟: 0.1,
  闫: 0.1,
  郝: 0.1,
}

const compounds = `
欧阳 111.2 上官 8.8 皇甫 6.4 令狐 5.5 诸葛 4.8 司徒 4.7 司马 2.3 申屠 1.9 夏侯 1.1 贺兰 1.0 完颜 0.6 慕容 0.5 尉迟 0.4 长孙 0.3
`

/** Compound surnames that exist, but whose number the report does not give. */
const rareCompounds = [
  '东方',
  '公孙',
  '宇文',
  '独孤',
  '南宫',
  '端木',
  '轩辕',
  '钟离',
  '西门',
  '闻人',
  '呼延',
  '澹台',
  '第五',
  '东郭',
  '百里',
  '拓跋',
]

function weightsOf(text: string): Map<string, number> {
  const parts = text.trim().split(/\s+/)
  const weights = new Map<string, number>()
  for (let index = 0; index < parts.length; index += 2) weights.set(parts[index]!, Number(parts[index + 1]))
  return weights
}

/** A surname and its weight among the generated. */
export type WeightedSurname = { surname: string; weight: number }

/** The common surnames with their weights: of the whole country, or leaning to the north of Guangdong. */
export function commonSurnames(place: 'country' | 'northern-guangdong' = 'country'): WeightedSurname[] {
  const factor = (surname: string) => (place === 'country' ? 1 : (northernGuangdong[surname] ?? 1))
  // A count in ten thousands over 1.4 billion, in hundredths of a percent, is the count divided by 14.
  const all = new Map([
    ...weightsOf(singles),
    ...[...weightsOf(compounds)].map(([surname, count]): [string, number] => [surname, count / 14]),
  ])
  return [...all].map(([surname, weight]) => ({ surname, weight: weight * factor(surname) }))
}

const compoundSurnames = new Set([...weightsOf(compounds).keys(), ...rareCompounds])

/** A Chinese name divided into surname and given name; a name of two characters is never read as a compound surname alone. */
export function splitName(name: string): { surname: string; given: string } {
  const whole = name.trim()
  const isCompound = whole.length > 2 && compoundSurnames.has(whole.slice(0, 2))
  // A character beyond the first plane of Unicode is kept as two.
  const length = isCompound || (whole.codePointAt(0) ?? 0) > 0xffff ? 2 : 1
  return { surname: whole.slice(0, length), given: whole.slice(length) }
}

type GivenNames = { from: number; male: string; female: string }

/** From memory, for generated names only: what parents liked, by the year of birth from which on. */
const givenNames: readonly GivenNames[] = [
  {
    from: 0,
    male: '福贵德金水木炳桂生祥根树荣华光明文志国永成林炎发财旺兴友仁义礼信忠孝庆寿长春',
    female: '秀英兰芳珍桂香玉梅莲凤花美妹娣好彩银金月娥娟琴群爱连琼清秋春菊妙巧',
  },
  {
    from: 1950,
    male: '建国明志强华伟文军平新民生光荣林辉勇东海波军卫红胜利永健雄锋刚成忠良才学',
    female: '秀英丽芳玲红梅燕萍兰珍霞琴凤群娟惠云爱华春艳彩琼莲娣金桂玉花月平',
  },
  {
    from: 1970,
    male: '伟强勇军志明建华辉文斌锋波涛平健雄海林鹏飞超俊亮刚杰宏新光成永生东',
    female: '丽芳敏艳燕玲娟霞梅红静萍英秀琴慧婷兰华娜莉云雪凤珍琼玉晓春彩洁',
  },
  {
    from: 1990,
    male: '伟杰浩鹏俊豪斌磊志明嘉文健宇辉超锋龙凯翔俊勇晓海林家荣耀华锦鸿威',
    female: '婷敏静丽雪燕颖慧莹欣怡佳娜玲洁晓诗琪文思芳倩琳婉珊丹妮艳霞梦',
  },
  {
    from: 2005,
    male: '梓浩宇轩俊豪泽睿博文子辰嘉铭皓晨宏锦昊天翔鑫烨瑞霖煜杰奕思远乐',
    female: '梓欣怡涵诗雨思琪嘉颖晓萱佳雯紫彤雅婷可馨芷若妍欢语桐悦琳静雪晴',
  },
]

/** The characters that given names of a birth year are drawn from. */
export function givenNameCharacters(sex: 'male' | 'female', birthYear: number): readonly string[] {
  return [...(givenNames.findLast(({ from }) => from <= birthYear) ?? givenNames[0]!)[sex]]
}
