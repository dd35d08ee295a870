import { shareOf, type AnyRegister, type Fields, type RegisterAct, type Role } from '#declare'
import { OPEN_BOX, pathsBelow, type Actor, type Box, type Context } from '#kernel/context'
import { fieldsAmong, fieldsBy, fieldsOfBoth, fieldsWithin, type Shown, type View } from './columns.ts'

/** The box of everything that belongs to one person. */
export const ownBox = (person: string): Box => ({ ...OPEN_BOX, holder: [person, person] })
const publicBox: Box = { ...OPEN_BOX, class: [0, 0] }
/** What is shared with every department: what is published, and what anybody at work may know. */
const departmentBox: Box = { ...OPEN_BOX, class: [0, 1] }

const at = (box: Box, fields: Shown, granted?: string): View => (fields || granted !== undefined ? { ...box, fields, granted } : box)

/** What is granted to other departments: to read, and one plain value at a time for whoever says what for. */
const grantedActs: ReadonlySet<RegisterAct> = new Set(['read', 'reveal'])

function grantedViews(actor: Actor, register: AnyRegister): View[] {
  const fields = register.fields as Fields
  return (actor.grants ?? []).flatMap((grant) => {
    if (grant.register !== register.name || register.share === 'none') return []
    const granted = new Set(grant.fields)
    const shown = fieldsAmong(register, (key) => granted.has(key) && shareOf(register, fields[key]!) !== 'none')
    return [at({ ...OPEN_BOX, regionPath: pathsBelow(grant.regionPath) }, shown, grant.purpose)]
  })
}

/** What the actor reads by a duty: all of its own department's registers, of others what they don't keep to themselves. */
const byDuty = (actor: Actor, register: AnyRegister): Shown => fieldsBy(register, actor.function === register.steward ? 'steward' : 'duty')

function actorBoxes(roles: ReadonlyMap<string, Role>, actor: Actor, register: AnyRegister, act: RegisterAct): View[] {
  if (actor.kind === 'system') return [OPEN_BOX]
  const boxes: View[] = []
  const shown = byDuty(actor, register)
  const open = fieldsBy(register, 'public')
  for (const duty of actor.duties)
    for (const permission of roles.get(duty.role)?.may ?? []) {
      if ((permission.register !== register.name && permission.register !== '*') || !permission.acts.includes(act)) continue
      const region = { ...OPEN_BOX, regionPath: pathsBelow(duty.regionPath) }
      if (permission.scope === 'all') boxes.push(at(OPEN_BOX, shown))
      else if (permission.scope === 'region') boxes.push(at(region, shown))
      else if (permission.scope === 'organisation')
        boxes.push(at({ ...region, organisation: [duty.organisation, duty.organisation] }, shown))
      else if (permission.scope === 'own' && actor.person) boxes.push(ownBox(actor.person))
      else if (permission.scope === 'public' && register.class === 'public') boxes.push(at(publicBox, open))
    }
  if (act === 'read' || act === 'history') {
    if (register.class === 'public') boxes.push(at(publicBox, open))
    if (register.holder && actor.person) boxes.push(ownBox(actor.person))
  }
  if (actor.kind === 'post' && act === 'read' && register.share === 'unconditional') {
    const shared = fieldsBy(register, 'department')
    if (shared?.size !== 0) boxes.push(at(departmentBox, shared))
  }
  if (actor.kind === 'post' && grantedActs.has(act)) boxes.push(...grantedViews(actor, register))
  return boxes
}

const lieWithin = (inner: Box, outer: Box) =>
  inner.regionPath[0] >= outer.regionPath[0] &&
  inner.regionPath[1] <= outer.regionPath[1] &&
  (['organisation', 'holder', 'class', 'case'] as const).every(
    (side) => inner[side][0] >= outer[side][0] && inner[side][1] <= outer[side][1],
  )
const within = (inner: View, outer: View) => lieWithin(inner, outer) && fieldsWithin(inner.fields, outer.fields)

/**
 * The one permission predicate: what this actor may do with records of a register, as boxes over their plain columns, each with
 * the fields that are there in it. None: nothing. Every path (list, record, search, export, tile, history) asks here, and the database's policies compare with the same boxes.
 */
export function boxesFor(roles: ReadonlyMap<string, Role>, ctx: Context, register: AnyRegister, act: RegisterAct): View[] {
  // Whoever looks with another's eyes sees what is shown there, masked, and does nothing.
  if (ctx.actor.seeing && act !== 'read' && act !== 'history') return []
  const boxes = actorBoxes(roles, ctx.actor, register, act)
  // Whoever works on a case, as the cases engine found out, reads what belongs to it.
  if (ctx.purpose.kind === 'case' && register.case && act === 'read')
    boxes.push(at({ ...OPEN_BOX, case: [ctx.purpose.case, ctx.purpose.case] }, byDuty(ctx.actor, register)))
  return distinct(boxes)
}

/** Without those that lie in another. */
const distinct = (boxes: readonly View[]): View[] =>
  boxes.filter((box, i) => !boxes.some((other, j) => i !== j && within(box, other) && (j < i || !within(other, box))))

/** Every act that this actor may do, by hand, with at least some records of a register. */
export const actsOf = (roles: ReadonlyMap<string, Role>, ctx: Context, register: AnyRegister): RegisterAct[] =>
  (['read', 'add', 'change', 'end', 'unmask', 'reveal', 'export', 'history'] as const).filter(
    (act) => (act !== 'add' || !register.addedBy) && boxesFor(roles, ctx, register, act).length > 0,
  )

/** Whether one of the boxes holds whatever there is in a region, with all its fields and for no granted purpose alone. */
export const coversRegion = (boxes: readonly View[], regionPath: string): boolean =>
  boxes.some(
    (box) => box.fields === undefined && box.granted === undefined && lieWithin({ ...OPEN_BOX, regionPath: pathsBelow(regionPath) }, box),
  )

/** The plain columns of a row, as boxes compare them. */
export interface Placed {
  regionPath: string
  organisation: string
  holder: string
  class: number
  case: string
}

/** Whether a row lies in a box. */
export const lies = (row: Placed, box: Box): boolean =>
  row.regionPath >= box.regionPath[0] &&
  row.regionPath < box.regionPath[1] &&
  (['organisation', 'holder', 'class', 'case'] as const).every((side) => row[side] >= box[side][0] && row[side] <= box[side][1])

/** SQL conditions of the bounded sides of a box, so that the planner sees them; the policy repeats all of them. */
export function boxConditions(box: Box, values: unknown[]): string[] {
  const put = (value: unknown) => `$${values.push(value)}`
  const conditions: string[] = []
  if (box.regionPath !== OPEN_BOX.regionPath)
    conditions.push(`t.region_path >= ${put(box.regionPath[0])} and t.region_path < ${put(box.regionPath[1])}`)
  if (box.organisation !== OPEN_BOX.organisation) conditions.push(`t.organisation = ${put(box.organisation[0])}`)
  if (box.holder !== OPEN_BOX.holder) conditions.push(`t.holder = ${put(box.holder[0])}`)
  const [least, most] = box.class
  if (least === most) conditions.push(`t.class = ${put(least)}`)
  // Nothing lies below the first class: one bound says it, and most records lie within, so that pages are found by their place.
  else if (box.class !== OPEN_BOX.class) conditions.push(`t.class <= ${put(most)}`)
  if (box.case !== OPEN_BOX.case) conditions.push(`t.case_id = ${put(box.case[0])}`)
  return conditions
}

const overlap = (one: Box, other: Box) =>
  one.regionPath[0] < other.regionPath[1] &&
  other.regionPath[0] < one.regionPath[1] &&
  (['organisation', 'holder', 'class', 'case'] as const).every((side) => one[side][0] <= other[side][1] && other[side][0] <= one[side][1])

/** What lies in a box of the ones and in a box of the others: ends are open or nest, so that of each side one box has the narrower. */
export const boxesWithin = (ones: readonly View[], others: readonly View[]): View[] =>
  distinct(
    ones.flatMap((one) =>
      others.flatMap((other) => {
        if (!overlap(one, other)) return []
        const narrower = <S extends keyof Box>(side: S): Box[S] =>
          one[side][0] >= other[side][0] && one[side][1] <= other[side][1] ? one[side] : other[side]
        const both = {
          regionPath: narrower('regionPath'),
          organisation: narrower('organisation'),
          holder: narrower('holder'),
          class: narrower('class'),
          case: narrower('case'),
        }
        return [at(both, fieldsOfBoth(one.fields, other.fields), one.granted ?? other.granted)]
      }),
    ),
  )

/**
 * Whether the rows of a box lie in any of some others: all, none, or those for which a condition holds. It says which rows of a page
 * are shown unmasked, since a right to plain values may reach less far than the right to read.
 */
export function rowsWithin(box: Box, others: readonly Box[]): boolean | ((values: unknown[]) => string) {
  if (others.some((other) => lieWithin(box, other))) return true
  const meeting = others.filter((other) => overlap(box, other))
  if (meeting.length === 0) return false
  return (values) => `(${meeting.map((other) => boxConditions(other, values).join(' and ')).join(' or ')})`
}
