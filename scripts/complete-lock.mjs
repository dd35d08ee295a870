// node scripts/complete-lock.mjs [--check]: adds to package-lock.json what npm leaves out of it where the registry at hand holds
// a native package's builds for this system alone. Without these entries `npm ci` refuses the file everywhere. They carry no
// digest, so npm takes those builds by name and version; with --check nothing is written and an incomplete file is an error.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import './lib/node-version.mjs'
import { checkout } from './lib/run.mjs'

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']
const libraries = { gnu: 'glibc', musl: 'musl' }

/** What the name of a build says of the system that it is for: `@oxlint/binding-linux-x64-musl`. */
function systemOf(name) {
  const words = name.split(/[-/]/)
  const os = systems.find((system) => words.includes(system))
  const cpu = processors.find((processor) => words.includes(processor))
  const libc = os === 'linux' ? libraries[words.at(-1)] : undefined
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }), ...(os && { os: [os] }) }
}

const file = join(checkout, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))

const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
  Object.entries(optionalDependencies)
    .filter(
      ([name, version]) => /^\d/.test(version) && !lock.packages[`${path}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`],
    )
    .map(([name, version]) => [`node_modules/${name}`, { version, ...(dev && { dev }), optional: true, ...systemOf(name) }]),
)

/** Packages asked for by a tag that moves (`latest`): the day a newer version appears, `npm ci` refuses a lock file that was right. */
const overridden = Object.keys(JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')).overrides ?? {})
const floating = Object.values(lock.packages)
  .flatMap(({ dependencies }) => Object.entries(dependencies ?? {}))
  .filter(([name, range]) => /^[a-uwyz]/i.test(range) && !range.startsWith('npm:') && !overridden.includes(name))
  .map(([name, range]) => `${name}@${range}`)

if (floating.length > 0) {
  console.error(
    `以下程序包按会变动的标签取用，请在 package.json 的 overrides 中固定版本：${floating.join('、')}。\n` +
      `Asked for by a tag that moves, pin them under "overrides" in package.json: ${floating.join(', ')}.`,
  )
  process.exitCode = 1
}
if (missing.length > 0 && process.argv.includes('--check')) {
  console.error(
    `package-lock.json 缺少 ${missing.length} 项其他系统的程序包，npm ci 会拒绝它，请运行 node scripts/complete-lock.mjs。\n` +
      `package-lock.json lacks ${missing.length} packages for other systems and npm ci will refuse it: run node scripts/complete-lock.mjs.`,
  )
  process.exitCode = 1
} else if (missing.length > 0) {
  const packages = Object.entries(lock.packages).concat(missing)
  lock.packages = Object.fromEntries(packages.sort(([a], [b]) => a.localeCompare(b, 'en')))
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`package-lock.json: ${missing.length} 项已补 / added`)
}
