import { fork, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, expect, test } from 'vitest'
import { openCluster, type Cluster } from './cluster.ts'
import { startOfProcess } from './process-identity.ts'
import { Refusal } from './settings.ts'

const root = mkdtempSync(join(tmpdir(), 'chengshu-cluster-'))
const open: Cluster[] = []
const children: ChildProcess[] = []

// The folder above the data folder has to let the database user through.
if (process.getuid?.() === 0) spawnSync('chmod', ['711', root])

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const cluster of open.splice(0)) await cluster.stop()
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

const dataDir = (name: string) => join(root, name)

async function opened(name: string): Promise<Cluster> {
  const cluster = await openCluster({ dataDir: dataDir(name), log: () => undefined, fast: true })
  open.push(cluster)
  return cluster
}

async function ask(cluster: Cluster, sql: string): Promise<unknown> {
  const client = new pg.Client(cluster.connection('admin', 'postgres'))
  client.on('error', () => undefined)
  await client.connect()
  try {
    const answer = await client.query<{ it: unknown }>(sql)
    return answer.rows?.[0]?.it
  } finally {
    await client.end()
  }
}

const postmasterOf = (name: string) => Number(readFileSync(join(dataDir(name), 'cluster/data/postmaster.pid'), 'utf8').split('\n')[0])

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() > deadline) throw new Error('waited in vain')
  }
}

/** Another process that keeps a cluster, as the platform does; the test may kill it. */
async function keeper(name: string): Promise<ChildProcess> {
  const script = join(root, 'keeper.mts')
  writeFileSync(
    script,
    `import { openCluster } from ${JSON.stringify(join(import.meta.dirname, 'cluster.ts'))}
     const cluster = await openCluster({ dataDir: process.argv[2]!, log: () => undefined, fast: true })
     process.on('SIGTERM', () => void cluster.stop().then(() => process.exit(0)))
     process.send!('open')
     setInterval(() => undefined, 1000)`,
  )
  const child = fork(script, [dataDir(name)], { execArgv: ['--import', import.meta.resolve('tsx')] })
  children.push(child)
  await once(child, 'message')
  return child
}

test('a new cluster answers on its socket alone, by password, in UTF-8 and code point order', async () => {
  const cluster = await opened('new')
  const setting = (name: string) => ask(cluster, `select current_setting('${name}') as it`)
  expect(await setting('listen_addresses')).toBe('')
  expect(await setting('server_encoding')).toBe('UTF8')
  expect(await setting('data_checksums')).toBe('on')
  expect(await setting('TimeZone')).toBe('UTC')
  expect(await ask(cluster, `select datcollate as it from pg_database where datname = 'template1'`)).toBe('C.UTF-8')
  expect(
    await ask(cluster, `select count(distinct auth_method)::int as it from pg_hba_file_rules where auth_method <> 'scram-sha-256'`),
  ).toBe(0)
  const intruder = new pg.Client({ ...cluster.connection('admin', 'postgres'), password: 'guess' })
  await expect(intruder.connect()).rejects.toMatchObject({ code: '28P01' })
  expect(Buffer.byteLength(cluster.socketDir)).toBeLessThan(100)
  expect(statSync(join(dataDir('new'), 'secrets.json')).mode & 0o777).toBe(0o600)
})

test('nothing is lost between stop and start, and stop ends the server', async () => {
  const first = await opened('kept')
  await ask(first, 'create table kept (it int); insert into kept values (7)')
  const pid = postmasterOf('kept')
  await first.stop()
  await until(() => startOfProcess(pid) === undefined)
  expect(existsSync(join(dataDir('kept'), 'cluster/data/postmaster.pid'))).toBe(false)
  expect(await ask(await opened('kept'), 'select it from kept')).toBe(7)
})

test('a server that dies is started again', async () => {
  const cluster = await opened('dies')
  await ask(cluster, 'create table kept (it int); insert into kept values (7)')
  const pid = postmasterOf('dies')
  process.kill(pid, 'SIGKILL')
  await until(() => startOfProcess(pid) === undefined)
  await until(() =>
    ask(cluster, 'select it from kept').then(
      (it) => it === 7,
      () => false,
    ),
  )
  expect(postmasterOf('dies')).not.toBe(pid)
})

test('a second process is a guest: its stop leaves the server running', async () => {
  const child = await keeper('shared')
  const guest = await opened('shared')
  expect(guest.keptBy).toBe(child.pid)
  const pid = postmasterOf('shared')
  await guest.stop()
  expect(startOfProcess(pid)).toBeDefined()
  const end = once(child, 'exit')
  child.kill('SIGTERM')
  await end
  await until(() => startOfProcess(pid) === undefined)
})

test('a keeper that nobody taught to end takes its server along on Ctrl-C', async () => {
  const child = await keeper('together')
  const pid = postmasterOf('together')
  const end = once(child, 'exit')
  child.kill('SIGINT')
  expect(await end).toEqual([null, 'SIGINT'])
  await until(() => startOfProcess(pid) === undefined)
  expect(existsSync(join(dataDir('together'), 'cluster/data/postmaster.pid'))).toBe(false)
})

test('a server left over by a killed process is taken over as it runs', async () => {
  const child = await keeper('left-over')
  const pid = postmasterOf('left-over')
  const end = once(child, 'exit')
  child.kill('SIGKILL')
  await end
  const heir = await opened('left-over')
  expect(heir.keptBy).toBeUndefined()
  expect(postmasterOf('left-over')).toBe(pid)
  await heir.stop()
  await until(() => startOfProcess(pid) === undefined)
})

test('process and server killed together: the pid file left behind does not hinder the next start', async () => {
  const child = await keeper('both')
  const pid = postmasterOf('both')
  const end = once(child, 'exit')
  child.kill('SIGKILL')
  process.kill(pid, 'SIGKILL')
  await end
  const cluster = await opened('both')
  expect(await ask(cluster, 'select 1 as it')).toBe(1)
})

test('a pid file whose number now belongs to another process does not hinder the next start', async () => {
  const first = await opened('recycled')
  const file = join(dataDir('recycled'), 'cluster/data/postmaster.pid')
  const pidFile = readFileSync(file, 'utf8')
  const { uid, gid } = statSync(file)
  await first.stop()
  writeFileSync(file, pidFile.replace(/^\d+/, String(process.pid)))
  spawnSync('chown', [`${uid}:${gid}`, file])
  expect(await ask(await opened('recycled'), 'select 1 as it')).toBe(1)
})

test.each(['带 空格 的 数据 文件夹', `${'long-'.repeat(30)}path`, `it's "quoted", \\ and , comma`])(
  'a data folder may be called %s',
  async (name) => {
    const cluster = await opened(name)
    expect(await ask(cluster, 'select 1 as it')).toBe(1)
    expect(Buffer.byteLength(cluster.socketDir)).toBeLessThan(100)
  },
)

test('an interrupted initdb is begun again', async () => {
  const first = await opened('interrupted')
  await first.stop()
  const data = join(dataDir('interrupted'), 'cluster/data')
  rmSync(data, { recursive: true })
  mkdirSync(`${data}.unfinished`)
  writeFileSync(join(`${data}.unfinished`, 'PG_VERSION'), '15\n')
  expect(await ask(await opened('interrupted'), 'select 1 as it')).toBe(1)
})

test('without its passwords the cluster is refused, and they are not made anew', async () => {
  await (await opened('secrets')).stop()
  rmSync(join(dataDir('secrets'), 'secrets.json'))
  await expect(opened('secrets')).rejects.toBeInstanceOf(Refusal)
  expect(existsSync(join(dataDir('secrets'), 'secrets.json'))).toBe(false)
})

test('a folder that can not be made is refused with a sentence', async () => {
  writeFileSync(join(root, 'a-file'), '')
  await expect(opened('a-file/inside')).rejects.toThrow(/DATA_DIR/)
})
