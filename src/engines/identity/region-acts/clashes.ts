import type { Registers } from '#engines/registers'
import { OPEN_BOX, type Context } from '#kernel/context'
import { quote, snake } from '#kernel/database'
import type { Compiled, Regions } from './compile.ts'
import { recordsOfOneKey } from './sql.ts'

type Definition = Registers['definitions']['all'][number]

/** Records that would be the same by a key of their register once they lie in one region; all but one of them end as they come. */
export interface Clash {
  /** What they are called, where that tells of no person; else their number. */
  record: string
  /** The regions that they lie in now. */
  where: string
}

export interface Clashes {
  /** How many records would end. */
  repeats: number
  /** As many of them as a person reads through. */
  named: Clash[]
}

const NAMED = 200

/** Keys of which the region that moves is part, as their columns. */
function keysWithRegion({ register, columns }: Definition): { region: string; keys: string[][] } | undefined {
  const region = columns.find(({ key }) => key === register.region)?.name
  if (region === undefined || register.effective) return undefined
  const columnOf = (key: string) => quote(register.fields[key]?.sealed ? `${snake(key)}_blind` : snake(key))
  const keys = register.unique
    .filter((of) => of.includes(register.region!))
    .map((of) => of.filter((key) => key !== register.region).map(columnOf))
  return keys.length > 0 ? { region: quote(region), keys } : undefined
}

/** A title that may stand in an act, which other departments' officers read. */
function titleColumn({ register }: Definition): string | undefined {
  const field = register.fields[register.title]
  return field?.kind === 'text' && field.privacy === 'none' && !field.sealed ? quote(snake(register.title)) : undefined
}

/** Which records of a register would repeat each other where an act brings them. The caller sees more than whoever prepares the act may. */
export async function clashesIn(ctx: Context, definition: Definition, { now }: Regions, { moves }: Compiled): Promise<Clashes> {
  const found: Clashes = { repeats: 0, named: [] }
  const said = keysWithRegion(definition)
  const joined = moves.filter(({ from, to }) => from.id !== to.id)
  if (!said || joined.length === 0) return found
  const paths = [...new Set(joined.flatMap(({ from, to }) => [from.path, now.get(to.id)?.path ?? to.path]))]
  const goes = joined.map(({ from, to }) => ({ path: from.path, from: from.id, to: to.id }))
  ctx.tx.open(definition.box, 'read', OPEN_BOX)
  for (const others of said.keys) {
    const rows = await ctx.tx.rows(
      recordsOfOneKey({ table: definition.full, region: said.region, others, title: titleColumn(definition) }, goes, paths, NAMED),
    )
    found.repeats += Number(rows[0]?.repeats ?? 0)
    for (const { record, regions } of rows)
      found.named.push({ record: record as string, where: (regions as string[]).map((key) => now.get(key)?.name ?? '').join('、') })
  }
  found.named.splice(NAMED)
  return found
}
