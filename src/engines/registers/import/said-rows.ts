import { OPEN_BOX, type Context } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { contribute, placesOfKeys } from '../base/contribute.ts'
import type { Said } from '../base/said.ts'
import type { Definition } from '../definitions.ts'
import { fieldColumns } from '../written.ts'
import { SOURCE_KEY } from './mapping.ts'
import { match } from './match.ts'
import { checkAlone, checkTogether, read, type Checked, type Plan, type Reading, type RowParts } from './rows-checked.ts'
import type { SourceRow } from './rows.ts'
import { partOf, SAID, SAID_KEY, staged, type Range } from './staging.ts'

/** Where sealed words of a batch are bound to. */
const placeOf = ({ register }: Definition): string => `${register.name}._import`

/**
 * The number under which a source knows a row: its own where the file brings one, else what nobody else has, and of that the blind index where it is
 * sealed.
 */
function keyOf({ sealer }: Pick<RowParts, 'sealer'>, { definition, intent }: Plan, { values }: Reading): string | undefined {
  const own = values[SOURCE_KEY]
  if (typeof own === 'string' && own.trim() !== '') return own.trim()
  if (intent.mapping.includes(SOURCE_KEY) || intent.key.length === 0) return undefined
  const parts = intent.key.map((name) => {
    const column = definition.columns.find(({ key }) => key === name)!
    const value = values[name]
    if (value === null || value === undefined) return undefined
    return column.sealed ? sealer.blind(String(value), `${definition.register.name}.${name}`).toString('base64url') : String(value)
  })
  return parts.includes(undefined) ? undefined : parts.join(' ')
}

/** Checks rows that are a source's word by everything that is checked of a contribution at the door, and seals what each says until it goes in. */
export async function checkSaidRows(parts: RowParts, ctx: Context, plan: Plan, rows: readonly SourceRow[]): Promise<Checked> {
  const { definition, intent, fields } = plan
  const readings = await read(parts, ctx, plan, rows)
  const matches = await match(parts, ctx, plan, readings)
  const keys = readings.map((reading) => keyOf(parts, plan, reading))
  ctx.tx.open(definition.contributions!.box, 'read', OPEN_BOX)
  const known = await placesOfKeys(
    ctx,
    definition,
    intent.source!,
    keys.flatMap((key) => key ?? []),
  )
  const all = readings.map((reading, i) => {
    const place = keys[i] === undefined ? undefined : known.get(keys[i])
    const found = matches.get(i) ?? (place && { box: 0, id: place.record, version: 0, before: {} })
    return { ...reading, key: keys[i], found }
  })
  for (const one of all) {
    delete one.values[SOURCE_KEY]
    if (one.key === undefined && one.problems.length === 0) one.problems.push(`“${fields[SOURCE_KEY]!.label}”没有填`)
    checkAlone(parts, ctx, plan, one, one.found)
  }
  const good = () => all.filter(({ problems }) => problems.length === 0)
  await checkTogether(parts, ctx, plan, good())
  const place = placeOf(definition)
  return {
    good: good().map(({ n, key, values, found }) => {
      const none = Object.keys(values).filter((field) => values[field] === null && intent.clears && fields[field]?.optional)
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
      const said: Said = { key: key!, values: given, none }
      return {
        n,
        op: found ? 'U' : 'I',
        box: 0,
        version: null,
        row: {
          id: found?.id ?? newKey(),
          ...fieldColumns(parts, definition, values),
          [SAID_KEY]: key,
          [SAID]: parts.sealer.seal(JSON.stringify(said), place).toString('base64'),
        },
      }
    }),
    refused: all.flatMap(({ n, problems }) =>
      problems.length > 0 ? [{ n, reason: [...new Set(problems)].join('；').slice(0, 500) }] : [],
    ),
  }
}

/** Takes in what the rows of a part say, as their source's contributions. @returns how many records are new, became others, and stayed */
export async function moveSaid(
  parts: RowParts,
  ctx: Context,
  { definition, intent }: Plan,
  batch: string,
  range: Range,
): Promise<{ added: number; changed: number; same: number }> {
  const rows = await ctx.tx.rows({
    text: `select r.${SAID} as said from ${staged(definition, batch, [SAID])} order by r._n`,
    values: partOf(batch, range),
  })
  const place = placeOf(definition)
  const said = rows.map((row) => JSON.parse(parts.sealer.open(Buffer.from(row.said as string, 'base64'), place)) as Said)
  const done = { added: 0, changed: 0, same: 0 }
  if (said.length === 0) return done
  for (const { by, changed } of await contribute(parts, ctx, definition.register.name, intent.source!, said, batch))
    done[by === 'new' ? 'added' : changed ? 'changed' : 'same']++
  return done
}
