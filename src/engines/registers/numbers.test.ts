import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everything, officer, openSpine, type Spine } from '../../../test/spine/ground.ts'
import { openNumbers, prefixOf } from './numbers.ts'

let spine: Spine
const clerk = officer('east', [everything.name])
beforeAll(async () => {
  spine = await openSpine()
})
afterAll(() => spine.close())

test('a format says what stands before and after the counter, by the day of the city', () => {
  // Eight in the evening in UTC is the next day in China.
  const now = new Date('2026-12-31T20:00:00Z')
  expect(prefixOf('HL{yyyyMMdd}{00000}', now, 'Asia/Shanghai')).toEqual({ before: 'HL20270101', width: 5, after: '' })
  expect(prefixOf('清食药〔{yyyy}〕{000}号', now, 'Asia/Shanghai')).toEqual({ before: '清食药〔2027〕', width: 3, after: '号' })
  expect(() => prefixOf('HL{yyyy}', now, 'Asia/Shanghai')).toThrow('no counter')
})

test('processes that number at the same time give no number twice, and each counter runs by itself', async () => {
  const processes = [1, 2, 3].map(() => openNumbers(spine.ground.pools.app))
  const take = (format: string, many: number) =>
    Promise.all(
      processes.flatMap((numbers) =>
        Array.from({ length: many }, () => spine.as(clerk, (ctx) => numbers.next('trial.number', { format }, ctx))),
      ),
    )
  const numbers = await take('T{yyyy}-{0000}', 50)
  expect(new Set(numbers).size).toBe(150)
  for (const number of numbers) expect(number).toMatch(/^T\d{4}-\d{4}$/)
  const others = await take('U{00}', 30)
  expect(new Set(others).size).toBe(90)
  expect(others).toContain('U01')
})

test('a database that was away for a moment gives numbers again', async () => {
  const real = spine.ground.pools.app
  let away = true
  const pool = { connect: () => (away ? Promise.reject(new Error('away')) : real.connect()) } as unknown as pg.Pool
  const numbers = openNumbers(pool)
  const next = () => spine.as(clerk, (ctx) => numbers.next('trial.away', { format: 'A{00}' }, ctx))
  await expect(next()).rejects.toMatchObject({ code: 'database.away' })
  away = false
  expect(await next()).toBe('A01')
})

test('a counter that outgrows its width goes on', async () => {
  const numbers = openNumbers(spine.ground.pools.app)
  const all: string[] = []
  for (let i = 0; i < 25; i++) all.push(await spine.as(clerk, (ctx) => numbers.next('trial.small', { format: 'S{0}' }, ctx)))
  expect(new Set(all).size).toBe(25)
  expect(all).toContain('S25')
})
