import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type Got, type TestCity, type Visitor } from '#testing'
import { formatOf, keysOf, spanOf } from './query.ts'
import { codeOf, statusOf, unitCode } from './structure.ts'

describe('a query', () => {
  it('has keys with parts, blanks and anything', () => {
    expect(keysOf('D.4418.hall_received')).toEqual([['D', '4418', 'hall_received']])
    expect(keysOf('*')).toEqual([[undefined, undefined, undefined]])
    expect(keysOf('M.*.a,D')).toEqual([
      ['M', undefined, 'a'],
      ['D', undefined, undefined],
    ])
    expect(() => keysOf('D.1.2.3')).toThrow('SDMX 查询不对')
    expect(() => keysOf("D.1.x'y")).toThrow('SDMX 查询不对')
  })
  it('has a span of days, months or years', () => {
    expect(spanOf('ge:2025-02+le:2025-03')).toEqual({ from: '2025-02-01', to: '2025-03-31' })
    expect(spanOf('2025')).toEqual({ from: '2025-01-01', to: '2025-12-31' })
    expect(spanOf('ge:2025-02-03')).toEqual({ from: '2025-02-03' })
    expect(() => spanOf('lately')).toThrow('SDMX 查询不对')
  })
  it('takes the formats that are given out, in their version', () => {
    expect(formatOf(undefined, 'data')).toBe('json')
    expect(formatOf('application/vnd.sdmx.data+csv;version=2.0.0', 'data')).toBe('csv')
    expect(formatOf('application/vnd.sdmx.data+xml;version=3.0.0, */*', 'data')).toBe('json')
    expect(formatOf('application/vnd.sdmx.data+xml', 'data')).toBeUndefined()
    expect(formatOf('application/vnd.sdmx.data+json;version=1.0.0', 'data')).toBeUndefined()
    expect(formatOf('text/csv', 'structure')).toBeUndefined()
  })
  it('has codes without points, in ASCII', () => {
    expect(codeOf('hall.received')).toBe('hall_received')
    expect([unitCode('%'), unitCode('件'), unitCode('个工作日')]).toEqual(['PT', 'U_4EF6', 'U_4E2A_5DE5_4F5C_65E5'])
    expect([statusOf('hidden', false), statusOf(undefined, true), statusOf(undefined, false), statusOf('nothing', true)]).toEqual([
      'Q',
      'P',
      'A',
      'M',
    ])
  })
})

describe('the figures of a city', () => {
  let city: TestCity
  let mayor: Visitor
  beforeAll(async () => {
    city = await testCity()
    city.setNow('2026-03-10T09:20:00+08:00')
    mayor = await city.as('mayor')
    const reader = await city.as('reader')
    const { values } = ok(await reader.get('/api/matters/library.card/prefill'))
    ok(
      await reader.post('/api/cases', {
        matter: 'library.card',
        region: values.home,
        guide: {},
        answers: { ...values, kind: 'adult' },
        materials: [],
        idempotencyKey: randomUUID(),
      }),
    )
    await city.settled()
    await city.indicators.catchUp()
  })
  afterAll(() => city?.stop())
  const ok = ({ status, body }: Got) => {
    expect(status, JSON.stringify(body)).toBeLessThan(300)
    return body
  }
  const flow = '/sdmx/data/dataflow/CHENGSHU/DF_INDICATORS/1.0.0'

  it('have a structure in which every reference leads to what is there', async () => {
    const { meta, data } = ok(await mayor.get('/sdmx/structure/*/CHENGSHU/*/1.0.0'))
    expect(meta).toMatchObject({ sender: { id: 'CHENGSHU' }, test: false })
    const [dsd] = data.dataStructures
    expect(data.dataflows[0]).toMatchObject({ id: 'DF_INDICATORS', agencyID: 'CHENGSHU', structure: dsd.links[0].urn })
    const { dimensionList, attributeList, measureList } = dsd.dataStructureComponents
    expect(dimensionList.dimensions.map(({ id, position }: { id: string; position: number }) => [id, position])).toEqual([
      ['FREQ', 0],
      ['REF_AREA', 1],
      ['INDICATOR', 2],
    ])
    expect(dimensionList.timeDimension.id).toBe('TIME_PERIOD')
    expect(attributeList.attributes.map(({ id }: { id: string }) => id)).toEqual(['UNIT_MEASURE', 'OBS_STATUS'])
    expect(measureList.measures.map(({ id }: { id: string }) => id)).toEqual(['OBS_VALUE'])
    const lists = new Set(data.codelists.map(({ links }: { links: { urn: string }[] }) => links[0]!.urn))
    const concepts = new Set(data.conceptSchemes[0].concepts.map(({ id }: { id: string }) => id))
    for (const one of [...dimensionList.dimensions, ...attributeList.attributes]) {
      expect(lists).toContain(one.localRepresentation.enumeration)
      expect(concepts).toContain(one.conceptIdentity.split(').').at(-1))
    }
    // Identifiers as the schema of structure messages wants them.
    for (const list of data.codelists)
      for (const { id, name } of list.codes) expect([/^[A-Za-z0-9_@$-]+$/.test(id), name.length > 0]).toEqual([true, true])
    expect(ok(await mayor.get('/sdmx/structure/codelist/CHENGSHU/CL_FREQ')).data.codelists).toHaveLength(1)
    expect((await mayor.get('/sdmx/structure/codelist/ELSE/CL_FREQ')).status).toBe(404)
  })

  it('are told as a data message whose numbers are those of the cockpit', async () => {
    const message = ok(await mayor.get(`${flow}/D.4418.hall_received?c[TIME_PERIOD]=ge:2026-03-01+le:2026-03-10`))
    const [structure] = message.data.structures
    const [set] = message.data.dataSets
    expect(structure.dimensions.series.map(({ id, keyPosition }: { id: string; keyPosition: number }) => [id, keyPosition])).toEqual([
      ['FREQ', 0],
      ['REF_AREA', 1],
      ['INDICATOR', 2],
    ])
    expect(Object.keys(set.series)).toEqual(['0:0:0'])
    // The schema of data messages wants links of each set.
    expect(set.links).toEqual([{ urn: structure.links[0].urn, rel: 'dataflow' }])
    const periods = structure.dimensions.observation[0].values.map(({ value }: { value: string }) => value)
    const states = structure.attributes.observation[0].values.map(({ id }: { id: string }) => id)
    const told = Object.entries(set.series['0:0:0'].observations as Record<string, [number, number]>).map(([at, [value, state]]) => [
      periods[Number(at)],
      value,
      states[state],
    ])
    const { points } = ok(await mayor.get('/api/indicators/hall.received?from=2026-03-01&to=2026-03-10'))
    expect(told).toEqual(
      points.map(({ period, value, provisional }: { period: string; value: number; provisional: boolean }) => [
        period,
        value,
        provisional ? 'P' : 'A',
      ]),
    )
    expect(told.at(-1)).toEqual(['2026-03-10', 1, 'P'])
    expect(structure.attributes.series[0].values).toEqual([{ id: 'U_4EF6', name: '件', names: { zh: '件' } }])
  })

  it('are told by the month where that is a sum, and of all that is seen at once', async () => {
    const message = ok(await mayor.get(`${flow}/M.4418.hall_received?lastNObservations=1`))
    expect(message.data.structures[0].dimensions.observation[0].values).toEqual([{ value: '2026-03' }])
    expect((await mayor.get(`${flow}/M.4418.hall_underway`)).status).toBe(404)
    const all = ok(await mayor.get(`${flow}/*.4418?lastNObservations=1`))
    expect(Object.keys(all.data.dataSets[0].series).length).toBeGreaterThan(8)
  })

  it('are told as CSV', async () => {
    const answer = await fetch(`${city.address}${flow}/*.4418.licence_issued`, {
      headers: { accept: 'application/vnd.sdmx.data+csv;version=2.0.0' },
    })
    const open = ok(await city.stranger.get('/api/indicators')).items.map(({ name }: { name: string }) => name) as string[]
    if (!open.includes('licence.issued')) expect(answer.status).toBe(404)
    const [name] = open
    const csv = await fetch(`${city.address}${flow}/*.4418.${codeOf(name!)}?lastNObservations=2`, {
      headers: { accept: 'application/vnd.sdmx.data+csv;version=2.0.0' },
    })
    expect(csv.headers.get('content-type')).toContain('application/vnd.sdmx.data+csv;version=2.0.0')
    const rows = (await csv.text())
      .trim()
      .split('\r\n')
      .map((row) => row.split(','))
    expect(rows[0]).toEqual([
      'STRUCTURE',
      'STRUCTURE_ID',
      'ACTION',
      'FREQ',
      'REF_AREA',
      'INDICATOR',
      'TIME_PERIOD',
      'OBS_VALUE',
      'UNIT_MEASURE',
      'OBS_STATUS',
    ])
    expect(rows.length).toBeGreaterThan(1)
    for (const row of rows.slice(1)) {
      expect(row).toHaveLength(10)
      expect(row.slice(0, 3)).toEqual(['dataflow', 'CHENGSHU:DF_INDICATORS(1.0.0)', 'R'])
    }
  })

  it('are told to nobody who does not see them elsewhere', async () => {
    expect((await city.stranger.get(`${flow}/D.4418.hall_received`)).status).toBe(404)
    const head = await city.as('county-head')
    expect((await head.get(`${flow}/D.4418.hall_received`)).status).toBe(404)
    ok(await head.get(`${flow}/D.441823.hall_received`))
    const seen = ok(await city.stranger.get('/sdmx/structure/codelist/CHENGSHU/CL_INDICATOR')).data.codelists[0].codes.map(
      ({ id }: { id: string }) => id,
    )
    const open = ok(await city.stranger.get('/api/indicators')).items.map(({ name }: { name: string }) => codeOf(name))
    expect(seen).toEqual(open)
    expect(seen).not.toContain('hall_received')
  })

  it('are rounded for whoever may not read the persons, as elsewhere', async () => {
    const persons = ok(await city.stranger.get('/api/indicators')).items.find(({ rounded }: { rounded?: number | null }) => rounded)
    if (!persons) throw new Error('no open figure of persons is declared')
    const message = ok(await city.stranger.get(`${flow}/*.4418.${codeOf(persons.name)}?lastNObservations=1`))
    const series = Object.values(message.data.dataSets[0].series as Record<string, { observations: Record<string, [number | null]> }>)
    const told = series.flatMap(({ observations }) => Object.values(observations).map(([value]) => value))
    expect(told.length).toBeGreaterThan(0)
    for (const value of told) expect((value ?? 0) % 5).toBe(0)
  })

  it('are refused where the query can’t be read or the format is none of ours', async () => {
    expect((await mayor.get(`${flow}/D.1.2.3.4`)).body).toMatchObject({ status: 422, code: 'sdmx.query' })
    expect((await mayor.get(`${flow}/D?c[TIME_PERIOD]=lately`)).body).toMatchObject({ status: 422, code: 'sdmx.query' })
    const answer = await fetch(`${city.address}${flow}/D`, { headers: { accept: 'application/vnd.sdmx.data+xml;version=3.0.0' } })
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([422, 'sdmx.format'])
  })
})
