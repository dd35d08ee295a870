import { afterAll, beforeAll, expect, test } from 'vitest'
import { saidIn } from '#testing'
import { citizen, everything, masked, newReader, officer, openSpine, readers, type Spine } from '../../../test/spine/ground.ts'
import { newKey } from '#kernel/keys'

let spine: Spine
let id = ''
const steward = officer('east', [everything.name])
const volunteer = officer('east', [masked.name])
const [earlier, later] = [citizen(newKey()), citizen(newKey())]
/** Instants between the versions. */
const moments: Date[] = []

const history = (actor: typeof steward) => spine.as(actor, (ctx) => spine.registers.history(ctx, readers.name, id))
const asOf = (actor: typeof steward, at: Date) => spine.as(actor, (ctx) => spine.registers.asOf(ctx, readers, id, at))

beforeAll(async () => {
  spine = await openSpine()
  const now = async () => void moments.push(new Date((await spine.admin.query('select clock_timestamp() as at')).rows[0].at))
  const change = async (version: number, changes: Record<string, unknown>) => {
    await now()
    await new Promise((resolve) => setTimeout(resolve, 5))
    await spine.as(steward, (ctx) => spine.registers.changeUntyped(ctx, readers.name, id, version, changes))
  }
  id = await spine.as(steward, (ctx) =>
    spine.registers.addUntyped(
      ctx,
      readers.name,
      newReader({ card: 'H-1', name: '欧阳翠翠', phone: '13812345678', born: '1990-01-01', person: earlier.person }),
    ),
  )
  await change(1, { phone: '13812345679', visits: 2 })
  // Handed over, with new values in the same act.
  await change(2, { person: later.person, name: '司马小光', phone: '13700000000', born: '2001-02-03', visits: 0 })
  await change(3, { phone: '13700000001' })
  await now()
})
afterAll(() => spine.close())

/** Nothing of the one who held it before may be in what somebody was given. */
const hidesTheEarlier = (given: unknown) => {
  for (const value of ['翠', '13812345678', '13812345679', '1990']) expect(saidIn(given), value).not.toContain(value)
  expect(JSON.stringify(given)).not.toContain(earlier.person)
}

test('the present holder sees the history since it is theirs, with their own values plainly', async () => {
  const versions = await history(later)
  expect(versions.map(({ version }) => version)).toEqual([4, 3])
  expect(versions[0]!.before).toEqual({ phone: '13700000000' })
  expect(versions[1]).toMatchObject({ before: null, fields: null })
  hidesTheEarlier(versions)
  await expect(history(earlier)).rejects.toMatchObject({ code: 'register.none' })
})

test('whoever may know it by duty sees all of it, masked or plain as the duty says', async () => {
  const versions = await history(steward)
  expect(versions.map(({ version }) => version)).toEqual([4, 3, 2, 1])
  expect(versions[1]!.before).toMatchObject({ name: '欧阳翠翠', phone: '13812345679', born: '1990-01-01', person: earlier.person })
  const veiled = await history(volunteer)
  expect(veiled[1]!.before).toMatchObject({ name: '欧***', born: null })
})

test('a duty that shows no plain values shows none of a predecessor’s to whoever happens to hold the record now', async () => {
  const both = { ...volunteer, person: later.person }
  const versions = await history(both)
  expect(versions.map(({ version }) => version)).toEqual([4, 3, 2, 1])
  expect(versions[0]!.before).toEqual({ phone: '13700000000' })
  expect(versions[1]!.before).toMatchObject({ name: '欧***', born: null })
  expect(saidIn(versions)).not.toMatch(/13812345678|13812345679|1990/)
})

test('an earlier state of the record is told the holder since it is theirs, and nothing of before', async () => {
  expect(await asOf(later, moments[2]!)).toMatchObject({ phone: '13700000000', name: '司马小光' })
  expect(await asOf(later, moments[3]!)).toMatchObject({ phone: '13700000001' })
  expect(await asOf(later, moments[1]!)).toBeUndefined()
  expect(await asOf(later, moments[0]!)).toBeUndefined()
  expect(await asOf(steward, moments[1]!)).toMatchObject({ phone: '13812345679', person: earlier.person })
  const both = await asOf({ ...volunteer, person: later.person }, moments[1]!)
  expect(both).toMatchObject({ name: '欧***', born: null })
  expect(JSON.stringify(both)).not.toContain('13812345679')
})
