/**
 * Division codes of the statistics bureau, 12 digits: province 2, city 4, county 6 (these by GB/T 2260), town 9 (GB/T 10114), village 12.
 * Levels above the village are filled up with zeros. Codes are reused over the years: a code alone names a place only for a period.
 */
export type RegionLevel = 'country' | 'province' | 'city' | 'county' | 'town' | 'village'

const digitsOf: Record<RegionLevel, number> = { country: 0, province: 2, city: 4, county: 6, town: 9, village: 12 }
const levels: readonly RegionLevel[] = ['country', 'province', 'city', 'county', 'town', 'village']

/** Whether the text has the shape of a division code: 12 digits, no level skipped except the county (东莞 and 中山 have none). */
export function isRegionCode(code: string): boolean {
  return /^[1-9]\d{11}$/.test(code) && !/^\d{6}000\d*[1-9]/.test(code) && !/^\d{2}00\d*[1-9]/.test(code)
}

/** A code written short (44, 4418, 441802, 441802001) filled up to 12 digits. */
export function fullRegionCode(short: string): string {
  return short.padEnd(12, '0')
}

/** The level of a code of up to 12 digits; '' is the country. */
export function regionLevel(code: string): RegionLevel {
  const full = fullRegionCode(code)
  return (
    levels.findLast((level) => level === 'country' || /[1-9]/.test(full.slice(digitsOf[previousLevel(level)], digitsOf[level]))) ??
    'country'
  )
}

function previousLevel(level: RegionLevel): RegionLevel {
  return levels[levels.indexOf(level) - 1] ?? 'country'
}

/** The digits that everything inside the region begins with; '' for the country. */
export function regionPrefix(code: string): string {
  return fullRegionCode(code).slice(0, digitsOf[regionLevel(code)])
}

/** The 12-digit code of the region around this one; undefined above a province. A city without counties holds its towns directly. */
export function parentRegion(code: string): string | undefined {
  const full = fullRegionCode(code)
  for (let index = levels.indexOf(regionLevel(code)) - 1; index > 0; index--) {
    const parent = fullRegionCode(full.slice(0, digitsOf[levels[index]!]))
    if (regionLevel(parent) === levels[index]) return parent
  }
  return undefined
}

/** The region itself and those around it, nearest first, without the country. */
export function regionPath(code: string): string[] {
  const path = [fullRegionCode(code)]
  for (let parent = parentRegion(code); parent !== undefined; parent = parentRegion(parent)) path.push(parent)
  return path
}

/** Whether a region lies inside another or is it. */
export function regionWithin(code: string, around: string): boolean {
  return fullRegionCode(code).startsWith(regionPrefix(around))
}
