import { afterAll, beforeAll, expect, it } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city.stop())

const words = '近期办得多的事'

/** What home says to somebody: whether it is there, has the figure, and leads to these matters. */
async function home({ get }: Visitor, names: readonly string[]) {
  const page = (await get('/')).body as string
  return { whole: page.includes('<h1'), counted: page.includes(words), leads: names.every((name) => page.includes(`"/matters/${name}"`)) }
}

/** Makes so many cases of a matter, as far as counting them goes. */
const cases = `insert into cases."case" (id, case_id, region, region_code, region_path, organisation, holder, number, title, matter, procedure,
    procedure_version, state, applicant_name, region_name, organisation_name, organisations, implementations, tokens, scopes, plans, data, opened)
  select n.id, n.id, n.id, '441802', '/', n.id, n.id, n.id::text, 't', $1, 'p', 1, 'open', 'a', 'r', 'o', '[]', '{}', '[1]', '[]', '{}', '{}', $3
  from (select gen_random_uuid() as id from generate_series(1, $2)) n`

it('home waits for no count of what is asked for most: it comes without the figure, and has it when the count is done', async () => {
  const names = city.cases.matters.all.flatMap(({ name, general }) => (general ? [] : [name])).slice(0, 3)
  const officer = await city.as('administrator')
  const admin = await city.sql('admin')
  await admin.query('set session_replication_role = replica')
  for (const name of names) await admin.query(cases, [name, 20, city.ground.clock()])
  await admin.query('begin')
  try {
    await admin.query('lock table cases."case" in access exclusive mode')
    // The first has it counted; whoever comes meanwhile does not wait at all.
    for (const said of [await home(city.stranger, names), await home(officer, names)])
      expect(said).toEqual({ whole: true, counted: false, leads: false })
    const { rows } = await admin.query(
      `select count(*)::integer as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    expect(rows).toEqual([{ waiting: 1 }])
  } finally {
    await admin.query('commit')
    await admin.end()
  }
  // What strangers get is kept for a minute.
  await expect.poll(() => home(officer, names), { timeout: 5000 }).toEqual({ whole: true, counted: true, leads: true })
})
