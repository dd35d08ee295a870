/** One thing that is wrong with metadata or with a table: an error, or what is left out with a warning. */
export interface Finding {
  level: 'error' | 'warning'
  /** Stable name of the rule, such as `datatype.length`. */
  code: string
  /** Where in the metadata, or in which row and column of a table. */
  at: string
}

/** What was found, and where it is being looked at. */
export interface Report {
  readonly findings: readonly Finding[]
  fail(at: string, code: string): void
  warn(at: string, code: string): void
  /** The same list, for what lies below. */
  within(at: string | number): Report
}

export function newReport(findings: Finding[] = [], path = ''): Report {
  const place = (at: string) => [path, at].filter(Boolean).join('.')
  return {
    findings,
    fail: (at, code) => void findings.push({ level: 'error', code, at: place(at) }),
    warn: (at, code) => void findings.push({ level: 'warning', code, at: place(at) }),
    within: (at) => newReport(findings, place(String(at))),
  }
}
