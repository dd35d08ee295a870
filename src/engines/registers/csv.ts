/** Begins a file that spreadsheets then read as UTF-8. */
export const BOM = '\uFEFF'

// What a spreadsheet takes for the beginning of a formula, also after blanks and in full width, which some turn into half width.
// oxlint-disable-next-line no-control-regex -- a tab or a line break at the beginning is what is looked for
const formula = /^[\s\u00A0\u3000\uFEFF]*[=+\-@＝＋－﹣−＠]|^[\t\r\n]/u

/**
 * One cell of a CSV file (RFC 4180). Words that a spreadsheet would calculate are kept as words by an apostrophe before them
 * (OWASP, CSV Injection); a number is left as it is, so that it can be added up.
 */
export function cell(value: string | number | null, delimiter = ','): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = formula.test(value) && !/^-\d+(\.\d+)?$/.test(value) ? `'${value}` : value
  return /[",\r\n']/.test(safe) || safe.includes(delimiter) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const line = (values: readonly (string | number | null)[], delimiter = ','): string =>
  `${values.map((value) => cell(value, delimiter)).join(delimiter)}\r\n`
