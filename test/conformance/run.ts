/** npm run conformance: runs the conformance suites that lie in SUITES_DIR and writes test/conformance/results.json. */
import { writeFileSync } from 'node:fs'
import { runCsvw } from './csvw.ts'

/** What came of a suite: names of the tests that failed, and of those that were left out with the reason. */
export interface SuiteResult {
  suite: string
  passed: number
  failed: readonly string[]
  skipped: readonly { name: string; reason: string }[]
}

const suites = [runCsvw]
const folder = process.env.SUITES_DIR
if (!folder) throw new Error('SUITES_DIR names no folder of conformance suites')
const results: SuiteResult[] = []
for (const suite of suites) {
  const result = await suite(folder)
  results.push(result)
  const { suite: name, passed, failed, skipped } = result
  console.log(
    `${name}: ${passed} passed, ${failed.length} failed, ${skipped.length} left out${failed.length > 0 ? `; failed: ${failed.join(' ')}` : ''}`,
  )
}
writeFileSync(new URL('./results.json', import.meta.url), `${JSON.stringify(results, undefined, 2)}\n`)
if (results.some(({ failed }) => failed.length > 0)) process.exitCode = 1
