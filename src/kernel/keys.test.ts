import { expect, test, vi } from 'vitest'
import { LAST_KEY, NO_KEY, isKey, newKey } from './keys.ts'

test('keys have the shape of a UUID version 7 and come in order, also thousands within a millisecond and when the clock goes back', () => {
  const first = Array.from({ length: 20_000 }, newKey)
  vi.useFakeTimers({ now: Date.now() - 3_600_000 })
  const later = Array.from({ length: 5000 }, newKey)
  vi.useRealTimers()
  const all = [...first, ...later, newKey()]
  for (const key of all) expect(key).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect([...all].sort()).toEqual(all)
  expect(new Set(all).size).toBe(all.length)
  const millis = Number.parseInt(newKey().replace('-', '').slice(0, 12), 16)
  expect(Math.abs(millis - Date.now())).toBeLessThan(60_000)
})

test('a key is known by its shape', () => {
  for (const key of [NO_KEY, LAST_KEY, newKey()]) expect(isKey(key)).toBe(true)
  for (const other of ['', 'x', newKey().toUpperCase(), `${newKey()} `, newKey().slice(1), `{${newKey()}}`, null, 7, [newKey()]])
    expect(isKey(other), String(other)).toBe(false)
})
