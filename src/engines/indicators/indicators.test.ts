import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type pg from 'pg'
import fc from 'fast-check'
import { makeCreditCode, makePersonId } from '#chinese'
import { testCity, type TestCity, type Visitor } from '#testing'

let city: TestCity
let sql: pg.Client
let mayor: Visitor
let head: Visitor
beforeAll(async () => {
  city = await testCity()
  sql = await city.sql('admin')
  await counted()
  mayor = await city.as('mayor')
  head = await city.as('county-head')
})
afterAll(async () => {
  await sql.end()
  await city.stop()
})

/** Counts what was written, once the log may be read up to there: another transaction of the server, in whatever database, holds readers back. */
const counted = async (): Promise<void> => {
  await city.settled()
  await city.indicators.catchUp()
}

/** Every cell that says something, as text. */
const cells = async (): Promise<string[]> => {
  const { rows } = await sql.query<{ cell: string }>(`
    select m.indicator || ' ' || c.region_path || ' ' || c.grp || ' ' || c.day || ' ' || c.count || ' ' || c.total as cell
    from indicators.cell c join indicators.measure m on m.id = c.measure and m.state = 'live'
    where c.count <> 0 `)
  return rows.map(({ cell }) => cell).sort()
}

/** The same counted by hand, straight from the registers, for three indicators of different kinds. */
const byHand = async (): Promise<string[]> => {
  const { rows } = await sql.query<{ cell: string }>(`
    with fact as (
      select 'population.residents' as indicator, region_path, 'infinity'::date as day, array['', 'sex=' || sex] as groups
        from population.person where ended is null
      union all select 'entity.founded', region_path, established_on, array['', 'kind=' || kind] from entity.entity where ended is null
      union all select 'entity.active', region_path, 'infinity', array['', 'kind=' || kind] from entity.entity where ended is null and state = 'active')
    select indicator || ' ' || p || ' ' || g || ' ' || day || ' ' || count(*) || ' ' || count(*) as cell
    from fact, unnest(groups) g, lateral (select (regexp_match(region_path, '^(?:[^/]+/){' || i || '}'))[1] as p from generate_series(1, 3) i) l
    where p is not null group by indicator, p, g, day `)
  return rows.map(({ cell }) => cell).sort()
}
const some = (all: readonly string[]) =>
  all.filter((cell) => /^(population\.residents|entity\.(founded|active)) /.test(cell) && !cell.includes(' industry='))

describe('figures', () => {
  test('are, after the first count, what a count by hand gives', async () => {
    const counted = some(await cells())
    expect(counted.length).toBeGreaterThan(300)
    expect(counted).toEqual(await byHand())
  })

  test('follow changes of every kind, and are then what a count by hand and what a new count of everything give', async () => {
    const { rows } = await sql.query<{ id: string; version: number }>('select id, version from entity.entity order by id limit 60')
    const regions = await Promise.all(['441802', '441823', '441881'].map(async (code) => (await city.identity.places.byCode(code))!))
    const towns = (await Promise.all(regions.map(({ id }) => city.identity.places.below(id)))).flat()
    const versions = new Map(rows.map(({ id, version }) => [id, version]))
    const ids = [...versions.keys()]
    let made = 0
    const change = fc.record({
      what: fc.constantFrom('add', 'state', 'move', 'date', 'end'),
      which: fc.nat(ids.length - 1),
      town: fc.nat(towns.length - 1),
      day: fc.integer({ min: 1, max: 28 }),
      state: fc.constantFrom('active', 'cancelled', 'revoked'),
    })
    const ended = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 25 }), async (changes) => {
        for (const { what, which, town, day, state } of changes)
          await city.identity.asSystem('test', async (ctx) => {
            const id = ids[which]!
            const establishedOn = `2026-01-${String(day).padStart(2, '0')}`
            if (what === 'add') {
              const code = makeCreditCode('92', '441891', `PDX${String(++made).padStart(5, '0')}`)
              return void (await city.registers.addUntyped(ctx, 'entity.entity', {
                creditCode: code,
                name: `小店${made}`,
                kind: 'individual',
                principalName: '甲乙',
                establishedOn,
                region: towns[town]!.id,
                address: '一路 1 号',
                state,
              }))
            }
            if (ended.has(id)) return
            if (what === 'end') {
              ended.add(id)
              return void (await city.registers.end(ctx, 'entity.entity', id, versions.get(id)!))
            }
            const changes = what === 'state' ? { state } : what === 'move' ? { region: towns[town]!.id } : { establishedOn }
            const changed = await city.registers.changeUntyped(ctx, 'entity.entity', id, versions.get(id)!, changes)
            versions.set(id, changed.version)
          })
        await counted()
        expect(some(await cells())).toEqual(await byHand())
      }),
      { numRuns: 8 },
    )
    const followed = await cells()
    await city.indicators.recount()
    expect(await cells()).toEqual(followed)
  })

  test('stay as they are when changes are read again', async () => {
    const before = await cells()
    await sql.query(`update kernel.cursor set tx = '0', seq = 0 where reader = 'indicators'`)
    await counted()
    expect(await cells()).toEqual(before)
  })
})

const root = async () => (await city.identity.places.byCode('4418'))!
const county = async (code: string) => (await city.identity.places.byCode(code))!

describe('what somebody sees', () => {
  test('a mayor sees the city by county, with unit, source and freshness', async () => {
    const { body } = await mayor.get('/api/indicators/population.residents?by=region')
    expect(body.indicator).toMatchObject({ unit: '人', source: { label: '自然人', steward: 'public-security' } })
    expect(body.read).toMatch(/^\d{4}-/)
    const { rows } = await sql.query<{ count: number }>('select count(*)::integer as count from population.person where ended is null')
    const all = body.points.reduce((sum: number, { value }: { value: number }) => sum + value, 0)
    expect(all).toBe((await mayor.get('/api/indicators/population.residents')).body.points.at(-1).value)
    const places = new Set((await cells()).filter((cell) => cell.startsWith('population.residents ')).map((cell) => cell.split(' ')[1]))
    expect(Math.abs(all - rows[0]!.count)).toBeLessThanOrEqual(2.5 * places.size)
    const { body: cases } = await mayor.get('/api/indicators/entity.active?by=region')
    expect(cases.indicator.rounded).toBeNull()
    expect(body.points.map(({ region }: { region: { code: string } }) => region.code)).toContain('441823')
  })

  test('a county head sees the county and its towns, and of others what everybody sees', async () => {
    const own = await head.get('/api/figures')
    expect(own.body.region.code).toBe('441823')
    const other = (await county('441802')).id
    expect((await head.get(`/api/indicators/hall.underway?region=${other}`)).status).toBe(403)
    expect((await head.get(`/api/indicators/hall.underway?region=${(await root()).id}`)).status).toBe(403)
    expect((await head.get(`/api/indicators/hall.underway/records?region=${other}`)).status).toBe(403)
    expect((await head.get(`/api/indicators/entity.active?region=${other}&by=kind`)).status).toBe(200)
    const figures = (await head.get(`/api/figures?region=${other}`)).body.items.map(
      ({ indicator }: { indicator: { name: string } }) => indicator.name,
    )
    expect(figures.sort()).toEqual(['catalogue.resources', 'entity.active', 'entity.founded', 'population.residents'])
  })

  test('whoever has no such duty does not learn that an indicator exists', async () => {
    for (const one of [city.stranger, await city.as('citizen'), await city.as('window')]) {
      expect((await one.get('/api/indicators/hall.late')).status).toBe(404)
      expect((await one.get('/api/indicators')).body.items.map(({ name }: { name: string }) => name)).not.toContain('hall.late')
    }
  })

  test('anybody sees open figures, and of persons what nobody can be told by', async () => {
    const { body } = await city.stranger.get(`/api/indicators/population.residents?region=${(await root()).id}&by=region`)
    expect(body.points.length).toBeGreaterThan(5)
    expect(body.indicator.rounded).toBe(5)
    expect((await city.stranger.get('/api/indicators/population.residents/records')).status).toBe(401)
  })
})

describe('figures of persons', () => {
  type Told = { value: number | null; count: number | null; changed: string | null; why?: string; period: string }
  const points = async (who: Visitor, query: string): Promise<Told[]> => {
    const { status, body } = await who.get(`/api/indicators/population.residents?${query}`)
    expect(status, JSON.stringify(body)).toBe(200)
    return body.points
  }
  /** Every number that can be had of the residents: of all regions by time, group and the regions below, on several days. */
  const everything = async (who: Visitor): Promise<Map<string, number>> => {
    const told = new Map<string, number>()
    const counties = await city.identity.places.below((await root()).id)
    const some = counties.slice(0, 3)
    const towns = (await Promise.all(some.map(({ id }) => city.identity.places.below(id)))).flat().slice(0, 8)
    for (const region of [await root(), ...some, ...towns])
      for (const ask of ['by=time', 'by=sex', 'by=region', 'group=sex%3D1', 'by=sex&asOf=2026-01-01'])
        for (const [i, point] of (await points(who, `region=${region.id}&${ask}`)).entries()) {
          expect(point.changed, ask).toBeNull()
          expect(point.value === 0, 'nothing is told of fewer than five').toBe(false)
          if (point.value !== null) told.set(`${region.code} ${ask} ${i} ${point.period}`, point.value)
        }
    return told
  }
  const add = async (town: string, order: number) =>
    city.identity.asSystem('test', (ctx) =>
      city.registers.addUntyped(ctx, 'population.person', {
        name: '欧阳小芽',
        personId: makePersonId('441899', '2020-06-15', order),
        sex: '1',
        birthDate: '2020-06-15',
        region: town,
        address: '同一处',
      }),
    )

  test('can’t be subtracted to find one: all there is are multiples of five, whoever comes or goes', async () => {
    const first = (await city.identity.places.below((await county('441802')).id))[0]!
    const before = await everything(city.stranger)
    expect(before.size).toBeGreaterThan(20)
    const earlier = await exactly(first.id)
    const differences = new Set<number>()
    for (let order = 41; order < 53; order += 2) {
      await add(first.id, order)
      await counted()
      const after = (await points(city.stranger, `region=${first.id}&by=sex`)).map(({ value }) => value ?? 0)
      const all = (await points(city.stranger, `region=${first.id}`)).at(-1)!.value ?? 0
      expect(after.reduce((sum, value) => sum + value, 0)).toBe(all)
      differences.add(
        all - (before.get(`${first.code} by=time 29 ${(await points(city.stranger, `region=${first.id}`)).at(-1)!.period}`) ?? 0),
      )
    }
    // The steward, who reads every person, sees the six of them.
    expect((await exactly(first.id)) - earlier).toBe(6)
    for (const told of [before, await everything(city.stranger), await everything(mayor), await everything(head)])
      for (const value of told.values()) expect(value % 5).toBe(0)
    for (const difference of differences) expect(difference % 5).toBe(0)
    expect(differences.has(5)).toBe(true)
  })

  const exactly = async (region: string) => {
    const { body } = await (await city.as('population')).get(`/api/indicators/population.residents?region=${region}`)
    expect(body.indicator.rounded).toBeNull()
    return body.points.at(-1).value as number
  }

  test('of births too, by the month, and not by the day', async () => {
    const { body } = await mayor.get(`/api/indicators/population.births?from=2001-01-01&to=2020-12-31&every=day`)
    expect(body.every).toBe('month')
    for (const { value } of body.points) expect((value ?? 5) % 5).toBe(0)
    const sum = (all: Told[]) => all.reduce((total, { value }) => total + (value ?? 0), 0)
    const { body: whole } = await mayor.get(`/api/indicators/population.births?from=2001-01-01&to=2020-12-31&by=sex`)
    expect(sum(whole.points)).toBe(sum(body.points))
    expect(sum(body.points)).toBeGreaterThan(0)
    expect((await mayor.get('/api/indicators/population.births?from=1990-01-01')).body).toMatchObject({ code: 'indicator.span' })
  })

  test('are not counted one by one by whoever may not read them', async () => {
    const { id } = await county('441823')
    expect((await mayor.get(`/api/indicators/population.residents/records?region=${id}`)).body).toMatchObject({ items: [], why: 'hidden' })
    const steward = await (await city.as('population')).get(`/api/indicators/population.residents/records?limit=3`)
    expect(steward.body.items).toHaveLength(3)
  })
})

describe('the records behind a figure', () => {
  test('are exactly those that it counts, masked like the register', async () => {
    const { id } = await county('441823')
    const { body: figure } = await mayor.get(`/api/indicators/entity.active?region=${id}&by=kind`)
    const { group, value } = figure.points[0]
    let after = ''
    const found: string[] = []
    do {
      const { body } = await mayor.get(`/api/indicators/entity.active/records?region=${id}&group=kind=${group.key}&limit=7${after}`)
      found.push(...body.items.map((one: { title: string }) => one.title))
      after = body.next ? `&after=${body.next}` : ''
    } while (after)
    expect(found).toHaveLength(value)
    expect(new Set(found).size).toBe(value)
    expect(found).not.toContain(null)
  })
})

describe('a figure that changed later', () => {
  test('keeps what it was, with when it was recorded', async () => {
    const region = (await root()).id
    const month = '2026-01'
    const now = async (asOf = '') =>
      (await mayor.get(`/api/indicators/entity.founded?region=${region}&from=${month}-01&to=${month}-28${asOf}`)).body.points[0]
        .value as number
    const before = await now()
    // As if all of it had been recorded the day before yesterday.
    await sql.query(`update indicators.cell set changed = changed - interval '2 days'`)
    await city.identity.asSystem('test', (ctx) =>
      city.registers.addUntyped(ctx, 'entity.entity', {
        creditCode: makeCreditCode('92', '441891', 'PDX99999'),
        name: '迟到小店',
        kind: 'individual',
        principalName: '甲乙',
        establishedOn: '2026-01-05',
        region,
        address: '一路 1 号',
        state: 'active',
      }),
    )
    await counted()
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
    expect([await now(), await now(`&asOf=${yesterday}`)]).toEqual([before + 1, before])
  })

  test('is told apart by the days of the city, whatever the clock of the machine says', async () => {
    const region = (await root()).id
    const add = (code: string) =>
      city.identity.asSystem('test', (ctx) =>
        city.registers.addUntyped(ctx, 'entity.entity', {
          creditCode: makeCreditCode('92', '441891', code),
          name: '夜里小店',
          kind: 'individual',
          principalName: '甲乙',
          establishedOn: '2026-01-06',
          region,
          address: '一路 1 号',
          state: 'active',
        }),
      )
    const told = async (asOf = '') =>
      (await mayor.get(`/api/indicators/entity.founded?region=${region}&from=2026-01-01&to=2026-01-28${asOf}`)).body.points[0]
        .value as number
    const before = await told()
    // Ten years on, at five to midnight in the city, and five minutes past: not the days of a machine, nor those of Greenwich.
    for (const [at, code] of [
      ['2036-03-10T23:55:00+08:00', 'PDX99998'],
      ['2036-03-11T00:05:00+08:00', 'PDX99997'],
    ] as const) {
      city.setNow(at)
      await add(code)
      await counted()
    }
    const [last, first] = [await told('&asOf=2036-03-10'), await told('&asOf=2036-03-09')]
    expect([await told(), last, first]).toEqual([before + 2, before + 1, before])
    expect((await mayor.get('/api/figures')).body.read).toBe(new Date('2036-03-11T00:05:00+08:00').toISOString())
  })
})
