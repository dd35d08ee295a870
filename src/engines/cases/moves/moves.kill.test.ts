import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import type { Actor } from '#kernel/context'
import type { Acting, Application } from '../index.ts'
import { story } from '../library.story.world.ts'
import { citizen, officer, places } from '../library.world.ts'

/** A child takes two seconds of a processor before its first move: fifty are for `CHENGSHU_LONG=1`, or a busy machine runs out of time. */
const KILLS = process.env['CHENGSHU_LONG'] === undefined ? 20 : 50
const AT_ONCE = 5

const told = story()

type Line = { try: string; application?: Application; acting?: Acting } | { done: string; case: string; moves: number }

/** Runs a child until it has done something and a moment more, then kills it without warning. What it told is all that is known. */
async function runAndKill(me: Actor, clerk: Actor): Promise<Line[]> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      new URL('./moves.child.ts', import.meta.url).pathname,
      JSON.stringify({ connections: told.connections, me, clerk, region: places.yangshan.id }),
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const lines: Line[] = []
  const more = 1 + Math.floor(Math.random() * 40)
  for await (const line of createInterface({ input: child.stdout! })) {
    lines.push(JSON.parse(line) as Line)
    if (lines.length === more) setTimeout(() => child.kill('SIGKILL'), Math.random() * 12)
  }
  return lines
}

test(
  `a process killed ${KILLS} times in the middle of its moves loses none that it acknowledged, and leaves none half done`,
  { timeout: KILLS * 12_000 },
  async () => {
    let acknowledged = 0
    let unanswered = 0
    for (let round = 0; round < KILLS / AT_ONCE; round++) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          const me = citizen('郑一')
          const clerk = officer('张三', 'library.clerk', 'library', places.yangshan)
          const lines = await runAndKill(me, clerk)
          const done = new Set(lines.flatMap((line) => ('done' in line ? [line.done] : [])))
          const moves = new Map(lines.flatMap((line) => ('done' in line ? [[line.case, line.moves] as const] : [])))
          acknowledged += done.size
          const { rows } = await told.library.migrator.query<{ case_id: string; moves: number; last: number }>(
            `select case_id, count(*)::int as moves, max(seq) as last from cases.move where person = $1 or actor = $2 group by case_id`,
            [me.person, clerk.account],
          )
          for (const [id, count] of moves) expect(rows.find((row) => row.case_id === id)?.moves).toBeGreaterThanOrEqual(count)
          expect(rows.every((row) => row.moves === row.last)).toBe(true)
          // Whoever got no answer asks again under the same key, and it has happened once.
          const last = lines.at(-1)
          if (!last || !('try' in last)) return
          unanswered++
          const view = last.application
            ? await told.library.as(me, (ctx) => told.library.cases.openCase(ctx, last.application!))
            : await told.library.as(last.try === 'mine' ? me : clerk, (ctx) => told.library.cases.act(ctx, last.acting!))
          expect(view.moves).toHaveLength(last.application ? 1 : moves.get(view.id)! + 1)
        }),
      )
    }
    expect(acknowledged).toBeGreaterThan(KILLS)
    expect(unanswered).toBeGreaterThan(0)

    const half = await told.library.migrator.query(`
    select c.id from cases."case" c
    where (select coalesce(jsonb_agg(t ->> 'node' order by t ->> 'node'), '[]') from jsonb_array_elements(c.tokens) t)
        <> (select coalesce(jsonb_agg(k.node order by k.node), '[]') from cases.task k where k.case_id = c.id and k.closed is null)
      or c.seq <> (select count(*) from cases.move m where m.case_id = c.id)
      or (c.state <> 'open' and exists (select from cases.clock k where k.case_id = c.id and k.ended is null))`)
    expect(half.rows).toEqual([])
    const unlogged = await told.library.as(officer('张三', 'library.clerk', 'library', places.yangshan), async (ctx) => {
      ctx.tx.set('app.log', 'reader')
      return ctx.tx.rows({
        text: `select record from kernel.change where register like 'cases.%' group by register, record having count(*) <> max(version)`,
      })
    })
    expect(unlogged).toEqual([])
  },
)
