import { normaliseCode } from './text.ts'

/**
 * Plates of motor vehicles, after GA 36-2018. The standard's text was not at hand: the rules here are those that secondary sources agree on
 * (letters I and O are not used in serials; new-energy serials have six characters, small vehicles with the letter first, large ones with
 * it last; D, A, B, C, E for battery vehicles, F, G, H, J, K for the others). Letters beyond D and F are in use without being in the 2018 text.
 */
export type PlateKind =
  'ordinary' | 'new-energy-small' | 'new-energy-large' | 'trailer' | 'learner' | 'police' | 'cross-border' | 'consulate' | 'embassy'

const provinces = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼'
const office = `[${provinces}][A-HJ-NP-Z]`
const serial = '[0-9A-HJ-NP-Z]'

const shapes: [PlateKind, RegExp][] = [
  // How many letters a serial may hold differs between offices and years, so their number is not checked.
  ['ordinary', new RegExp(`^${office}${serial}{5}$`)],
  ['new-energy-small', new RegExp(`^${office}[A-HJK]${serial}\\d{4}$`)],
  ['new-energy-large', new RegExp(`^${office}\\d{5}[A-HJK]$`)],
  ['trailer', new RegExp(`^${office}${serial}{4}挂$`)],
  ['learner', new RegExp(`^${office}${serial}{4}学$`)],
  ['police', new RegExp(`^${office}${serial}{4}警$`)],
  ['cross-border', new RegExp(`^粤Z${serial}{4}[港澳]$`)],
  ['consulate', new RegExp(`^${office}${serial}{4}领$`)],
  ['embassy', /^使\d{6}$|^\d{6}使$/],
]

/** The plate as it is stored: upper case, half-width, without spaces, hyphens and the dot after the office's letter. */
export function normalisePlate(text: string): string {
  return normaliseCode(text).replace(/[·•・.]/g, '')
}

/** What kind of plate this is; undefined when it has the shape of none. */
export function plateKind(text: string): PlateKind | undefined {
  const plate = normalisePlate(text)
  return shapes.find(([, shape]) => shape.test(plate))?.[0]
}

/** What is wrong with a plate, as a sentence for the person; undefined when nothing is. */
export function checkPlate(text: string): string | undefined {
  if (plateKind(text)) return undefined
  const plate = normalisePlate(text)
  if (!provinces.includes(plate[0] ?? ' ')) return '号牌应以省、自治区、直辖市简称开头，例如粤R'
  if (/[IO]/.test(plate.slice(1))) return '号牌不使用字母 I 和 O'
  return '不是有效的机动车号牌'
}

/** What a text with a plate in it looks like to a search by pattern (POSIX); {@link platesIn} then looks closer. */
export const plateHint = `[${provinces}][[:space:]]*[A-Za-zＡ-Ｚ]|使[[:space:]]*[0-9]{6}|[0-9]{6}[[:space:]]*使`

const written = new RegExp(`[${provinces}]\\s*[A-Za-z][·•・.\\s-]*[0-9A-Za-z]{4,6}[挂学警港澳领]?|使\\s*\\d{6}|\\d{6}\\s*使`, 'g')

/** The plates in a text, as they are written there. */
export const platesIn = (text: string): string[] =>
  [...text.normalize('NFKC').matchAll(written)].map(([plate]) => plate).filter((plate) => plateKind(plate) !== undefined)
