// npm test [arguments of vitest]: sets up what the tests need, runs them, and says what was skipped.
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import './lib/node-version.mjs'
import { installBrowser } from './lib/browser.mjs'
import { installPackages } from './lib/packages.mjs'
import { installPostgres } from './lib/postgres.mjs'
import { checkout, main, run } from './lib/run.mjs'

/** Names of the tests that vitest left out, and the counts for the closing line; a file that can't be loaded counts as a failure. */
function summary({ testResults }) {
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ name: `${relative(checkout, name)}: ${fullName}`, status })),
  )
  const count = (wanted) => tests.filter(({ status }) => status === wanted).length
  const unloadable = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  )
  return {
    skipped: tests.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ name }) => name),
    passed: count('passed'),
    failed: count('failed') + unloadable.length,
  }
}

await main(async () => {
  await installPackages()
  await installPostgres()
  const browser = await installBrowser()
  const folder = await mkdtemp(join(tmpdir(), 'chengshu-test-'))
  const results = join(folder, 'results.json')
  const code = await run(process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...process.argv.slice(2),
  ])
  if (existsSync(results)) {
    const { skipped, passed, failed } = summary(JSON.parse(await readFile(results, 'utf8')))
    if (!browser)
      console.log(
        '没有浏览器，浏览器测试已跳过；安装 chromium 后再运行。\nThere is no browser, so the browser tests were skipped: install chromium and run again.',
      )
    if (process.env.SUITES_DIR === undefined)
      console.log('未设 SUITES_DIR，外部符合性测试已跳过。\nSUITES_DIR is not set, so the conformance suites were skipped.')
    for (const name of skipped) console.log(`跳过 skipped  ${name}`)
    console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
  }
  await rm(folder, { recursive: true, force: true })
  return code
})
