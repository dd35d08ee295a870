import { expect, it } from 'vitest'
import { readLines } from './ndjson.ts'

it('reads a value a line, and passes over empty ones', () => {
  expect(readLines('{"a":1}\r\n\n[2]\n"三"\n')).toEqual([{ a: 1 }, [2], '三'])
  expect(readLines('')).toEqual([])
})

it('names the line that is not JSON', () => {
  expect(() => readLines('{"a":1}\n{a:2}')).toThrow(expect.objectContaining({ code: 'request.ndjson', message: '第 2 行不是 JSON' }))
})
