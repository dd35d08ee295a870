import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { pino } from 'pino'
import { createServer } from './http.ts'

const slow = 300

/** A server of one slow page, and nothing else of the ground. */
const open = async () => {
  const server = await createServer({
    ground: {} as never,
    log: pino({ level: 'silent' }),
    routes: [],
    version: '0',
    whoAsks: undefined as never,
  })
  server.get('/slow', () => new Promise((done) => setTimeout(() => done('到头了'), slow)))
  return { server, address: await server.listen({ host: '127.0.0.1', port: 0 }) }
}

test('closing waits for an answer that is being made, and not for a connection that was never used', async () => {
  const { server, address } = await open()
  const unused = connect(Number(new URL(address).port), '127.0.0.1')
  await once(unused, 'connect')
  const answer = fetch(`${address}/slow`).then((got) => got.text())
  await new Promise((done) => setTimeout(done, 50))
  const gone = once(unused, 'close')
  await server.close()
  expect(await answer).toBe('到头了')
  await gone
})
