import { holds, kindOf, type Fields, type LifeStage, type Occasion, type OccasionBasis } from '#declare'
import type { Cases } from '#engines/cases'
import type { Identity } from '#engines/identity'
import type { AnyRecord, Registers } from '#engines/registers'
import { inContext, type Actor, type Context } from '#kernel/context'
import { addCalendarDays, calendarDaysBetween, localDate, type LocalDate } from '#kernel/days'
import { NO_KEY } from '#kernel/keys'
import { addMonths, reckon, type Due } from './reckoning.ts'

/** Something that comes due for the person who asks, or under their roof. */
export interface MyOccasion extends Due {
  /** The same on every day and every device. */
  id: string
  name: string
  label: string
  about: string
  stage: LifeStage
  /** Whom or what it is about. */
  subject: string
  /** Calendar days from today until the last day; negative when it has passed. */
  left: number
  /** `coming`: not to be done yet; `open`: to be done now; `late`: the last day has passed. */
  state: 'coming' | 'open' | 'late'
  register: string
  record: string
  /** Of somebody else of the household. */
  household: boolean
  /** What the record says, in words, by the label of the field. */
  known: { label: string; text: string }[]
  basis: OccasionBasis
  matters: { name: string; label: string; alone: boolean }[]
  words: string
}

export interface OccasionParts {
  registers: Registers
  identity: Identity
  cases: Cases
  occasions: readonly Occasion[]
}

/** Records of one register that concern somebody: the own ones, and those under the same roof. */
interface Concerned {
  record: AnyRecord
  household: boolean
}

/** More than a family: a dormitory or another collective household, whose members are strangers to each other. */
const largestFamily = 6
/** The same of all ages together: workers of one dormitory bring few children, and theirs are nobody else's business. */
const largestHousehold = 10
const adult = 18

async function ownRecords({ registers }: OccasionParts, ctx: Context, name: string, person: string): Promise<AnyRecord[]> {
  const { register } = registers.definitions.get(name)
  if (register.holder === 'id') {
    const found = await registers.findById(ctx, name, person)
    return found && found.record.ended === null ? [found.record] : []
  }
  return (await registers.listUntyped(ctx, name, { where: [{ field: register.holder!, operator: 'is', value: person }], limit: 100 })).items
}

/**
 * Younger ones of the same household that come to an age about now. The parents' own right reaches their own record alone, so the office of
 * the register is asked, within the place where the household is registered; that it was asked, and by whom, is on record with the child.
 */
async function ofHousehold(parts: OccasionParts, ctx: Context, occasion: Occasion, own: AnyRecord, today: LocalDate): Promise<AnyRecord[]> {
  const { registers, identity } = parts
  const { reckon: rule, household } = occasion
  const { register } = registers.definitions.get(occasion.register)
  const shared = household ? own[household] : null
  const place = register.region ? await identity.places.find(String(own[register.region])) : undefined
  const born = own[rule.date]
  if (rule.rule !== 'age' || !household || typeof shared !== 'string' || !place || typeof born !== 'string') return []
  if (addMonths(born, adult * 12) > today) return []
  const office = [...registers.definitions.roles.values()].find(({ may }) =>
    may.some(
      (one) => one.register === occasion.register && one.scope === 'region' && one.acts.includes('read') && one.acts.includes('unmask'),
    ),
  )
  if (!office) return []
  const asker: Actor = {
    kind: 'post',
    name: ctx.actor.name,
    account: ctx.actor.account,
    person: null,
    post: null,
    organisation: null,
    region: place,
    duties: [{ role: office.name, organisation: NO_KEY, regionPath: place.path }],
  }
  const from = addMonths(today, -(rule.years + 2) * 12)
  const to = addMonths(today, -(rule.years - 2) * 12)
  const sameRoof = { field: household, operator: 'is', value: shared } as const
  const ofAge = { field: rule.date, operator: 'between', value: [from, to] } as const
  return inContext(
    ctx.ground,
    asker,
    { kind: 'own', what: '同户的人什么事快到期' },
    async (as) => {
      const { items } = await registers.listUntyped(as, occasion.register, { where: [sameRoof, ofAge], limit: largestFamily + 1 })
      const others = items.filter(({ id }) => id !== own.id)
      if (items.length > largestFamily || others.length === 0) return []
      const all = await registers.listUntyped(as, occasion.register, { where: [sameRoof], limit: largestHousehold + 1 })
      return all.items.length > largestHousehold ? [] : others
    },
    { readOnly: true, now: ctx.now },
  )
}

/**
 * Days from which nobody can tell a birthday: the whole months that lie between the first day and the last, so that whoever keeps to them keeps
 * to the rule too. A cutoff that is the same for all children of a year says no more than the year.
 */
function withoutBirthday(due: Due, { rule, ...reckoning }: Occasion['reckon']): Due {
  if (rule !== 'age' || !('within' in reckoning) || !('months' in reckoning.within)) return due
  return { ...due, from: `${addMonths(due.from, 1).slice(0, 7)}-01`, on: addCalendarDays(`${due.on.slice(0, 7)}-01`, -1) }
}

/** What comes due from the actor's own records, the most pressing first. One question per register, and one per household. */
export async function myOccasions(parts: OccasionParts, ctx: Context): Promise<MyOccasion[]> {
  const { person, region } = ctx.actor
  if (!person) return []
  const today = localDate(ctx.now, ctx.ground.timezone)
  const calendar = await parts.cases.calendarOf(ctx, region.path)
  const matters = new Map(parts.cases.listMatters().map((one) => [one.name, one]))
  const own = new Map<string, AnyRecord[]>()
  for (const name of new Set(parts.occasions.map(({ register }) => register))) own.set(name, await ownRecords(parts, ctx, name, person))
  const found: MyOccasion[] = []
  for (const occasion of parts.occasions) {
    const { register } = parts.registers.definitions.get(occasion.register)
    const fields = register.fields as Fields
    const mine = own.get(occasion.register)!
    const concerned: Concerned[] = mine.map((record) => ({ record, household: false }))
    if (occasion.household && mine[0])
      for (const record of await ofHousehold(parts, ctx, occasion, mine[0], today)) concerned.push({ record, household: true })
    for (const { record, household } of concerned) {
      const date = record[occasion.reckon.date]
      if (typeof date !== 'string' || (occasion.when && !holds(occasion.when, record))) continue
      const exactly = reckon(calendar, occasion.reckon, date, today)
      const due = exactly && household ? withoutBirthday(exactly, occasion.reckon) : exactly
      if (!due || today < [due.from, addCalendarDays(due.on, -occasion.ahead)].toSorted()[0]!) continue
      const text = (key: string) => {
        const field = fields[key]!
        const value = record[key]
        if (value === null || value === undefined) return undefined
        const kind = kindOf(field)
        return household && field.privacy !== 'none' ? kind.mask?.(value, field) : kind.format(value, field)
      }
      found.push({
        ...due,
        id: `${occasion.name}.${record.id}.${due.on}`,
        name: occasion.name,
        label: occasion.label,
        about: occasion.about,
        stage: occasion.stage,
        subject: text(register.title) ?? '',
        left: calendarDaysBetween(today, due.on),
        state: today > due.on ? 'late' : today < due.from ? 'coming' : 'open',
        register: occasion.register,
        record: record.id,
        household,
        known: occasion.known.flatMap((key) => {
          const said = text(key)
          return said === undefined ? [] : [{ label: fields[key]!.label, text: said }]
        }),
        basis: occasion.basis,
        matters: occasion.matters.flatMap((name) => {
          const matter = matters.get(name)
          return matter ? [{ name, label: matter.label, alone: matter.alone }] : []
        }),
        words: occasion.words,
      })
    }
  }
  return found.toSorted((a, b) => (a.on === b.on ? (a.id < b.id ? -1 : 1) : a.on < b.on ? -1 : 1))
}
