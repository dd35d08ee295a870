import { expect, test } from 'vitest'
import { clerk, story } from '../library.story.world.ts'
import { citizen, shipped } from '../library.world.ts'

const told = story()
const { apply, see, act, at, tick } = told

test('the log holds one envelope for each version of each row, with the digest of what stands there', async () => {
  at('2026-03-02')
  const me = citizen('冯一')
  const seen = await see(clerk, (await apply(me)).id)
  await act(clerk, seen, 'supplement', { gaps: '缺' })
  await act(me, await see(me, seen.id), 'resubmit', { explanation: '补了一页' })
  await act(clerk, await see(clerk, seen.id), 'accept')
  await told.library.asSystem((ctx) =>
    told.library.cases.loadImplementations(
      ctx,
      shipped.map((one) => ({
        ...one,
        content: { ...one.content, implementations: one.content.implementations.map((i) => ({ ...i, conditions: ['新'] })) },
      })),
    ),
  )
  await apply(citizen('冯二'))
  at('2026-03-10')
  await tick()
  await told.library.migrator.query('set role chengshu_cases')
  await told.library.migrator.query(`set timezone = 'UTC'`)
  const tables = ['case', 'task', 'move', 'clock', 'material', 'instrument', 'matter', 'implementation']
  for (const table of tables) {
    const { rows } = await told.library.migrator.query<{ id: string; version: number; digest: string }>(
      `select id, version, encode(cases.digest(to_jsonb(t), t.salt), 'hex') as digest from cases."${table}" t order by id`,
    )
    expect(rows.length, table).toBeGreaterThan(0)
    const envelopes = await told.library.as({ ...clerk }, async (ctx) => {
      ctx.tx.set('app.log', 'reader')
      return ctx.tx.rows({
        text: `select record as id, max(version) as version, count(*)::int as n, count(distinct version)::int as versions,
            (array_agg(encode(digest, 'hex') order by version desc))[1] as digest
          from kernel.change where register = $1 group by record order by record`,
        values: [`cases.${table}`],
      })
    })
    expect(
      envelopes.map(({ id, version, digest }) => ({ id, version, digest })),
      table,
    ).toEqual(rows)
    expect(
      envelopes.every((one) => one.n === one.version && one.versions === one.version),
      table,
    ).toBe(true)
  }
})
