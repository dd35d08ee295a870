import type { Random } from './random.ts'
import type { Village } from './villages.ts'

// Common names of streets and hamlets; that one of them exists in the village is chance.
const streets =
  '人民 建设 解放 和平 新城 北江 沿江 环城 文化 学府 桥北 桥南 东门 西门 南门 北门 凤翔 锦霞 银泉 先锋 工业 朝阳 光明 富强 民生 广清 站前 河堤 松岗 洲心'.split(
    ' ',
  )
const hamlets = '上 下 老屋 新屋 大塘 石桥 龙潭 山口 坪头 水尾 牛栏 榕树 竹园 黄泥 井头 禾仓 社背 围内 塘边 岭脚 坝仔 庙前 高田 沙田'.split(
  ' ',
)

/** The place a village committee's name stands for: 仙桥村委会 → 仙桥村, 鹤堂社区居委会 → 鹤堂社区. */
function placeOf(name: string): string {
  const place = name.replace(/(村民|居民)?委员会$|(村|居)委会$/, '')
  return /(社区|村|街)$/.test(place) ? place : `${place}${name.includes('居') ? '社区' : '村'}`
}

/** The region part of an address: 广东省 is left to who prints it. */
function regionText(village: Village): string {
  // A county-level city or county is not written after its prefecture, a district is.
  const head = village.county.endsWith('区') ? `${village.city}${village.county}` : village.county
  return `${head}${village.town}${placeOf(village.name)}`
}

/** Where a household lives. */
export function homeAddress(village: Village, random: Random): string {
  if (!village.urban) return `${regionText(village)}${random.of(hamlets)}村小组${1 + random.below(180)}号`
  const street = `${regionText(village)}${random.of(streets)}路${1 + random.below(300)}号`
  return random.chance(0.8) ? `${street}${1 + random.below(12)}栋${1 + random.below(18)}0${1 + random.below(6)}房` : street
}

/** Where a market entity has its place of business. */
export function businessAddress(village: Village, random: Random): string {
  if (!village.urban) return `${regionText(village)}${random.of(hamlets)}村${1 + random.below(180)}号`
  const street = `${regionText(village)}${random.of(streets)}路${1 + random.below(300)}号`
  return random.chance(0.6) ? `${street}首层${1 + random.below(40)}号铺` : `${street}${1 + random.below(20)}0${1 + random.below(9)}室`
}
