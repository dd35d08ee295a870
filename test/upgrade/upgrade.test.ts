import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { emptyDatabase, testDatabase } from '#testing'
import { migrateAll, openCity } from '../../src/main.ts'

const here = fileURLToPath(new URL('./', import.meta.url))
const dumps = readdirSync(here).filter((name) => name.endsWith('.sql.gz'))

/** The schema as sorted lines: where a column stands in its table is of no account. Partitions are of the months in which somebody started. */
const schemaOf = ({ args, env }: { args: string[]; env: Record<string, string> }): string[] =>
  execFileSync('pg_dump', [...args, '--schema-only', '--exclude-table=kernel.*_20*', '--exclude-table=open_rows.*'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
    .split('\n')
    .filter((line) => line !== '' && !/^(--|\\(un)?restrict)/.test(line))
    .map((line) => line.replace(/,$/, ''))
    .sort()

/** Rows of any table that lie in no region of the city, as `table path`; what lies nowhere has no path or one of its own. */
function outsideOf(root: string, { args, env }: { args: string[]; env: Record<string, string> }): string[] {
  const ask = (text: string) =>
    execFileSync('psql', [...args, '-qAt', '-v', 'ON_ERROR_STOP=1'], { env: { ...process.env, ...env }, input: text, encoding: 'utf8' })
      .split('\n')
      .filter(Boolean)
  const tables = ask(`select format('%I.%I', n.nspname, c.relname) from pg_attribute a join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace where a.attname = 'region_path' and c.relkind = 'r' and not a.attisdropped order by 1`)
  expect(tables).toEqual(expect.arrayContaining(['identity.region', 'population.person', 'cases."case"']))
  return tables.flatMap((table) =>
    ask(
      `select distinct '${table.replaceAll("'", '')} ' || region_path from ${table} where region_path ~ '^[0-9]' and region_path not like '${root}%'`,
    ),
  )
}

/** Somebody lives in a village of the forest farm, which lay outside the city then. */
const inTheForest = `update population.person p set region = r.key, region_code = r.code, region_path = r.path, version = p.version + 1
  from identity.region r where r.code = '441803450201'
    and p.id = (select id from population.person where address !~ '[0-9]{3}' order by id desc limit 1);`

test.each(dumps)(
  'a city of version %s is upgraded with all that was in it, to the tables, walls and functions of a new one',
  async (dump) => {
    const { site, psql, drop } = await emptyDatabase()
    const dataDir = mkdtempSync(join(tmpdir(), 'cs-upgrade-'))
    try {
      mkdirSync(join(dataDir, 'keys'))
      copyFileSync(join(here, 'seal.key'), join(dataDir, 'keys', 'seal.key'))
      execFileSync('psql', [...psql.args, '-q', '-v', 'ON_ERROR_STOP=1'], {
        env: { ...process.env, ...psql.env },
        input: gunzipSync(readFileSync(join(here, dump))),
        stdio: ['pipe', 'ignore', 'pipe'],
      })
      execFileSync('psql', [...psql.args, '-q', '-v', 'ON_ERROR_STOP=1'], { env: { ...process.env, ...psql.env }, input: inTheForest })
      const upgraded = { ...site, settings: { ...site.settings, dataDir } }
      await migrateAll(upgraded, { demo: true, log: () => undefined })
      const fresh = await testDatabase()
      try {
        expect(schemaOf(psql)).toEqual(schemaOf(fresh.psql))
      } finally {
        await fresh.drop()
      }
      const city = await openCity(upgraded)
      try {
        const persons = await city.identity.asSystem('upgrade', (ctx) =>
          city.registers.listUntyped(ctx, 'population.person', { limit: 500 }),
        )
        expect(persons.items).toHaveLength(60)
        expect(persons.items.every((person) => /^\d{17}[\dX]$/.test(String(person.personId)))).toBe(true)
        const first = persons.items[0]!
        const changed = await city.identity.asSystem('upgrade', (ctx) =>
          city.registers.changeUntyped(ctx, 'population.person', first.id, first.version, { name: '甲乙' }),
        )
        expect(changed).toMatchObject({ version: first.version + 1, name: '甲乙' })
        // By the words of 0.1 and 0.2 the number of a house was not found, and people not by their sound.
        const numbered = persons.items.slice(1).flatMap((person) => {
          const [, number] = /(\d{3,})号/.exec(String(person.address)) ?? []
          return number === undefined ? [] : [{ person, number }]
        })[0]!
        const found = (search: string) =>
          city.identity.asSystem('upgrade', async (ctx) =>
            (await city.registers.listUntyped(ctx, 'population.person', { search, limit: 500 })).items.map(({ id }) => id),
          )
        const named = () =>
          city.identity.asSystem('upgrade', async (ctx) =>
            (await city.registers.findPersons(ctx, 'population.person', { name: String(numbered.person.name) })).map(
              ({ record }) => record.id,
            ),
          )
        const { number, person } = numbered
        if (/^0\.[12]\./.test(dump)) expect(await found(number)).not.toContain(person.id)
        await city.jobs['registers-words']!({})
        expect(await found(number)).toContain(person.id)
        expect(await found(`${number}号`)).toContain(person.id)
        expect(await named()).toContain(person.id)
        // Villages of a forest farm lay outside the city; with what lies in them they come to lie in their county.
        await city.regionActs.run({ settling: 0 })
        expect(outsideOf('4418/', psql)).toEqual([])
        const after = await city.identity.asSystem('upgrade', (ctx) => city.registers.findById(ctx, 'population.person', person.id))
        expect(after!.record.version).toBe(person.version)
      } finally {
        await city.close()
      }
    } finally {
      await drop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
)
