import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRegisters, defineAll, type Registers } from '#engines/registers'
import type { AnyRegister } from '#declare'
import { inContext, type Actor, type Context } from '#kernel/context'
import { everything, newReader, officer, openSpine, readers, type Spine } from '../../../test/spine/ground.ts'

let spine: Spine
const steward = officer('east', [everything.name])
const system: Actor = { ...officer('east', []), kind: 'system', name: '系统', account: null, post: null }
const asSystem = <T>(what: string, work: (ctx: Context) => Promise<T>) => inContext(spine.ground, system, { kind: 'system', what }, work)
const RECORDS = 1_300

const found = async (search: string, registers: Registers = spine.registers) =>
  (await spine.as(steward, (ctx) => registers.listUntyped(ctx, readers.name, { search, limit: 5 }))).items.length
const rowsOf = async (sql: string) => (await spine.admin.query<Record<string, unknown>>(sql)).rows
/** What the log and history hold, and every version. */
const versions = () =>
  rowsOf(`select (select count(*) from kernel.change) as changes, (select count(*) from spine.reader_history) as history,
    (select sum(version) from spine.reader) as versions`)
const made = async () => (await rowsOf(`select digest, after from registers.words_made where register = '${readers.name}'`))[0]
/** The registers where the kind of a reader is searched too. */
const alsoBy = (key: string): Registers =>
  createRegisters({
    ...spine.options,
    definitions: defineAll(
      spine.options.definitions.all.map(({ register }) =>
        register.name === readers.name ? ({ ...register, search: [...register.search, key] } as AnyRegister) : register,
      ),
      [...spine.options.definitions.roles.values()],
    ),
  })

beforeAll(async () => {
  spine = await openSpine()
  const records = Array.from({ length: RECORDS }, (_, i) => newReader({ card: `东${i}号`, name: `读者${i}`, kind: 'child' }))
  await spine.as(steward, (ctx) => spine.registers.addManyUntyped(ctx, readers.name, records))
})
afterAll(() => spine.close())

describe('words of records that were written by an older version', () => {
  it('are made anew once, without a version or a line in the log', async () => {
    await spine.admin.query(`update spine.reader set words = array_to_tsvector(array['旧'])`)
    const before = await versions()
    expect(await found('1299号')).toBe(0)
    await spine.registers.allWordsAnew(asSystem)
    expect(await found('1299')).toBe(1)
    expect(await found('1299号')).toBe(1)
    expect(await found('旧')).toBe(0)
    expect(await versions()).toEqual(before)
    expect(await made()).toMatchObject({ after: null })
    // Nothing is left to do: what is found otherwise by now stays.
    await spine.admin.query(`update spine.reader set words = array_to_tsvector(array['新']) where card = '东7号'`)
    await spine.registers.allWordsAnew(asSystem)
    expect(await found('新')).toBe(1)
  })

  it('are made anew where another field is searched, and go on where a lost connection broke them off', async () => {
    const registers = alsoBy('phone')
    await spine.admin.query(`update spine.reader set phone = '13800138000', version = version + 1`)
    const before = await versions()
    let pieces = 0
    const breaking = <T>(what: string, work: (ctx: Context) => Promise<T>) =>
      asSystem(what, async (ctx) => {
        const result = await work(ctx)
        // The second piece is written and not committed when its connection goes.
        if (typeof result === 'boolean' && ++pieces === 2) {
          const { pid } = (await ctx.tx.row({ text: 'select pg_backend_pid() as pid' }))!
          await spine.admin.query('select pg_terminate_backend($1)', [pid])
        }
        return result
      })
    await expect(registers.allWordsAnew(breaking)).rejects.toMatchObject({ status: 503 })
    const half = await made()
    expect(half!.after).not.toBeNull()
    const [{ done }] = (await rowsOf(`select count(*)::integer as done from spine.reader where words::text like '%13800138000%'`)) as [
      { done: number },
    ]
    expect(done).toBe(500)
    pieces = 2
    await registers.allWordsAnew(breaking)
    // The two that were left, and not the first again.
    expect(pieces).toBe(4)
    expect(await rowsOf(`select count(*)::integer as n from spine.reader where words::text not like '%13800138000%'`)).toEqual([{ n: 0 }])
    expect(await versions()).toEqual(before)
  })

  it('begin again when the rules become others on the way, and leave those alone who write meanwhile', async () => {
    await asSystem('测试', (ctx) => alsoBy('joined').wordsAnew(ctx, readers.name))
    expect((await made())!.after).not.toBeNull()
    const registers = alsoBy('person')
    const [last] = await rowsOf(`select id, version from spine.reader order by id desc limit 1`)
    await asSystem('测试', async (ctx) => {
      expect(await registers.wordsAnew(ctx, readers.name)).toBe(true)
      // Somebody else is at it: whoever comes second has nothing to do.
      expect(await asSystem('测试', (other) => registers.wordsAnew(other, readers.name))).toBe(false)
    })
    await spine.as(steward, (ctx) =>
      spine.registers.changeUntyped(ctx, readers.name, String(last!.id), Number(last!.version), { card: '西门1号' }),
    )
    await registers.allWordsAnew(asSystem)
    expect(await found('西门1号', registers)).toBe(1)
    expect(await found('1号', registers)).toBe(2)
  })

  it('are left to the next round when the time of one is over', async () => {
    await alsoBy('born').allWordsAnew(asSystem, 0)
    const before = await made()
    await alsoBy('visits').allWordsAnew(asSystem, 1)
    expect(await made()).not.toEqual(before)
    expect((await made())!.after).not.toBeNull()
  })
})

it('an update that changes anything beside words still has to raise the version', async () => {
  const { admin } = spine
  await expect(admin.query(`update spine.reader set words = null, visits = 3 where card = '东9号'`)).rejects.toThrow(
    'raise the version by one',
  )
  await expect(admin.query(`update spine.reader set recorded = clock_timestamp() where card = '东9号'`)).rejects.toThrow(
    'raise the version by one',
  )
})
