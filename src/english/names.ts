import { pinyin } from 'pinyin-pro'
import { cityFile, cityTable } from '../loading/tables.ts'

/** What a place is called in English by how its Chinese name ends; the longest ending counts. */
const endings: readonly (readonly [ending: string, english: string])[] = [
  ['壮族瑶族自治县', 'Zhuang and Yao Autonomous County'],
  ['瑶族自治县', 'Yao Autonomous County'],
  ['瑶族乡', 'Yao Township'],
  ['壮族瑶族乡', 'Zhuang and Yao Township'],
  ['社区居民委员会', 'Community'],
  ['社区居委会', 'Community'],
  ['居民委员会', 'Community'],
  ['居委会', 'Community'],
  ['村民委员会', 'Village'],
  ['村委会', 'Village'],
  ['社区', 'Community'],
  ['街道', 'Subdistrict'],
  ['国营林场', 'State Forest Farm'],
  ['林场', 'Forest Farm'],
  ['开发区', 'Development Zone'],
  ['虚拟生活区', 'Residential Area'],
  ['镇', 'Town'],
  ['乡', 'Township'],
  ['县', 'County'],
  ['区', 'District'],
  ['市', 'City'],
  ['村', 'Village'],
]

const spelt = (chinese: string) => {
  const letters = pinyin(chinese, { toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('')
  return letters.charAt(0).toUpperCase() + letters.slice(1)
}

/** A place's name in letters, with the English word for what it is: 凤城街道 → Fengcheng Subdistrict (GB/T 16159: one word a name). */
export function placeName(chinese: string): string {
  const ending = endings
    .filter(([end]) => chinese.endsWith(end) && chinese.length > end.length)
    .sort((a, b) => b[0].length - a[0].length)[0]
  return ending ? `${spelt(chinese.slice(0, -ending[0].length))} ${ending[1]}` : spelt(chinese)
}

interface Organ {
  name: string
  shortName: string
  function: string
  regionCode: string
}

/** English names of the places and organs of a city, by their Chinese names; `functions` names what an organ does. */
export function cityNames(city: string, functions: Readonly<Record<string, string>>): Map<string, string> {
  const names = new Map<string, string>()
  const places = new Map<string, string>()
  for (const { code, name } of cityTable(`${city}/divisions.csv`)) {
    const english = placeName(name!)
    names.set(name!, english)
    places.set(code!, english)
  }
  const organs = JSON.parse(cityFile(`${city}/organisations.json`)) as Organ[]
  for (const organ of organs) {
    const what = functions[organ.function]
    const where = places.get(organ.regionCode)
    if (!what || !where) continue
    // In short a town's government is called as the town is; the name is the town's.
    for (const name of [organ.name, organ.shortName]) if (!names.has(name)) names.set(name, `${where} ${what}`)
  }
  return names
}
