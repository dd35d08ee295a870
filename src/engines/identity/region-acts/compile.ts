import { fullRegionCode } from '#chinese'
import { Invalid } from '#kernel/errors'
import type { RegionNow } from '../places.ts'

type Level = RegionNow['level']
export type Place = Pick<RegionNow, 'id' | 'code' | 'name' | 'level' | 'parent' | 'path'>

/** The regions as they are, and every path that was ever somebody's. */
export interface Regions {
  now: ReadonlyMap<string, Place>
  /** Whose a path is or was. */
  byPath: ReadonlyMap<string, string>
}

/** What is to become of regions; those that there are by key, those that are to be by code. */
export type RegionChange =
  | { kind: 'merge'; sources: readonly string[]; into: Named }
  | { kind: 'split'; subject: string; parts: readonly Named[]; table: readonly { region: string; to: string }[]; rest: string }
  | { kind: 'move'; subject: string; parent: string }

interface Named {
  code: string
  name: string
}

/** What a change comes to, region by region. */
export interface Compiled {
  /** Regions that end. */
  ends: string[]
  /** Regions that begin, or begin again. */
  begins: Place[]
  /** Regions that go on with another name, parent or path. */
  changes: Place[]
  /** Where everything that lies at a path goes; paths that are not here stay. */
  moves: { from: Place; to: Place }[]
  after: ReadonlyMap<string, Place>
}

const order: readonly Level[] = ['province', 'city', 'county', 'town', 'village']
const wrong = (message: string, path: string) => new Invalid(message, { code: 'region.act', path: `input.${path}` })

/** A code as it stands in the register: without the zeros that fill it up, as long as the level's codes are. */
const digits: Record<Level, number> = { province: 2, city: 4, county: 6, town: 9, village: 12 }
export function codeAt(code: string, level: Level, path: string): string {
  const full = fullRegionCode(code.trim())
  const short = full.slice(0, digits[level])
  if (
    !/^[1-9]\d{11}$/.test(full) ||
    /[1-9]/.test(full.slice(digits[level])) ||
    /^0*$/.test(short.slice(digits[order[order.indexOf(level) - 1] ?? 'province']) || '1')
  )
    throw wrong(`${code} 不是这一级的区划代码`, path)
  return short
}

/** @throws Invalid for the region around all others, which is the city's own */
function requireParent({ now }: Regions, { parent }: Place, path: string): string {
  if (parent === null || !now.has(parent)) throw wrong('最上级的区划不能合并、分设', path)
  return parent
}

/** Works on a copy of the regions; paths follow from parents at the end. */
function worksheet({ now, byPath }: Regions, newKey: () => string) {
  const after = new Map([...now].map(([key, one]) => [key, { ...one }]))
  const ends: string[] = []
  const begins: string[] = []
  /** Where what lay at an ended region goes. */
  const heirs = new Map<string, string>()
  return {
    /** A region that goes on, to be changed. */
    get: (key: string, path: string): Place => {
      const found = after.get(key)
      if (!found) throw wrong('没有这个行政区划，或者它已经撤销', path)
      return found
    },
    below: (key: string) => [...after.values()].filter(({ parent }) => parent === key),
    /** A region of this code under a parent: the one that was there once, where nobody else has its path, or a new one. */
    begin({ code, name }: Named, level: Level, parent: string, path: string): string {
      if ([...after.values()].some((one) => one.code === code && !ends.includes(one.id)))
        throw wrong(`代码 ${code} 属于另一个行政区划`, path)
      const at = `${after.get(parent)!.path}${code}/`
      const former = byPath.get(at)
      if (former !== undefined && now.has(former)) throw wrong(`代码 ${code} 在这里属于过另一个行政区划，请另用代码`, path)
      const id = former ?? newKey()
      after.set(id, { id, code, name, level, parent, path: at })
      begins.push(id)
      return id
    },
    end(key: string, heir: string) {
      ends.push(key)
      heirs.set(key, heir)
    },
    finish(): Compiled {
      for (const key of ends) after.delete(key)
      const path = (one: Place): string => {
        const before = now.get(one.id)
        const above = one.parent === null ? undefined : after.get(one.parent)
        if (one.parent !== null && !above && before?.parent === one.parent) return one.path
        if (before && before.parent === one.parent && (!above || path(above) === now.get(above.id)?.path)) return before.path
        return `${above ? path(above) : ''}${one.code}/`
      }
      const paths = new Map([...after.values()].map((one) => [one.id, path(one)]))
      for (const one of after.values()) one.path = paths.get(one.id)!
      for (const { id, code, path: own } of after.values()) {
        const whose = byPath.get(own)
        if (whose !== undefined && whose !== id) throw wrong(`代码 ${code} 在新的上级下面属于过另一个行政区划`, 'parent')
      }
      const heirOf = (key: string): Place => (heirs.has(key) ? heirOf(heirs.get(key)!) : after.get(key)!)
      const moves = [...now.values()].flatMap((from) => {
        const to = heirOf(from.id)
        return to.path === from.path ? [] : [{ from, to }]
      })
      const changes = [...after.values()].filter((one) => {
        const before = now.get(one.id)
        return before && (before.path !== one.path || before.parent !== one.parent || before.name !== one.name)
      })
      return { ends, begins: begins.map((key) => after.get(key)!), changes, moves, after }
    },
  }
}

/**
 * What a change of regions comes to. @throws Invalid with the field that can't be so
 */
export function compileChange(regions: Regions, change: RegionChange, newKey: () => string): Compiled {
  const sheet = worksheet(regions, newKey)
  if (change.kind === 'merge') {
    const sources = [...new Set(change.sources)].map((key) => sheet.get(key, 'sources'))
    const [first] = sources
    if (!first || sources.length < 2) throw wrong('请选择至少两个要合并的区划', 'sources')
    if (sources.some(({ level }) => level !== first.level)) throw wrong('只能合并同一级的区划', 'sources')
    const parent = requireParent(regions, first, 'sources')
    const code = codeAt(change.into.code, first.level, 'into')
    const staying = sources.find((one) => one.code === code)
    if (!staying && sources.some(({ parent }) => parent !== first.parent)) throw wrong('上级不同的区划合并，须沿用其中一个的代码', 'into')
    // Those that end free their codes first.
    const into = staying?.id ?? sheet.begin({ ...change.into, code }, first.level, parent, 'into')
    if (staying) staying.name = change.into.name
    for (const source of sources.filter(({ id }) => id !== into)) {
      for (const child of sheet.below(source.id)) child.parent = into
      sheet.end(source.id, into)
    }
  } else if (change.kind === 'split') {
    const subject = sheet.get(change.subject, 'subject')
    const own = { code: subject.code, parent: requireParent(regions, subject, 'subject') }
    const codes = change.parts.map(({ code }) => codeAt(code, subject.level, 'parts'))
    if (codes.length < 2) throw wrong('请写明分设后的至少两个区划', 'parts')
    if (new Set(codes).size !== codes.length) throw wrong('分设后的区划代码不能相同', 'parts')
    const parts = new Map(
      change.parts.map(({ name }, i) => {
        const code = codes[i]!
        if (code !== own.code) return [code, sheet.begin({ code, name }, subject.level, own.parent, 'parts')]
        subject.name = name
        return [code, subject.id]
      }),
    )
    const partOf = (code: string, path: string) => {
      const part = parts.get(codeAt(code, subject.level, path))
      if (part === undefined) throw wrong(`分设后的区划里没有代码 ${code}`, path)
      return part
    }
    const rest = partOf(change.rest, 'rest')
    const table = new Map<string, string>()
    for (const { region, to } of change.table) {
      const one = sheet.get(region, 'table')
      if (!one.path.startsWith(subject.path) || one.id === subject.id) throw wrong(`${one.name}不在${subject.name}下面`, 'table')
      if (table.has(region)) throw wrong(`划分表里${one.name}有两行`, 'table')
      table.set(region, partOf(to, 'table'))
    }
    const goesTo = (one: Place): string =>
      table.get(one.id) ?? (one.parent === subject.id || one.parent === null ? rest : goesTo(regions.now.get(one.parent)!))
    const inside = [...regions.now.values()].filter(({ id, path }) => path.startsWith(subject.path) && id !== subject.id)
    const bound = new Map(inside.map((one) => [one.id, goesTo(one)]))
    // What goes elsewhere than what it lies in comes under its part itself.
    for (const { id, parent } of inside)
      if (parent === subject.id || bound.get(parent!) !== bound.get(id)) sheet.get(id, 'table').parent = bound.get(id)!
    if (!parts.has(own.code)) sheet.end(subject.id, rest)
    else if (rest !== subject.id) throw wrong(`${subject.name}继续存在，其余应划入它`, 'rest')
  } else {
    const [subject, parent] = [sheet.get(change.subject, 'subject'), sheet.get(change.parent, 'parent')]
    if (parent.id === subject.parent) throw wrong(`${subject.name}已经属于${parent.name}`, 'parent')
    if (order.indexOf(parent.level) >= order.indexOf(subject.level)) throw wrong('新的上级应比它高一级', 'parent')
    if (parent.path.startsWith(subject.path)) throw wrong('不能改到自己下面', 'parent')
    requireParent(regions, subject, 'subject')
    subject.parent = parent.id
  }
  return sheet.finish()
}
