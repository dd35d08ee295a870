import type { AnyRegister, Fields } from '#declare'
import type { AnyRecord, Registers } from '#engines/registers'
import type { Identity } from '#engines/identity'
import type { Context } from '#kernel/context'

/** The most of one register that a person is shown of themselves. */
const most = 100

/** What one register holds of a person. */
export interface MyRecords {
  register: { name: string; label: string; about: string; title: string; fields: Fields }
  /** Who answers for it. */
  steward: string | null
  /** Whether somebody may correct it when it is asked for. */
  correctable: boolean
  items: AnyRecord[]
  more: boolean
  /** What ids in the records are called. */
  titles: Record<string, string>
}

/** The actor's own records of a register, plainly. */
async function ownOf(registers: Registers, ctx: Context, register: AnyRegister, person: string) {
  if (register.holder === 'id') {
    const found = await registers.findById(ctx, register.name, person)
    return { items: found ? [found.record] : [], next: null }
  }
  return registers.listUntyped(ctx, register.name, { where: [{ field: register.holder!, operator: 'is', value: person }], limit: most })
}

/** The records that these refer to, by register. */
export function referred(fields: Fields, items: readonly AnyRecord[]): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>()
  for (const [key, field] of Object.entries(fields)) {
    const to = field.kind === 'ref' ? (field as unknown as { to: string }).to : field.kind === 'region' ? 'identity.region' : undefined
    if (to === undefined) continue
    const ids = wanted.get(to) ?? new Set()
    for (const item of items) if (typeof item[key] === 'string') ids.add(item[key])
    wanted.set(to, ids)
  }
  return wanted
}

const key = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z]+(\.[a-z-]+)+)$/

/** The fields that say something to a person: of some, every value is a key for programs (which template, which file). */
export const saying = (fields: Fields, items: readonly AnyRecord[]): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(([name, { kind }]) => {
      if (kind !== 'text') return true
      const given = items.flatMap((item) => (typeof item[name] === 'string' ? [item[name]] : []))
      return given.length === 0 || given.some((value) => !key.test(value))
    }),
  )

/** What keys are called; one of a record that is none of the actor's business goes by its end, so that nobody asks for it again. */
export async function namesOf(registers: Registers, ctx: Context, wanted: Map<string, Set<string>>): Promise<Record<string, string>> {
  const unnamed = [...wanted.values()].flatMap((ids) => [...ids]).map((id) => [id, id.slice(-8)])
  return { ...Object.fromEntries(unnamed), ...(await registers.titles(ctx, wanted)) }
}

/** Whether somebody may correct records of a register when it is asked for. */
export const isCorrectable = ({ definitions }: Registers, name: string): boolean =>
  [...definitions.roles.values()].some(({ may }) => may.some((one) => one.register === name && one.acts.includes('change')))

/** Everything that registers hold of the actor, register by register; those that hold nothing are left out. */
export async function myRecords({ registers, identity }: { registers: Registers; identity: Identity }, ctx: Context): Promise<MyRecords[]> {
  const { person, region } = ctx.actor
  if (!person) return []
  const found: MyRecords[] = []
  for (const { register } of registers.definitions.all) {
    if (!register.holder) continue
    const { items, next } = await ownOf(registers, ctx, register, person)
    if (items.length === 0) continue
    const fields = register.fields as Fields
    const place = register.region ? items[0]![register.region] : undefined
    const steward = await identity.organisationFor(ctx, register.steward, typeof place === 'string' ? place : region.id)
    found.push({
      register: {
        name: register.name,
        label: register.label,
        about: register.about ?? '',
        title: register.title,
        fields: saying(fields, items),
      },
      steward: steward?.name ?? null,
      correctable: isCorrectable(registers, register.name),
      items: [...items],
      more: next !== null,
      titles: { ...(await namesOf(registers, ctx, referred(fields, items))), ...registers.wordsIn(register.name, items) },
    })
  }
  // Oneself first, what one signs in with last.
  const place = ({ register: { name } }: MyRecords) =>
    registers.definitions.get(name).register.holder === 'id' ? 0 : name.startsWith('identity.') ? 2 : 1
  return found.toSorted((a, b) => place(a) - place(b))
}
