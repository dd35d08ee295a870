/**
 * What the figures are made of, as SDMX 3.0 says it: one data flow, its structure, concepts and code lists, as an SDMX-JSON structure message 2.0.
 * Formats: github.com/sdmx-twg/sdmx-json, tag v2.0.0 (structure-message); observation status by the SDMX code list CL_OBS_STATUS.
 */
import type { RegionOf } from '../values.ts'
import type { Why } from '../figure.ts'

export const AGENCY = 'CHENGSHU'
export const FLOW = 'DF_INDICATORS'
export const STRUCTURE = 'DSD_INDICATORS'
export const VERSION = '1.0.0'
/** Dimensions in the order of the key. */
export const dimensions = ['FREQ', 'REF_AREA', 'INDICATOR'] as const

/** An indicator as far as it is told here. */
export interface Told {
  name: string
  label: string
  about: string
  unit: string
  every: 'now' | 'day' | 'month'
}

/** The code of an indicator: a key is written with points between its parts, so a name has none. */
export const codeOf = (name: string): string => name.replaceAll('.', '_')

/** The code of a unit: per cent as usual, any other by the numbers of its characters, because codes are ASCII. */
export const unitCode = (unit: string): string =>
  unit === '%'
    ? 'PT'
    : /^[A-Za-z]+$/.test(unit)
      ? unit
      : `U_${[...unit].map((one) => one.codePointAt(0)!.toString(16).toUpperCase()).join('_')}`

/** Observation status: normal, provisional, missing (nothing to judge), not collected, suppressed. */
export const statuses = { A: '正常', P: '暂定', M: '缺失，不可能有数', L: '没有采集', Q: '不公布' } as const
export const statusOf = (why: Why | undefined, provisional: boolean): keyof typeof statuses =>
  why === 'hidden' ? 'Q' : why === 'before' || why === 'counting' ? 'L' : why === 'nothing' ? 'M' : provisional ? 'P' : 'A'

export const frequencies = { D: '每日', M: '每月' } as const

const names = {
  FREQ: '频率',
  REF_AREA: '行政区划',
  INDICATOR: '指标',
  TIME_PERIOD: '时间',
  OBS_VALUE: '数值',
  UNIT_MEASURE: '计量单位',
  OBS_STATUS: '数据状态',
} as const
export type Component = keyof typeof names
export const componentName = (id: Component): string => names[id]

const base = 'urn:sdmx:org.sdmx.infomodel'
export const urns = {
  flow: `${base}.datastructure.Dataflow=${AGENCY}:${FLOW}(${VERSION})`,
  structure: `${base}.datastructure.DataStructure=${AGENCY}:${STRUCTURE}(${VERSION})`,
  codes: (id: string) => `${base}.codelist.Codelist=${AGENCY}:${id}(${VERSION})`,
  concept: (id: string) => `${base}.conceptscheme.Concept=${AGENCY}:CS_INDICATORS(${VERSION}).${id}`,
}

const maintained = (id: string, name: string, urnOf: string) => ({
  id,
  agencyID: AGENCY,
  version: VERSION,
  name,
  names: { zh: name },
  isExternalReference: false,
  links: [{ urn: urnOf, rel: 'self' }],
})
const coded = (id: Component, codes: string) => ({
  id,
  conceptIdentity: urns.concept(id),
  localRepresentation: { enumeration: urns.codes(codes) },
})
const code = (id: string, name: string, about?: string) => ({
  id,
  name,
  names: { zh: name },
  ...(about ? { description: about, descriptions: { zh: about } } : {}),
})

/** Everything that describes the figures that somebody sees, by what is asked for. */
export function structures(indicators: readonly Told[], areas: readonly RegionOf[]) {
  const units = [...new Set(indicators.map(({ unit }) => unit))]
  const list = (id: string, name: string, codes: ReturnType<typeof code>[]) => ({ ...maintained(id, name, urns.codes(id)), codes })
  return {
    dataflows: [{ ...maintained(FLOW, '城市运行指标', urns.flow), structure: urns.structure }],
    dataStructures: [
      {
        ...maintained(STRUCTURE, '城市运行指标的结构', urns.structure),
        dataStructureComponents: {
          dimensionList: {
            id: 'DimensionDescriptor',
            dimensions: [coded('FREQ', 'CL_FREQ'), coded('REF_AREA', 'CL_AREA'), coded('INDICATOR', 'CL_INDICATOR')].map(
              (one, position) => ({
                ...one,
                position,
              }),
            ),
            timeDimension: {
              id: 'TIME_PERIOD',
              conceptIdentity: urns.concept('TIME_PERIOD'),
              localRepresentation: { format: { dataType: 'ObservationalTimePeriod' } },
            },
          },
          measureList: {
            id: 'MeasureDescriptor',
            measures: [
              {
                id: 'OBS_VALUE',
                usage: 'optional',
                conceptIdentity: urns.concept('OBS_VALUE'),
                localRepresentation: { format: { dataType: 'Decimal' } },
              },
            ],
          },
          attributeList: {
            id: 'AttributeDescriptor',
            attributes: [
              { ...coded('UNIT_MEASURE', 'CL_UNIT'), usage: 'mandatory', attributeRelationship: { dimensions: ['INDICATOR'] } },
              { ...coded('OBS_STATUS', 'CL_OBS_STATUS'), usage: 'mandatory', attributeRelationship: { observation: {} } },
            ],
          },
        },
      },
    ],
    conceptSchemes: [
      {
        ...maintained('CS_INDICATORS', '城市运行指标的概念', `${base}.conceptscheme.ConceptScheme=${AGENCY}:CS_INDICATORS(${VERSION})`),
        concepts: Object.entries(names).map(([id, name]) => code(id, name)),
      },
    ],
    codelists: [
      list(
        'CL_FREQ',
        names.FREQ,
        Object.entries(frequencies).map(([id, name]) => code(id, name)),
      ),
      list(
        'CL_AREA',
        names.REF_AREA,
        areas.map((one) => code(one.code, one.name)),
      ),
      list(
        'CL_INDICATOR',
        names.INDICATOR,
        indicators.map(({ name, label, about }) => code(codeOf(name), label, about)),
      ),
      list(
        'CL_UNIT',
        names.UNIT_MEASURE,
        units.map((unit) => code(unitCode(unit), unit)),
      ),
      list(
        'CL_OBS_STATUS',
        names.OBS_STATUS,
        Object.entries(statuses).map(([id, name]) => code(id, name)),
      ),
    ].filter(({ codes }) => codes.length > 0),
  }
}

export const structureTypes = {
  dataflow: 'dataflows',
  datastructure: 'dataStructures',
  conceptscheme: 'conceptSchemes',
  codelist: 'codelists',
} as const
export type StructureType = keyof typeof structureTypes

/** The head of a message. */
export const metaOf = (kind: 'structure' | 'data', prepared: Date, sender: string) => ({
  schema: `https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/${kind}-message/tools/schemas/2.0.0/sdmx-json-${kind}-schema.json`,
  id: `${kind}-${prepared.getTime()}`,
  test: false,
  prepared: prepared.toISOString(),
  contentLanguages: ['zh'],
  sender: { id: AGENCY, name: sender, names: { zh: sender } },
})
