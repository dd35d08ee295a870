/**
 * Amounts and dates as papers write them. The amounts follow 《支付结算办法》(银发〔1997〕393号) annex 1, points one to four; where it
 * leaves a choice (a zero before 万 or 元, 整 after 角), the form printed first in its examples is taken.
 */
const capitals = '零壹贰叁肆伍陆柒捌玖'
const places = ['', '拾', '佰', '仟']

/** Four digits in capitals, such as 0409 → 肆佰零玖; zeros at either end are not written. */
function fourDigits(value: number): string {
  let text = ''
  let gap = false
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(value / 10 ** place) % 10
    if (digit === 0) {
      gap = text !== ''
    } else {
      text += (gap ? '零' : '') + capitals[digit] + places[place]
      gap = false
    }
  }
  return text
}

/** A whole number in capitals; '' for nought. Above 亿 the count of 亿 is written as a number of its own (壹万亿). */
function capitalNumber(value: bigint): string {
  if (value === 0n) return ''
  const hundredMillions = value / 100_000_000n
  const rest = value % 100_000_000n
  const tenThousands = Number(rest / 10_000n)
  const ones = Number(rest % 10_000n)
  let text = hundredMillions > 0n ? capitalNumber(hundredMillions) + '亿' : ''
  if (tenThousands > 0) text += (text !== '' && tenThousands < 1000 ? '零' : '') + fourDigits(tenThousands) + '万'
  if (ones > 0) {
    const skipped = text !== '' && (ones < 1000 || (tenThousands === 0 && hundredMillions > 0n))
    text += (skipped ? '零' : '') + fourDigits(ones)
  }
  return text
}

/**
 * An amount in capitals, from fen: 10700053 → 壹拾万柒仟元零伍角叁分. Without 人民币, which the form prints before it.
 * @throws RangeError when a number is not a safe whole number
 */
export function amountInCapitals(fen: bigint | number): string {
  if (typeof fen === 'number' && !Number.isSafeInteger(fen)) throw new RangeError(`not a whole number of fen: ${fen}`)
  const amount = BigInt(fen)
  const absolute = amount < 0n ? -amount : amount
  const yuan = absolute / 100n
  const jiao = Number((absolute / 10n) % 10n)
  const cents = Number(absolute % 10n)

  let text = amount < 0n ? '负' : ''
  if (yuan > 0n) text += capitalNumber(yuan) + '元'
  if (jiao === 0 && cents === 0) return text + (yuan > 0n ? '整' : '零元整')
  // A zero stands for a missing 角 before 分, and after 元 where its own place is zero (annex 1, points 4.3 and 4.4).
  if (yuan > 0n && (jiao === 0 || yuan % 10n === 0n)) text += '零'
  if (jiao > 0) text += capitals[jiao] + '角'
  if (cents > 0) text += capitals[cents] + '分'
  return text
}

const numerals = '〇一二三四五六七八九'

function smallNumber(value: number): string {
  const tens = Math.floor(value / 10)
  const ones = value % 10
  return (tens > 1 ? numerals[tens]! : '') + (tens > 0 ? '十' : '') + (ones > 0 || tens === 0 ? numerals[ones]! : '')
}

function partsOf(date: string): [year: string, month: number, day: number] {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (!match) throw new RangeError(`not a date: ${date}`)
  return [match[1]!, Number(match[2]), Number(match[3])]
}

/** A local date in Chinese numerals: 2026-10-21 → 二〇二六年十月二十一日. */
export function dateInChinese(date: string): string {
  const [year, month, day] = partsOf(date)
  return `${[...year].map((digit) => numerals[Number(digit)]).join('')}年${smallNumber(month)}月${smallNumber(day)}日`
}

/** A local date as official documents write it, in Arabic numerals without leading zeros (GB/T 9704-2012, 7.3.5.4). */
export function dateOnPaper(date: string): string {
  const [year, month, day] = partsOf(date)
  return `${year}年${month}月${day}日`
}

/** The date of a bill in capitals, with 零 and 壹 where annex 1 point six wants them: 2026-01-15 → 贰零贰陆年零壹月壹拾伍日. */
export function dateInCapitals(date: string): string {
  const [year, month, day] = partsOf(date)
  const monthText = (month <= 2 || month === 10 ? '零' : '') + capitalNumber(BigInt(month))
  const dayText = (day < 10 || day % 10 === 0 ? '零' : '') + capitalNumber(BigInt(day))
  return `${[...year].map((digit) => capitals[Number(digit)]).join('')}年${monthText}月${dayText}日`
}
