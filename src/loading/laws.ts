import { existsSync, readdirSync } from 'node:fs'
import type { ShippedMatter } from '#engines/cases'
import type { Context } from '#kernel/context'
import { Broken } from '#kernel/errors'
import type { City } from '../main.ts'
import { cityFile } from './tables.ts'

/** A text as `city/cn/laws/index.json` ships it; one that `revises` is the next state of the text of its title before it. */
interface ShippedLaw {
  file: string
  title: string
  rank: string
  issuer: string
  promulgatedOn: string
  effectiveFrom: string
  revises?: string
  source: string
}

const here = (path: string) => new URL(`../../city/${path}`, import.meta.url)
const TEXTS = 'regulation.text'

type LawCity = Pick<City, 'acting' | 'identity' | 'registers'>

/** The laws and rules that ship, article by article with their revisions, unless some are there. @returns how many texts */
export async function loadLaws({ acting, identity, registers }: LawCity): Promise<number> {
  const work = <T>(what: (ctx: Context) => Promise<T>) => identity.asSystem('载入法规', what)
  const there = await work((ctx) => registers.listUntyped(ctx, TEXTS, { limit: 1 }))
  if (there.items.length > 0) return 0
  const ids = new Map<string, unknown>()
  for (const { file, title, rank, issuer, revises, ...rest } of JSON.parse(cityFile('cn/laws/index.json')) as ShippedLaw[]) {
    const given = { ...rest, number: null, verified: false, words: cityFile(`cn/laws/${file}`) }
    const text = ids.get(title)
    if (revises === undefined)
      ids.set(title, (await work((ctx) => acting.run(ctx, 'regulation', 'takeIn', { ...given, title, rank, issuer }, null))).text)
    else if (text === undefined) throw new Broken(`${file} revises a text that does not ship`)
    else await work((ctx) => acting.run(ctx, 'regulation', 'revise', { ...given, text, by: revises }, null))
  }
  return ids.size
}

/** What the matters of a city stand on, as far as the laws are there. @returns how many citations are new */
export async function loadCitations({ acting, identity }: LawCity, city: string): Promise<number> {
  const folder = here(`${city}/matters/`)
  const root = await identity.places.root()
  if (!existsSync(folder) || !root) return 0
  let count = 0
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
    const { matter, implementations } = JSON.parse(cityFile(`${city}/matters/${name}`)) as ShippedMatter
    count += await identity.asSystem('载入条文引用', async (ctx) => {
      const organisation = (await identity.organisationFor(ctx, String(matter.leads), root.id))?.id
      if (!organisation) return 0
      let cited = 0
      const cite = async (what: string, code: string, label: string, basis?: { law: string; article: string }) => {
        if (!basis) return
        const input = { what, code, label, organisation, law: basis.law, named: basis.article }
        cited += Number((await acting.run(ctx, 'regulation', 'citeNamed', input, null)).cited)
      }
      for (const basis of matter.basis) await cite('matter', matter.code, matter.name, basis)
      for (const { limits, materials } of implementations) {
        for (const { clock, mode, basis } of limits)
          await cite('limit', [matter.code, clock, mode].filter(Boolean).join('/'), matter.name, basis)
        for (const { key, name: called, why } of materials)
          await cite('material', `${matter.code}/${key}`, `${matter.name}：${called}`, why)
      }
      return cited
    })
  }
  return count
}
