/** Figures as SDMX-JSON data messages 2.0 and SDMX-CSV 2.0 (github.com/sdmx-twg/sdmx-json tag v2.0.0, github.com/sdmx-twg/sdmx-csv). */
import type { Point, RegionOf } from '../values.ts'
import {
  AGENCY,
  codeOf,
  componentName,
  dimensions,
  FLOW,
  frequencies,
  metaOf,
  statuses,
  statusOf,
  unitCode,
  urns,
  VERSION,
  type Told,
} from './structure.ts'

/** One figure of one region over time. */
export interface Series {
  freq: keyof typeof frequencies
  area: RegionOf
  indicator: Told
  points: readonly Point[]
}

const pathOf = (series: Series) => [series.freq, series.area.code, codeOf(series.indicator.name)] as const

/** Numbers the things that a message names, in order of first use. */
function listing<T>(idOf: (one: T) => string) {
  const all: T[] = []
  const known = new Map<string, number>()
  return {
    all,
    of(one: T): number {
      const id = idOf(one)
      const found = known.get(id) ?? all.push(one) - 1
      known.set(id, found)
      return found
    },
  }
}

const named = (id: string, name: string) => ({ id, name, names: { zh: name } })

/** The message with series by FREQ, REF_AREA and INDICATOR, and observations by TIME_PERIOD. */
export function dataMessage(all: readonly Series[], { prepared, sender }: { prepared: Date; sender: string }) {
  const freqs = listing<Series['freq']>((one) => one)
  const areas = listing<RegionOf>(({ code }) => code)
  const indicators = listing<Told>(({ name }) => name)
  const units = listing<string>((one) => one)
  const states = listing<keyof typeof statuses>((one) => one)
  // Periods stand in order, so that whoever reads them in order reads them through time.
  const periods = [...new Set(all.flatMap(({ points }) => points.map(({ period }) => period)))].sort()
  const at = new Map(periods.map((period, i) => [period, i]))
  const series = Object.fromEntries(
    all.map((one) => [
      [freqs.of(one.freq), areas.of(one.area), indicators.of(one.indicator)].join(':'),
      {
        attributes: [units.of(one.indicator.unit)],
        observations: Object.fromEntries(
          one.points.map(({ period, value, why, provisional }) => [String(at.get(period)), [value, states.of(statusOf(why, provisional))]]),
        ),
      },
    ]),
  )
  const dimension = (id: (typeof dimensions)[number], keyPosition: number, values: object[]) => ({
    id,
    name: componentName(id),
    names: { zh: componentName(id) },
    keyPosition,
    values,
  })
  return {
    meta: metaOf('data', prepared, sender),
    data: {
      structures: [
        {
          dataSets: [0],
          name: '城市运行指标',
          names: { zh: '城市运行指标' },
          links: [
            { urn: urns.flow, rel: 'dataflow' },
            { urn: urns.structure, rel: 'datastructure' },
          ],
          dimensions: {
            dataSet: [],
            series: [
              dimension(
                'FREQ',
                0,
                freqs.all.map((one) => named(one, frequencies[one])),
              ),
              dimension(
                'REF_AREA',
                1,
                areas.all.map(({ code, name }) => named(code, name)),
              ),
              dimension(
                'INDICATOR',
                2,
                indicators.all.map(({ name, label }) => named(codeOf(name), label)),
              ),
            ],
            observation: [
              {
                id: 'TIME_PERIOD',
                name: componentName('TIME_PERIOD'),
                names: { zh: componentName('TIME_PERIOD') },
                keyPosition: 3,
                roles: ['TIME_PERIOD'],
                values: periods.map((value) => ({ value })),
              },
            ],
          },
          measures: { observation: [{ id: 'OBS_VALUE', name: componentName('OBS_VALUE'), names: { zh: componentName('OBS_VALUE') } }] },
          attributes: {
            dataSet: [],
            series: [
              {
                id: 'UNIT_MEASURE',
                name: componentName('UNIT_MEASURE'),
                names: { zh: componentName('UNIT_MEASURE') },
                relationship: { dimensions: ['INDICATOR'] },
                values: units.all.map((unit) => named(unitCode(unit), unit)),
              },
            ],
            observation: [
              {
                id: 'OBS_STATUS',
                name: componentName('OBS_STATUS'),
                names: { zh: componentName('OBS_STATUS') },
                relationship: { observation: {} },
                values: states.all.map((one) => named(one, statuses[one])),
              },
            ],
          },
          annotations: [],
        },
      ],
      dataSets: [{ action: 'Replace', structure: 0, links: [{ urn: urns.flow, rel: 'dataflow' }], series }],
    },
  }
}

const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** SDMX-CSV 2.0: a row for each observation; what has no value is an empty cell. */
export function dataCsv(all: readonly Series[]): string {
  const head = ['STRUCTURE', 'STRUCTURE_ID', 'ACTION', ...dimensions, 'TIME_PERIOD', 'OBS_VALUE', 'UNIT_MEASURE', 'OBS_STATUS']
  const rows = all.flatMap((one) =>
    one.points.map(({ period, value, why, provisional }) => [
      'dataflow',
      `${AGENCY}:${FLOW}(${VERSION})`,
      'R',
      ...pathOf(one),
      period,
      value === null ? '' : String(value),
      unitCode(one.indicator.unit),
      statusOf(why, provisional),
    ]),
  )
  return `${[head, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`
}
