const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

/** A day as sentences of ours write it, 2026年5月21日, in English: 21 May 2026. Undefined for anything else. */
export function dayName(chinese: string): string | undefined {
  const [, year, month, day] = /^(\d{4})年(\d{1,2})月(\d{1,2})日$/.exec(chinese) ?? []
  return year && month && day ? format.format(new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))) : undefined
}
