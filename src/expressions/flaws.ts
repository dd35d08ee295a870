/** Something wrong with an expression: which signs of its text, from the first to after the last, and a sentence in Chinese. */
export interface Flaw {
  at: number
  end: number
  message: string
}

/** Notes what is wrong with a part of an expression; gives nothing, so that the whole has no type. */
export type Note = (part: { at: number; end: number }, message: string) => undefined

/** Thrown inside the parser and caught at its door. */
export class Flawed extends Error {
  readonly flaw: Flaw
  constructor(flaw: Flaw) {
    super(flaw.message)
    this.flaw = flaw
  }
}

/** A flaw with its place, as the person who wrote the expression counts: lines and signs from one. */
export function placed(text: string, { at, message }: Flaw): string {
  const before = text.slice(0, at).split('\n')
  const sign = [...before.at(-1)!].length + 1
  return text.includes('\n') ? `第 ${before.length} 行第 ${sign} 个字符：${message}` : `第 ${sign} 个字符：${message}`
}

/** The same sentences in English; `{0}`, `{1}` … stand for what differs. */
export const flawsInEnglish: Readonly<Record<string, string>> = {
  // The first that fits is taken.
  '第 {0} 行第 {1} 个字符：{2}': 'Line {0}, character {1}: {2}',
  '第 {0} 个字符：{1}': 'Character {0}: {1}',
  '不认识的字符“{0}”': 'unknown character “{0}”',
  文字没有结束的引号: 'a text without its closing quotation mark',
  '引号内不能有“{0}”': 'there is no “{0}” within quotation marks',
  注释没有结束: 'a comment without its end',
  公式到这里没有写完: 'the formula ends too early',
  '这里不应是“{0}”': '“{0}” is not expected here',
  '这里应是{0}，而不是“{1}”': '{0} is expected here, and not “{1}”',
  '公式到这里没有写完，应有{0}': 'the formula ends too early: {0} is expected',
  嵌套过深: 'too deeply nested',
  '公式过长，最多 {0} 个字符': 'the formula is too long: {0} characters at most',
  '“{0}”不是日期、时间或时长，如 @"2026-03-01"、@"P30D"': '“{0}” is no date, time or duration such as @"2026-03-01" or @"P30D"',
  '没有名为“{0}”的字段': 'there is no field “{0}”',
  '没有名为“{0}”的函数': 'there is no function “{0}”',
  '{0}没有“{1}”这一项': '{0} has no “{1}”',
  '“{0}”需要 {1} 个值': '“{0}” takes {1} values',
  '{0}和{1}不能用“{2}”计算': '{0} and {1} can’t be calculated with “{2}”',
  '{0}和{1}不能比较': '{0} and {1} can’t be compared',
  '{0}不能比较大小': '{0} has no order',
  '这里应是{0}，而不是{1}': '{0} is expected here, and not {1}',
  '金额和数量不能用“{0}”计算': 'an amount and a number can’t be calculated with “{0}”',
  金额和金额不能相乘: 'amounts are not multiplied by amounts',
  '“{0}”不是可选的值，可选：{1}': '“{0}” is not among the choices: {1}',
  '公式算出的是{0}，这里应是{1}': 'the formula gives {0}, and not {1}',
  '两种情况算出的不同：{0}和{1}': 'the two cases give {0} and {1}',
  '{0}不能在一起': '{0} don’t go together',
  数量: 'a number',
  金额: 'an amount',
  文字: 'a text',
  是或否: 'yes or no',
  日期: 'a date',
  时间: 'a time',
  天数时长: 'a duration in days',
  年月时长: 'a duration in months',
  空值: 'nothing',
  一组值: 'several values',
  几项内容: 'several parts',
}
