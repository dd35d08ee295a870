/** Begins a file that spreadsheets then read as UTF-8. */
export const BOM = '\uFEFF'

// What a spreadsheet takes for the beginning of a formula, also after blanks and in full width, which some turn into half width.
// oxlint-disable-next-line no-control-regex -- a tab or a line break at the beginning is what is looked for
const formula = /^'*(?:[\s\u00A0\u3000\uFEFF]*[=+\-@＝＋－﹣−＠]|[\t\r\n])/u

/** Whether a spreadsheet would calculate it; a number is left as it is, so that it can be added up. */
const isCalculated = (text: string) => formula.test(text) && !/^-\d+(\.\d+)?$/.test(text)

/** Words as a spreadsheet keeps them: with an apostrophe before what it would calculate, and before what has one of its own there. */
export const guarded = (text: string): string => (isCalculated(text) ? `'${text}` : text)

/** What was {@link guarded}, as it was. */
export const unguarded = (text: string): string => (text.startsWith("'") && isCalculated(text.slice(1)) ? text.slice(1) : text)

/**
 * One cell of a CSV file (RFC 4180). Words that a spreadsheet would calculate are kept as words by an apostrophe before them
 * (OWASP, CSV Injection); a number is left as it is, so that it can be added up.
 */
export function cell(value: string | number | null, delimiter = ','): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = guarded(value)
  return /[",\r\n']/.test(safe) || safe.includes(delimiter) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const line = (values: readonly (string | number | null)[], delimiter = ','): string =>
  `${values.map((value) => cell(value, delimiter)).join(delimiter)}\r\n`
