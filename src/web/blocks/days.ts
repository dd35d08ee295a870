/** 2026-03-01 as 2026年3月1日. */
export const dayInWords = (day: string): string => day.replace(/^(\d{4})-0?(\d{1,2})-0?(\d{1,2})$/, '$1年$2月$3日')

const clock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** A moment by the city's clock, to the minute: 2026年3月1日 09:05. */
export const momentInWords = (moment: string): string => clock.format(new Date(moment))

/** The day of a moment by the city's clock, in words. */
export const dayOfMoment = (moment: string): string => momentInWords(moment).split(' ')[0]!
