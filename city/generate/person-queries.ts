import { commonSurnames, givenNameCharacters, namePinyinKeys, pinyinKeys, splitName } from '#chinese'
import type { GeneratedPerson } from './persons.ts'
import { type Random, randomFrom } from './random.ts'

/** How a name gets into a query otherwise than it stands in the register. */
export type Noise = 'edit' | 'homophone' | 'shape' | 'initials' | 'order'
/** What else is said of the person looked for. */
export interface KnownFacts {
  birthYear?: number
  /** A part of the address: the road with its number, or the hamlet. */
  street?: string
}
/** Somebody looks for a person, and remembers the name in some way. */
export interface PersonQuery {
  noise: Noise
  facts: 'none' | 'year' | 'year and street'
  name: string
  known: KnownFacts
  /** The place of the person who is meant among those that were given. */
  meant: number
}

// The 3,755 characters of the first level of GB 2312 (rows 16 to 55): what a typist's keyboard offers first.
const everyday = (() => {
  const decoder = new TextDecoder('gb18030')
  const found: string[] = []
  for (let row = 0xb0; row <= 0xd7; row++)
    for (let cell = 0xa1; cell <= 0xfe; cell++) {
      const character = decoder.decode(Uint8Array.of(row, cell))
      if (/^\p{Script=Han}$/u.test(character)) found.push(character)
    }
  return found
})()

// Characters that clerks take for each other when they copy a name from paper: collected by eye from the characters that names of this
// country have, without looking at how anything searches for them.
const takenForEachOther =
  '己已巳 未末朱 土士 戊戌戍成 干千于 天夭夫无 大太犬 日曰 王玉主 李季 陈阵 刘列 杨扬场 林材 徐徒 许计 宋宗 何河 郑邓 梁粱 谢射 韩翰 冯玛马 曹曾 肖尚 ' +
  '田由甲申 董童 袁哀 蔡察 余佘 杜社 叶汁 程稞 苏办 丁于 任仕 卢户 沈沉 姜美羊 崔催 钟钏 谭潭覃 汪江 范苑 石右 夏复 贾贡 付讨 邹皱 熊能 白自 孟盂 秦泰奏 ' +
  '邱丘 侯候 江红 史吏 陶淘 贺货 毛手 顾颐 邵召 武式 钱线 戴载 严产 温湿 赖懒 欧殴 伟伪纬 勇男 军车 志忘 明朋 建健 华毕 辉浑 文丈 斌武 锋峰 波披坡 涛祷 平乎 ' +
  '雄维 海侮梅 鹏朋 俊浚峻 亮壳 刚钢 杰木 宏宠 新亲 光先 永水 生主 丽雨 芳芬 敏毓 艳绝 燕蒸 玲铃 娟捐 霞震 静净 萍苹 英莫 秀委 婷停 兰羊 娜挪 莉利 ' +
  '琼凉 晓哓浇 春舂 彩采 洁结 浩皓 豪毫 嘉喜 宇字 龙尤 凯觊 翔详 荣劳 耀跃 锦绵 鸿鸣 威咸 颖颍 莹萤 欣掀 怡恰 佳住往 诗待 琪淇 倩清晴睛 琳淋 婉宛 妮呢 ' +
  '梓样 泽译 睿督 博搏 子了 辰晨 铭酩 昊吴 瑞端 霖霜 煜昱 奕弈 涵函 雯雪 彤形 雅推 芷芒 若苦 妍研 欢吹 桐铜 悦说 福副 贵责 德得 金全 木本 炳柄 桂挂 ' +
  '根恨 树村 国图 财材 仁仃 义叉 礼扎 忠忡 孝考 妹妺 娣姊 月用 清青 菊掬 妙秒 巧功 民氏 良艮 才寸 学字'

const shapes = new Map<string, string[]>()
for (const group of takenForEachOther.split(' '))
  for (const character of group) {
    const others = [...group].filter((one) => one !== character)
    shapes.set(character, [...(shapes.get(character) ?? []), ...others])
  }

const reading = (character: string) => pinyinKeys(character).full
const bySound = new Map<string, string[]>()
for (const character of new Set([
  ...everyday,
  ...commonSurnames().flatMap(({ surname }) => [...surname]),
  ...[1940, 1960, 1980, 2000, 2010].flatMap((year) => [...givenNameCharacters('male', year), ...givenNameCharacters('female', year)]),
]))
  bySound.set(reading(character), [...(bySound.get(reading(character)) ?? []), character])

const replaced = (characters: readonly string[], at: number, by: string) => characters.toSpliced(at, 1, by).join('')

/** The name with noise of a kind; nothing when it can't have any. */
const noises: Record<Noise, (random: Random, name: string) => string | undefined> = {
  // One character more, one fewer, or another one.
  edit(random, name) {
    const characters = [...name]
    const at = random.below(characters.length)
    const kind = random.below(3)
    if (kind === 0 && characters.length > 2) return characters.toSpliced(at, 1).join('')
    if (kind === 1 && characters.length < 4) return characters.toSpliced(at + 1, 0, random.of(everyday)).join('')
    const other = random.of(everyday)
    return other === characters[at] ? undefined : replaced(characters, at, other)
  },
  homophone(random, name) {
    const characters = [...name]
    const at = random.below(characters.length)
    const others = (bySound.get(reading(characters[at]!)) ?? []).filter((one) => one !== characters[at])
    return others.length === 0 ? undefined : replaced(characters, at, random.of(others))
  },
  shape(random, name) {
    const characters = [...name]
    const places = characters.flatMap((one, at) => (shapes.get(one)?.some((other) => other !== one) ? [at] : []))
    if (places.length === 0) return undefined
    const at = random.of(places)
    return replaced(characters, at, random.of(shapes.get(characters[at]!)!.filter((one) => one !== characters[at])))
  },
  // As they are typed: small letters, the surname's first.
  initials: (_random, name) => namePinyinKeys(name).initials,
  // The given name first, in characters or as a passport has it; or two characters of the given name the other way round.
  order(random, name) {
    const { surname, given } = splitName(name)
    const kind = random.below(3)
    if (kind === 0) return `${given}${surname}`
    if (kind === 1) return `${pinyinKeys(given).full} ${namePinyinKeys(surname).full}`
    const [one, two] = [...given]
    return two === undefined || one === two ? undefined : `${surname}${two}${one}`
  },
}

/** What somebody says of where a person lives: the last part of the address with its number. */
const streetOf = (address: string) => /(?:[^村区街镇路]{1,6}路\d+号|[^村区街镇]{1,3}村小组\d+号)/u.exec(address)?.[0]

/**
 * Queries for people who are there, each with one kind of noise in the name, in equal parts. Of every ten of a kind but initials, one says
 * nothing else, and then means somebody whose name nobody else bears; of the others half say the year of birth, half the year and the
 * street. Whoever remembers nothing but initials says the year in one of three cases, and the year and the street in the others. People
 * are drawn evenly, so that common names come as often as they are borne. The same options give the same queries.
 */
export function* personQueries({
  seed,
  persons,
  count,
}: {
  seed: string
  persons: readonly Pick<GeneratedPerson, 'name' | 'birthDate' | 'address'>[]
  count: number
}): Generator<PersonQuery, void, undefined> {
  const random = randomFrom(`${seed}/person-queries`)
  const bearers = new Map<string, number>()
  for (const { name } of persons) bearers.set(name, (bearers.get(name) ?? 0) + 1)
  const kinds = Object.keys(noises) as Noise[]
  for (let made = 0; made < count;) {
    const noise = kinds[made % kinds.length]!
    const nth = Math.floor(made / kinds.length)
    const facts =
      noise === 'initials'
        ? nth % 3 === 0
          ? 'year'
          : 'year and street'
        : nth % 10 === 0
          ? 'none'
          : nth % 2 === 0
            ? 'year'
            : 'year and street'
    const meant = random.below(persons.length)
    const person = persons[meant]!
    if (facts === 'none' && bearers.get(person.name) !== 1) continue
    const name = noises[noise](random, person.name)
    const street = streetOf(person.address)
    if (name === undefined || name === person.name || street === undefined) continue
    const known: KnownFacts = {
      ...(facts === 'none' ? {} : { birthYear: Number(person.birthDate.slice(0, 4)) }),
      ...(facts === 'year and street' ? { street } : {}),
    }
    yield { noise, facts, name, known, meant }
    made++
  }
}
