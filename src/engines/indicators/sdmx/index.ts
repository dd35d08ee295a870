import type { Context } from '#kernel/context'
import { localDate } from '#kernel/days'
import { Invalid, NotAllowed, NotFound } from '#kernel/errors'
import { boxFor, reachOf, type Reach } from '../reach.ts'
import { describe, regionFor, values, type RegionOf, type ValueParts } from '../values.ts'
import { dataCsv, dataMessage, type Series } from './data.ts'
import { keysOf, spanOf, type Format } from './query.ts'
import { AGENCY, codeOf, FLOW, metaOf, STRUCTURE, structures, structureTypes, VERSION, type StructureType, type Told } from './structure.ts'

/** The most series of one answer. */
const MOST = 200

interface Seen {
  told: Told
  reach: Reach
}

const none = () => new NotFound('没有这样的数据', { code: 'sdmx.none' })

/** Whether somebody asks for this artefact of this agency, in a version that there is. */
const isAsked = (agency: string, id: string, version: string, own: string): boolean =>
  (agency === '*' || agency === AGENCY) &&
  (id === '*' || id === own) &&
  ['*', '~', '+', 'latest', VERSION, '1.0', '1.0+', '1+'].includes(version)

/** Figures given out as SDMX, each read like everywhere else: the same permission, the same rounding. */
export function openSdmx(parts: ValueParts & { sender: string }) {
  const seenBy = (ctx: Context): Seen[] =>
    [...parts.indicators.values()].flatMap((indicator) => {
      const reach = reachOf(indicator, ctx)
      if (!reach) return []
      const { name, label, about, unit, every } = describe(parts, indicator, reach, false)
      return [{ told: { name, label, about, unit, every }, reach }]
    })

  /** Where somebody's figures begin, and the regions right below. */
  async function areasOf(ctx: Context, seen: readonly Seen[]): Promise<RegionOf[]> {
    const home = await regionFor(
      parts,
      ctx,
      seen.map(({ reach }) => reach),
    )
    const below = await parts.identity.places.below(home.id)
    return [home, ...below.map(({ id, code, name, path }) => ({ id, code, name, path }))]
  }

  /** The days or months of one figure; nothing where this figure isn't told of that region, or not by that length. */
  async function seriesOf(
    ctx: Context,
    one: Seen,
    area: RegionOf,
    freq: string | undefined,
    span: { from?: string; to?: string },
  ): Promise<Series | undefined> {
    const { told, reach } = one
    const native = told.every === 'month' ? 'M' : 'D'
    // A month of a stock or of a share of months is no sum of its days.
    if (freq !== undefined && freq !== native && !(freq === 'M' && told.every === 'day')) return undefined
    try {
      boxFor(reach, area.path)
    } catch (error) {
      if (error instanceof NotAllowed) return undefined
      throw error
    }
    const wanted = freq ?? native
    const today = localDate(ctx.now, parts.timezone)
    const { from, to } = span
    if (from !== undefined && from > (to ?? today)) return undefined
    const found = await values(parts, ctx, told.name, {
      region: area.id,
      by: 'time',
      every: wanted === 'M' ? 'month' : 'day',
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to: to < today ? to : today }),
    })
    const points = found.points.filter(({ period }) => (period.length === 7) === (found.every === 'month' && told.every !== 'now'))
    // Persons are told by the month alone to who may not read them; their days are not given out as days.
    const got = points[0]?.period.length === 7 ? 'M' : 'D'
    if (points.length === 0 || (freq !== undefined && got !== freq)) return undefined
    return { freq: got, area, indicator: told, points }
  }

  return {
    /** A structure message. @throws NotFound where there is no such structure */
    async structure(ctx: Context, type: string, agency = '*', id = '*', version = '~') {
      const seen = seenBy(ctx)
      const all = structures(
        seen.map(({ told }) => told),
        seen.length === 0 ? [] : await areasOf(ctx, seen),
      )
      const kinds = type === '*' ? (Object.keys(structureTypes) as StructureType[]) : [type as StructureType]
      const data = Object.fromEntries(
        kinds.flatMap((kind) => {
          const key = Object.hasOwn(structureTypes, kind) ? structureTypes[kind] : undefined
          const found = key ? all[key].filter((one) => isAsked(agency, id, version, one.id)) : []
          return key && found.length > 0 ? [[key, found]] : []
        }),
      )
      if (Object.keys(data).length === 0) throw none()
      return { meta: metaOf('structure', ctx.now, parts.sender), data }
    },
    /** Data as a message or as rows. @throws NotFound where nothing matches, Invalid where the query can't be read or is too large */
    async data(
      ctx: Context,
      asked: { agency: string; id: string; version: string; key?: string; time?: string; last?: number; first?: number },
      format: Format,
    ) {
      if (!isAsked(asked.agency, asked.id, asked.version, FLOW) && !isAsked(asked.agency, asked.id, asked.version, STRUCTURE)) throw none()
      const seen = seenBy(ctx)
      const span = spanOf(asked.time)
      const areas = new Map<string, Promise<RegionOf | undefined>>()
      const areaOf = (code: string) => {
        const found =
          areas.get(code) ??
          parts.identity.places.byCode(code).then((one) => one && { id: one.id, code: one.code, name: one.name, path: one.path })
        areas.set(code, found)
        return found
      }
      const wanted = new Map<string, { one: Seen; area: RegionOf; freq: string | undefined }>()
      for (const [freq, area, indicator] of keysOf(asked.key ?? '*')) {
        const places =
          area === undefined ? (seen.length === 0 ? [] : await areasOf(ctx, seen)) : [await areaOf(area)].filter((one) => one !== undefined)
        for (const one of seen)
          if (indicator === undefined || codeOf(one.told.name) === indicator)
            for (const place of places) wanted.set(`${freq} ${place.code} ${one.told.name}`, { one, area: place, freq })
      }
      if (wanted.size > MOST) throw new Invalid('一次要的序列太多，请指定指标或区划', { code: 'sdmx.large' })
      const all: Series[] = []
      for (const { one, area, freq } of wanted.values()) {
        const found = await seriesOf(ctx, one, area, freq, span)
        if (!found) continue
        const points = asked.last === undefined ? found.points : found.points.slice(-asked.last)
        all.push({ ...found, points: asked.first === undefined ? points : points.slice(0, asked.first) })
      }
      if (all.length === 0) throw none()
      return format === 'csv' ? dataCsv(all) : dataMessage(all, { prepared: ctx.now, sender: parts.sender })
    },
  }
}

export type Sdmx = ReturnType<typeof openSdmx>
