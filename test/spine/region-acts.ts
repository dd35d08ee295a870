import type pg from 'pg'
import type { PreparedAct } from '#engines/identity'
import { inContext, type Actor, type Ground } from '#kernel/context'
import { addCalendarDays } from '#kernel/days'
import type { City } from '../../src/main.ts'

type Acting = Pick<City, 'ground' | 'regionActs'>
/** Shipped regions hold since 2010; acts of one region follow each other by days. */
const FIRST = '2020-01-01'

/** An actor as the database has one, by the account's name, with every duty of the post. */
export async function actorOf(admin: pg.Client, login: string): Promise<Actor> {
  const { rows } = await admin.query<{
    account: string
    name: string
    post: string
    organisation: string
    region: string
    code: string
    path: string
    duties: Actor['duties']
  }>(
    `select a.id as account, a.name, p.id as post, p.organisation, p.region, p.region_code as code, p.region_path as path,
       (select jsonb_agg(jsonb_build_object('role', d.role, 'organisation', p.organisation, 'regionPath', d.region_path)) from identity.duty d
        where d.post = p.id and d.ended is null) as duties
     from identity.account a join identity.holding h on h.account = a.id and h.ended is null join identity.post p on p.id = h.post where a.login = $1`,
    [login],
  )
  const { account, name, post, organisation, region, code, path, duties } = rows[0]!
  return { kind: 'post', name, account, person: null, post, organisation, region: { id: region, code, path }, duties }
}

const as = <T>(ground: Ground, actor: Actor, work: Parameters<typeof inContext<T>>[3]) =>
  inContext(ground, actor, { kind: 'duty', what: '区划调整' }, work)

/** Prepares an act and has it approved; it is due at once. */
export async function approved(
  { ground, regionActs }: Acting,
  admin: pg.Client,
  act: Omit<PreparedAct, 'number' | 'effectiveFrom'>,
): Promise<string> {
  const [officer, approver] = [await actorOf(admin, 'divisions'), await actorOf(admin, 'division-approver')]
  const { id } = await as(ground, officer, (ctx) =>
    regionActs.prepare(ctx, { ...act, number: `试〔2026〕${++acts}号`, effectiveFrom: addCalendarDays(FIRST, acts) }),
  )
  await as(ground, officer, (ctx) => regionActs.submit(ctx, id))
  await as(ground, approver, (ctx) => regionActs.decide(ctx, id, true, '同意'))
  return id
}
let acts = 0
