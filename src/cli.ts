import { pathToFileURL } from 'node:url'
import { openCluster } from '#kernel/cluster'
import { runJobs } from '#kernel/jobs'
import { openLog } from '#kernel/log'
import { requireFreePort } from '#kernel/ports'
import { administratorSql, connections, databaseName, missingFrom, prepareDatabase, targetOf, type Connections } from '#kernel/prepare'
import { runRole, superviseRoles } from '#kernel/processes'
import { readSettings, Refusal, type Settings } from '#kernel/settings'
import { buildCity, firstCode } from './loading/build.ts'
import { crontab } from './crontab.ts'
import { openCity, type Site } from './main.ts'
import { openServer } from './web-server.ts'
import { planOf, reportOf, seedCity, seedDemonstration } from './loading/seed/index.ts'
import { loadSystems } from './systems/index.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** The database: our own private cluster, or the one that DATABASE_URL names once nothing is missing there. */
async function openDatabase(settings: Settings): Promise<{ connections: Connections; keptBy: number | undefined; stop(): Promise<void> }> {
  if (settings.databaseUrl === undefined) {
    const cluster = await openCluster({ dataDir: settings.dataDir, log: say })
    if (cluster.keptBy === undefined)
      await prepareDatabase(cluster.connection('admin', 'postgres'), { database: databaseName, passwords: cluster.passwords })
    return { connections: connections(settings, cluster), keptBy: cluster.keptBy, stop: cluster.stop }
  }
  const missing = await missingFrom(settings.databaseUrl)
  if (missing.length > 0)
    throw new Refusal(
      `DATABASE_URL 指定的数据库还缺：${missing.map(({ zh }) => zh).join('；')}。请运行 npm run chengshu database-sql，把输出交给数据库管理员执行。`,
      `The database that DATABASE_URL names lacks: ${missing.map(({ en }) => en).join('; ')}. Run npm run chengshu database-sql and let its administrator run the output.`,
    )
  return { connections: connections(settings, undefined), keptBy: undefined, stop: async () => undefined }
}

const siteOf = (settings: Settings, to: Connections, role: string): Site => ({
  settings,
  connections: to,
  log: openLog(settings.logLevel, role),
})

async function start(settings: Settings, flags: ReadonlySet<string>): Promise<number> {
  const began = Date.now()
  const step = (line: string) => say(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`)
  await requireFreePort({ host: settings.host, port: settings.port, setting: 'PORT' })
  const demo = flags.has('--demo') || (settings.databaseUrl === undefined && !flags.has('--empty'))
  step('打开数据库 · opening the database')
  const database = await openDatabase(settings)
  if (database.keptBy !== undefined)
    throw new Refusal(
      `这个 DATA_DIR 的城市已经由进程 ${database.keptBy} 启动；要再开一座，请另设 DATA_DIR 和 PORT。`,
      `The city of this DATA_DIR was started by the process ${database.keptBy}: for another one set another DATA_DIR and PORT.`,
    )
  try {
    const site = siteOf({ ...settings, logLevel: 'warn' }, database.connections, 'start')
    step('核对表结构，载入城市 · checking tables, loading the city')
    const log = (line: string) => step(`  ${line}`)
    const small = () => planOf({ scale: 'demo', seed: settings.installation, timezone: settings.timezone })
    const built = demo
      ? await seedDemonstration(site, { wanted: (known) => known ?? small(), log, check: false })
      : await buildCity(site, { demo, log })
    step('启动服务 · starting the services')
    const roles = ['web', 'worker', 'gateway'].map((name) => ({ name, args: ['serve', '--roles', name] }))
    // On a terminal the addresses matter; whoever wants the everyday log asks for it.
    const env = { LOG_LEVEL: 'warn', ...process.env }
    const supervision = superviseRoles(roles, { entry: process.argv[1]!, env, log: say, after: database.stop })
    if (!(await supervision.ready)) return await supervision.ended
    const at = `http://${settings.host}:${settings.port}`
    step('就绪 · ready')
    say(`\n  一网通办 hall     ${at}/\n  一网协同 desk     ${at}/desk\n  一网统管 cockpit  ${at}/cockpit\n`)
    if (built.demo) await sayAccounts()
    else if (!built.peopled)
      say(`  首位管理员的一次性代码 · one-time code of the first administrator: ${await firstCode(site)}\n  ${at}/setup\n`)
    say('  按 Ctrl-C 停止 · Ctrl-C stops it\n')
    return await supervision.ended
  } catch (error) {
    await database.stop()
    throw error
  }
}

async function sayAccounts() {
  say('  演示账户 · demonstration accounts (account / password)')
  for (const { seed } of await loadSystems())
    for (const one of [...(seed.citizens ?? []), ...(seed.posts ?? [])])
      say(`    ${one.account.padEnd(16)} ${one.password.padEnd(24)} ${one.what}`)
  say('')
}

/** `chengshu seed`: generates a demonstration city of a size, and says what came of it. */
async function seed(settings: Settings, args: readonly string[]): Promise<number> {
  const began = Date.now()
  const step = (line: string) => say(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`)
  const given = (name: string) => (args.includes(`--${name}`) ? args[args.indexOf(`--${name}`) + 1] : undefined)
  const wanted = planOf({
    scale: given('scale') ?? 'small',
    seed: given('seed') ?? settings.installation,
    timezone: settings.timezone,
    persons: given('persons'),
    cases: given('cases'),
    until: given('until'),
  })
  const database = await openDatabase(settings)
  try {
    if (database.keptBy !== undefined)
      throw new Refusal(
        `这个 DATA_DIR 的城市正由进程 ${database.keptBy} 运行；请先停止它，或另设 DATA_DIR。`,
        `The city of this DATA_DIR is being run by the process ${database.keptBy}: stop it first, or set another DATA_DIR.`,
      )
    const site = siteOf({ ...settings, logLevel: 'warn' }, database.connections, 'seed')
    const seeded = await seedCity(site, { wanted: () => wanted, log: step, check: true })
    for (const line of reportOf(seeded)) step(line)
    return seeded.checks.every(({ ok }) => ok) ? 0 : 1
  } finally {
    await database.stop()
  }
}

async function serve(settings: Settings, roles: readonly string[]): Promise<void> {
  await runRole(async () => {
    const database = await openDatabase(settings)
    const site = siteOf(settings, database.connections, roles.join(','))
    const city = await openCity(site)
    const closing: (() => Promise<unknown>)[] = []
    for (const role of roles) {
      if (role === 'web') {
        const server = await openServer(city, settings)
        closing.push(() => server.close())
      } else if (role === 'worker') {
        const runner = await runJobs(city.ground.pools.app, city.jobs, {
          log: site.log,
          crontab,
          concurrency: settings.workers,
          givenUp: city.givenUp,
        })
        closing.push(() => runner.stop())
      } else if (role === 'gateway') site.log.info('no system declares a device door; the gateway waits')
      else throw new Refusal(`没有名为 ${role} 的角色。`, `There is no role ${role}: web, worker, gateway.`)
    }
    return {
      async stop() {
        for (const close of closing.reverse()) await close()
        await city.close()
        await database.stop()
      },
    }
  })
}

async function main(args: readonly string[]): Promise<number | undefined> {
  const [command = 'help', ...rest] = args
  const settings = readSettings(process.env)
  const flags = new Set(rest)
  if (command === 'start') return start(settings, flags)
  if (command === 'serve') {
    const named = rest[rest.indexOf('--roles') + 1]
    await serve(settings, named && flags.has('--roles') ? named.split(',') : ['web', 'worker', 'gateway'])
    return undefined
  }
  if (command === 'migrate') {
    const database = await openDatabase(settings)
    await buildCity(siteOf(settings, database.connections, 'migrate'), { demo: flags.has('--demo'), log: say }).finally(database.stop)
    return 0
  }
  if (command === 'seed') return seed(settings, rest)
  if (command === 'database-sql') {
    if (settings.databaseUrl === undefined) throw new Refusal('请先设置 DATABASE_URL。', 'Set DATABASE_URL first.')
    say(administratorSql(targetOf(settings.databaseUrl)))
    return 0
  }
  say(
    'chengshu start [--demo | --empty] · serve --roles web,worker,gateway · migrate [--demo] · seed --scale small|full [--seed N] [--persons N] [--cases N] [--until YYYY-MM-DD] · database-sql',
  )
  return command === 'help' ? 0 : 1
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  main(process.argv.slice(2)).then(
    (code) => {
      if (code !== undefined) process.exit(code)
    },
    (error: unknown) => {
      process.stderr.write(error instanceof Refusal ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    },
  )
