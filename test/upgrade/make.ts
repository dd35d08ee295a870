// npm run upgrade-dump: keeps this version's schema with a small city in it, from which every later version is upgraded in the tests.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { pino } from 'pino'
import { openCluster } from '#kernel/cluster'
import { prepareDatabase } from '#kernel/prepare'
import { buildCity } from '../../src/loading/build.ts'

const here = fileURLToPath(new URL('./', import.meta.url))
const { version } = JSON.parse(readFileSync(join(here, '../../package.json'), 'utf8')) as { version: string }
const name = version.replace(/\.0$/, '')
const dataDir = mkdtempSync(join(tmpdir(), 'cs-dump-'))
mkdirSync(join(dataDir, 'keys'))
copyFileSync(join(here, 'seal.key'), join(dataDir, 'keys', 'seal.key'))

const cluster = await openCluster({ dataDir, fast: true, log: () => undefined })
try {
  const database = 'upgrade'
  const to = (role: 'migrator' | 'app' | 'hall' | 'admin') => cluster.connection(role, database)
  await prepareDatabase(cluster.connection('admin', 'postgres'), { database, passwords: cluster.passwords })
  await buildCity(
    {
      settings: { installation: 'test', timezone: 'Asia/Shanghai', city: '4418', dataDir, host: '127.0.0.1', port: 8080 },
      connections: { migrator: to('migrator'), app: to('app'), hall: to('hall'), admin: to('admin') },
      log: pino({ level: 'silent' }),
    },
    { demo: true, plan: { seed: 'test', persons: 60, entities: 20, until: '2026-01-01' }, log: () => undefined },
  )
  const sql = execFileSync('pg_dump', ['-h', cluster.socketDir, '-U', cluster.superuser, '-d', database], {
    env: { ...process.env, PGPASSWORD: cluster.passwords.admin },
    maxBuffer: 1 << 30,
  })
  writeFileSync(join(here, `${name}.sql.gz`), gzipSync(sql, { level: 9 }))
  process.stdout.write(`test/upgrade/${name}.sql.gz\n`)
} finally {
  await cluster.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
