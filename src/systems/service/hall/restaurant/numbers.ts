import { makeCreditCode } from '#chinese'

/**
 * The area in which this city numbers what it issues: `9` in the fifth place was never assigned (GB/T 2260 since 1981), so that no number
 * made here is anybody's.
 */
const areaOf = (regionCode: string) => `${regionCode.slice(0, 4)}9${regionCode.slice(5, 6)}`

/** A starting point of its own for each case, so that two that are decided at the same moment seldom want the same number. */
const startOf = (key: string, size: number) => Number.parseInt(key.replaceAll('-', '').slice(-8), 16) % size

const MOST_TRIES = 200

/** Numbers to try, in order: from the case's own starting point on, round a circle. */
function* circle(key: string, from: number, size: number): Generator<number, void, undefined> {
  const start = startOf(key, size)
  for (let tried = 0; tried < MOST_TRIES; tried++) yield from + ((start + tried) % size)
}

/**
 * Unified social credit codes to try (GB 32100-2015): 91 enterprise, 92 individual business, on an area that was never assigned and in
 * the zone PDY00001 to PDY99999 that GB 11714-1997 leaves to private use; the upper half, for generated entities begin below.
 */
export function* creditCodes(kind: 'company' | 'individual', regionCode: string, key: string): Generator<string, void, undefined> {
  for (const number of circle(key, 50_000, 50_000))
    yield makeCreditCode(kind === 'company' ? '91' : '92', areaOf(regionCode), `PDY${number}`)
}

/** Check digit by ISO 7064 MOD 11,10 (GB/T 17710). */
export function checkDigit(digits: string): string {
  let product = 10
  for (const digit of digits) product = (((product + Number(digit)) % 10 || 10) * 2) % 11
  return String((11 - product) % 10)
}

/**
 * Numbers of food operation permits to try: JY, one digit for the kind of business (2, catering), six of the county, six in order, one check
 * digit. The structure was read in the measures of 2015; that 2 is catering and that the check is MOD 11,10 could not be verified.
 */
export function* foodPermitNumbers(regionCode: string, key: string): Generator<string, void, undefined> {
  for (const number of circle(key, 1, 999_999)) {
    const digits = `2${areaOf(regionCode)}${String(number).padStart(6, '0')}`
    yield `JY${digits}${checkDigit(digits)}`
  }
}

/** The last day of a permit of so many years that is given on a day: the day before its anniversary. */
export function lastDayOf(years: number, givenOn: string): string {
  const [year, month, day] = givenOn.split('-').map(Number) as [number, number, number]
  return new Date(Date.UTC(year + years, month - 1, day - 1)).toISOString().slice(0, 10)
}
