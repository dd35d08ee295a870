// npm run check: what a machine can say about the code without running it, each with its seconds. Fails when any of them does.
import './lib/node-version.mjs'
import { installPackages } from './lib/packages.mjs'
import { installPostgres } from './lib/postgres.mjs'
import { main, run } from './lib/run.mjs'

const checks = [
  { zh: '程序包清单', en: 'lock file', command: ['node', 'scripts/complete-lock.mjs', '--check'] },
  { zh: '类型', en: 'types', command: ['tsc', '--noEmit'] },
  { zh: '代码规范', en: 'lint', command: ['oxlint', '--deny-warnings'] },
  {
    zh: '格式',
    en: 'format',
    command: [
      'prettier',
      '--check',
      '--log-level=warn',
      '--no-error-on-unmatched-pattern',
      'src',
      'test',
      'bench',
      'scripts',
      '*.ts',
      '*.json',
    ],
  },
  { zh: '无用代码', en: 'dead code', command: ['knip'] },
  { zh: '架构', en: 'architecture', command: ['vitest', 'run', 'test/architecture', '--reporter=dot'] },
]

await main(async () => {
  await installPackages()
  await installPostgres()
  const results = []
  for (const { zh, en, command } of checks) {
    const began = Date.now()
    const code = await run('npx', ['--no-install', '--', ...command])
    results.push({
      line: `${code === 0 ? '通过 ok    ' : '失败 failed'}  ${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${zh} ${en}`,
      code,
    })
  }
  for (const { line } of results) console.log(line)
  return results.some(({ code }) => code !== 0) ? 1 : 0
})
