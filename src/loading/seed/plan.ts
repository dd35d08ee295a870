import type pg from 'pg'
import { localDate } from '#kernel/days'
import { Refusal } from '#kernel/settings'

/** How much is generated, out of which seed, up to which day (not included). */
export interface SeedPlan {
  seed: string
  persons: number
  entities: number
  cases: number
  until: string
}

/** What `--scale` stands for; `demo` is what a started demonstration has by itself. */
export const scales = {
  demo: { persons: 3000, entities: 400, cases: 1200 },
  small: { persons: 40_000, entities: 4000, cases: 10_000 },
  full: { persons: 4_000_000, entities: 400_000, cases: 1_000_000 },
} as const
export type Scale = keyof typeof scales

const whole = (text: string | undefined, name: string): number | undefined => {
  if (text === undefined) return undefined
  if (!/^\d{1,8}$/.test(text)) throw new Refusal(`--${name} 应为整数。`, `--${name} must be a whole number.`)
  return Number(text)
}

/** The plan that a command line asks for. `--persons` and `--cases` override a scale's; the default day is today. @throws Refusal */
export function planOf(asked: {
  scale: string
  seed: string
  timezone: string
  persons?: string | undefined
  cases?: string | undefined
  until?: string | undefined
}): SeedPlan {
  const scale = scales[asked.scale as Scale]
  if (!Object.hasOwn(scales, asked.scale))
    throw new Refusal(`没有名为 ${asked.scale} 的规模：small、full。`, `There is no scale ${asked.scale}: small, full.`)
  const until = asked.until ?? localDate(new Date(), asked.timezone)
  if (!/^\d{4}-\d\d-\d\d$/.test(until) || Number.isNaN(Date.parse(until)))
    throw new Refusal('--until 应为日期，如 2026-06-30。', '--until must be a date such as 2026-06-30.')
  const persons = whole(asked.persons, 'persons') ?? scale.persons
  return {
    seed: asked.seed,
    persons,
    entities: asked.persons === undefined ? scale.entities : Math.round(persons / 10),
    cases: whole(asked.cases, 'cases') ?? scale.cases,
    until,
  }
}

interface Known extends SeedPlan {
  ended: string | null
}

const text = ({ seed, persons, entities, cases, until }: SeedPlan) => `${seed} · ${persons} · ${entities} · ${cases} · ${until}`

/** What was generated into a database before; nothing where nothing was, or where there are no tables yet. */
export async function findPlan(client: pg.Client): Promise<Known | undefined> {
  const { rows: tables } = await client.query<{ there: boolean }>(`select to_regclass('kernel.generated') is not null as there`)
  if (!tables[0]!.there) return undefined
  const { rows } = await client.query<Known>('select seed, persons, entities, cases, until::text, ended from kernel.generated')
  return rows[0]
}

/** Whether somebody lives there already of whom no plan is known: a demonstration of a version that kept none. */
export async function isOlder(client: pg.Client): Promise<boolean> {
  if (await findPlan(client)) return false
  const { rows: tables } = await client.query<{ there: boolean }>(`select to_regclass('identity.account') is not null as there`)
  if (!tables[0]!.there) return false
  const { rows } = await client.query<{ peopled: boolean }>('select exists (select from identity.account) as peopled')
  return rows[0]!.peopled
}

/** Whether the database belongs to a real city. */
export async function isReal(client: pg.Client): Promise<boolean> {
  const { rows: tables } = await client.query<{ there: boolean }>(`select to_regclass('kernel.identity') is not null as there`)
  if (!tables[0]!.there) return false
  const { rows } = await client.query<{ demo: boolean }>('select demo from kernel.identity')
  return rows[0] !== undefined && !rows[0].demo
}

/**
 * Writes down what is to be generated, before anything is; the same plan again goes on with what is missing.
 * @throws Refusal when something else was generated here before
 */
export async function keepPlan(client: pg.Client, plan: SeedPlan): Promise<void> {
  const known = await findPlan(client)
  if (!known) {
    await client.query('insert into kernel.generated (seed, persons, entities, cases, until) values ($1, $2, $3, $4, $5)', [
      plan.seed,
      plan.persons,
      plan.entities,
      plan.cases,
      plan.until,
    ])
    return
  }
  if (text(known) !== text(plan))
    throw new Refusal(
      `这里已经按另一个计划生成过演示数据（${text(known)}）；要生成另一座城市，请另设 DATA_DIR。`,
      `Something else was generated here before (${text(known)}): for another city set another DATA_DIR.`,
    )
}

export async function endPlan(client: pg.Client): Promise<void> {
  await client.query('update kernel.generated set ended = clock_timestamp() where ended is null')
}
