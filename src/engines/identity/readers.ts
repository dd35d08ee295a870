import { kindOf, type AnyField, type Fields, type Role } from '#declare'
import { boxesFor, liesIn, sees, type Registers } from '#engines/registers'
import type { Actor, Context, Grant } from '#kernel/context'
import { NotAllowed } from '#kernel/errors'
import { dutiesInEffect, grantsOf, readAccess } from './sql.ts'

/** A post that may see a record, by which roles or grants, and which of its fields plainly, masked, or masked until it says what for. */
export interface ReadingPost {
  post: string
  postName: string
  organisationName: string
  people: string[]
  /** Labels of the roles that let it, and purposes of grants. */
  by: string[]
  plain: string[]
  masked: string[]
  /** It may ask for one plain value at a time. */
  reveals: boolean
}

/** Who saw a record: a post, when last, and how often. */
export interface SeenBy {
  postName: string | null
  organisationName: string | null
  name: string | null
  last: string
  times: number
  fields: string[]
}

/** Who may see a record, and who has. */
export interface Readers {
  /** Whom else the record is open to. */
  everybody: 'public' | 'departments' | null
  /** It has a holder, who sees all of it. */
  holder: boolean
  count: number
  items: ReadingPost[]
  seen: SeenBy[]
}

/** Posts that are told by name; of more there is the count. */
const MOST_TOLD = 50
/** How far back it is told who has seen a record. */
const SEEN_DAYS = 92

interface Seat {
  post: string
  name: string
  organisation: string
  organisationName: string
  does: string
  people: string[]
  duties: { role: string; organisation: string; regionPath: string }[]
}

/** Every post with duties or grants, each with all of them. */
async function seatsOf(ctx: Context): Promise<Seat[]> {
  const seats = new Map<string, Seat>()
  for (const row of await ctx.tx.rows(dutiesInEffect)) {
    const seat = seats.get(row.post as string) ?? {
      post: row.post as string,
      name: row.post_name as string,
      organisation: row.organisation as string,
      organisationName: row.organisation_name as string,
      does: row.does as string,
      people: row.people as string[],
      duties: [],
    }
    if (row.role) seat.duties.push({ role: row.role as string, organisation: seat.organisation, regionPath: row.region_path as string })
    seats.set(seat.post, seat)
  }
  return [...seats.values()]
}

/**
 * Who may see a record and who has: worked out with the predicate itself, post by post. It is told to whoever may change the record, and to
 * administrators of its region, who learn nothing of its values.
 * @throws NotAllowed
 */
export async function readersOf(registers: Registers, ctx: Context, name: string, id: string): Promise<Readers> {
  const { roles } = registers.definitions
  const { register } = registers.definitions.get(name)
  const place = await registers.placeOfRecord(ctx, name, id)
  const isAdministrator = ctx.actor.duties.some(
    ({ role, regionPath }) => /^identity\.(administrator|security|audit)$/.test(role) && place?.regionPath.startsWith(regionPath),
  )
  if (!place || !(isAdministrator || (await registers.reaches(ctx, name, 'change', id))))
    throw new NotAllowed('谁能看到这条记录，由负责它的人和管理员查看', { code: 'readers.none' })
  ctx.tx.set('app.audit', 'reader')
  const fields = Object.entries(register.fields as Fields).filter(([, field]) => shows(field))
  const items: ReadingPost[] = []
  const grants = new Map<string, Grant[]>()
  for (const seat of await seatsOf(ctx)) {
    if (!grants.has(seat.organisation)) grants.set(seat.organisation, (await ctx.tx.row(grantsOf(seat.organisation)))!.grants as Grant[])
    const of = (part: Pick<Actor, 'duties' | 'grants'>): Context => ({
      ...ctx,
      purpose: { kind: 'duty', what: '' },
      actor: {
        kind: 'post',
        name: '',
        account: null,
        person: null,
        post: seat.post,
        organisation: seat.organisation,
        region: ctx.actor.region,
        function: seat.does,
        ...part,
      },
    })
    const whole = of({ duties: seat.duties, grants: grants.get(seat.organisation)! })
    const views = (as: Context, act: 'read' | 'unmask' | 'reveal') =>
      boxesFor(roles, as, register, act).filter((view) => liesIn(place, view))
    // What is open to all departments is said once, and not of every post.
    const common = new Set(views(of({ duties: [] }), 'read').map((view) => JSON.stringify({ ...view, fields: [...(view.fields ?? [])] })))
    const own = views(whole, 'read').filter((view) => !common.has(JSON.stringify({ ...view, fields: [...(view.fields ?? [])] })))
    if (own.length === 0) continue
    const unmasks = views(whole, 'unmask').length > 0
    const there = fields.filter(([key]) => own.some((view) => sees(view, key)))
    const isPlain = ([, { privacy }]: [string, AnyField]) => privacy === 'none' || unmasks
    const labelOf = (role: string) => (roles.get(role) as Role | undefined)?.label ?? role
    items.push({
      post: seat.post,
      postName: seat.name,
      organisationName: seat.organisationName,
      people: seat.people,
      by: [
        ...new Set([
          ...seat.duties.flatMap((duty) =>
            views(of({ duties: [duty] }), 'read').some((view) => !common.has(JSON.stringify({ ...view, fields: [...(view.fields ?? [])] })))
              ? [labelOf(duty.role)]
              : [],
          ),
          ...own.flatMap(({ granted }) => (granted === undefined ? [] : [`共享授权：${granted}`])),
        ]),
      ],
      plain: there.filter(isPlain).map(([, { label }]) => label),
      masked: there.filter((one) => !isPlain(one)).map(([, { label }]) => label),
      reveals: !unmasks && views(whole, 'reveal').length > 0,
    })
  }
  const departments = boxesFor(
    roles,
    { ...ctx, actor: { ...ctx.actor, seeing: undefined, kind: 'post', person: null, duties: [], grants: [] } } as never,
    register,
    'read',
  )
  return {
    everybody: register.class === 'public' ? 'public' : departments.some((view) => liesIn(place, view)) ? 'departments' : null,
    holder: place.holder !== NOBODY,
    count: items.length,
    items: items.slice(0, MOST_TOLD),
    seen: await seenBy(registers, ctx, name, place.holder !== NOBODY ? place.holder : id),
  }
}

const NOBODY = '00000000-0000-0000-0000-000000000000'
const shows = (field: AnyField): boolean => kindOf(field).column(field) !== ''

/** Who has seen what a register holds of somebody, by their access records. */
async function seenBy(registers: Registers, ctx: Context, register: string, subject: string): Promise<SeenBy[]> {
  const until = new Date(Date.now() + 86_400_000)
  const rows = await ctx.tx.rows(
    readAccess({
      organisations: null,
      since: new Date(until.getTime() - SEEN_DAYS * 86_400_000),
      until,
      actor: null,
      register,
      subject,
      act: null,
      before: null,
      most: 200,
    }),
  )
  const keys = (side: string) => new Set(rows.flatMap((row) => (typeof row[side] === 'string' ? [row[side]] : [])))
  const titles = await registers.titles(
    ctx,
    new Map([
      ['identity.organisation', keys('organisation')],
      ['identity.post', keys('post')],
    ]),
  )
  const names = await registers.namesAtWork(ctx, [...keys('actor')])
  const found = new Map<string, SeenBy>()
  for (const row of rows) {
    const key = `${String(row.actor)} ${String(row.post)}`
    const known = found.get(key)
    if (known) {
      known.times += 1
      known.fields = [...new Set([...known.fields, ...registers.fieldLabels(register, row.fields as string[])])]
    } else
      found.set(key, {
        postName: titles[row.post as string] ?? null,
        organisationName: titles[row.organisation as string] ?? null,
        name: names[row.actor as string] ?? null,
        last: row.recorded as string,
        times: 1,
        fields: registers.fieldLabels(register, row.fields as string[]),
      })
  }
  return [...found.values()]
}
