import type { AnyRegister, Fields } from '#declare'
import type { Cases } from '#engines/cases'
import type { Identity } from '#engines/identity'
import type { AnyRecord, Registers } from '#engines/registers'
import type { Context } from '#kernel/context'
import { NotFound } from '#kernel/errors'
import { isCorrectable, namesOf, referred, saying } from './records.ts'

/** What one source says of one field of a record. */
export interface SaidOfMe {
  /** The source in words; where a register keeps none apart, the organisation that wrote it. */
  label: string
  organisation: string | null
  /** Since when it holds, as the source knows it, or when it was written. */
  at: string
  /** The file that it came in, where it is known. */
  file: string | null
  /** The own case in which it was decided. */
  case: { id: string; number: string } | null
  value: unknown
  none: boolean
  /** The value is withheld: whoever looks may not see it plainly. */
  masked: boolean
}

/** Where the fields of one of the actor's own records come from. */
export interface SourcesOfMine {
  register: { name: string; label: string; title: string; fields: Fields }
  record: AnyRecord
  steward: string | null
  /** Whether somebody may correct it when it is asked for. */
  correctable: boolean
  titles: Record<string, string>
  /** By field: what counts first, then what other sources say. */
  said: Record<string, SaidOfMe[]>
  /** Fields about which sources contradict each other, and nobody has said yet what holds. */
  open: string[]
}

type Version = Awaited<ReturnType<Registers['history']>>[number]

const ofCase = /^case:([0-9a-f-]{36})/

/**
 * Who wrote a record since it is its holder's: the hall reads no envelopes, and a holder learns nothing of the time before. Of each, the installation
 * tells the organisation, the moment, the file and the case; never who sat there.
 */
async function writtenFor(register: AnyRegister, history: () => Promise<Version[]>): Promise<Version[]> {
  const versions = await history()
  const handed = versions.findIndex(({ fields }) => register.holder !== undefined && (fields?.includes(register.holder) ?? false))
  return handed < 0 ? versions : versions.slice(0, handed + 1)
}

/**
 * Where each field of a record of the actor's own comes from: of a base register what every source says, as plainly as the actor may see it, of any
 * other who wrote it last. @throws NotFound for a record that is not the actor's
 */
export async function mySources(
  { registers, identity, cases }: { registers: Registers; identity: Identity; cases: Pick<Cases, 'listMine'> },
  ctx: Context,
  name: string,
  id: string,
): Promise<SourcesOfMine> {
  const { person } = ctx.actor
  const definition = registers.definitions.get(name)
  const { register } = definition
  const { record } = await registers.getUntyped(ctx, name, id)
  const whose = register.holder === 'id' ? record.id : register.holder ? record[register.holder] : undefined
  if (!person || whose !== person) throw new NotFound('找不到这条记录', { code: 'register.none' })
  const fields = saying(registers.declared(ctx, name).fields as Fields, [record])
  const versions = await writtenFor(register, () => identity.asSystem('本人查看来源', (own) => registers.history(own, name, id)))
  const own = new Map((await cases.listMine(ctx)).map((one) => [one.id, { id: one.id, number: one.number }]))
  const files = new Map(versions.flatMap(({ batch }) => (batch ? [[batch.id, batch.file] as const] : [])))
  const sources = register.base ? await registers.sources(ctx, name, id) : undefined
  const suppliers = [
    ...versions.map(({ organisation }) => organisation),
    ...(sources?.fields.flatMap(({ words }) => words.map(({ supplier }) => supplier)) ?? []),
  ].filter((one) => one !== null)
  const wanted = referred(fields, [record])
  wanted.set('identity.organisation', new Set([...(wanted.get('identity.organisation') ?? []), ...suppliers]))
  const titles = await namesOf(registers, ctx, wanted)
  const place = register.region ? record[register.region] : undefined
  const steward = await identity.organisationFor(ctx, register.steward, typeof place === 'string' ? place : ctx.actor.region.id)
  const nameOf = (organisation: string | null) => (organisation ? (titles[organisation] ?? null) : null)

  /** Who wrote a field last, where no source is kept for it. */
  const written = (key: string): SaidOfMe => {
    const version = versions.find(({ op, fields: changed }) => op === 'I' || changed?.includes(key))
    const decided = version?.purpose ? ofCase.exec(version.purpose)?.[1] : undefined
    return {
      label: sources?.own ?? nameOf(version?.organisation ?? null) ?? steward?.name ?? register.label,
      organisation: nameOf(version?.organisation ?? null),
      at: version?.recorded ?? String(record.recorded),
      file: version?.batch?.file ?? null,
      case: (decided && own.get(decided)) || null,
      value: record[key] ?? null,
      none: false,
      masked: false,
    }
  }
  const said: Record<string, SaidOfMe[]> = {}
  for (const key of Object.keys(fields)) {
    const words = sources?.fields.find(({ field }) => field === key)?.words
    said[key] = words
      ? words.map(({ label, supplier, at, batch, value, none, masked }) => ({
          label,
          organisation: nameOf(supplier),
          at,
          file: (batch && files.get(batch)) || null,
          case: (batch && own.get(batch)) || null,
          value,
          none,
          masked,
        }))
      : [written(key)]
  }
  return {
    register: { name, label: register.label, title: register.title, fields },
    record,
    steward: steward?.name ?? null,
    correctable: record.ended === null && isCorrectable(registers, name),
    titles: { ...titles, ...registers.wordsIn(name, [record]) },
    said,
    open: sources?.fields.filter(({ open }) => open).map(({ field }) => field) ?? [],
  }
}
