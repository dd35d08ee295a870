import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { requireFreePort } from './ports.ts'
import { Refusal } from './settings.ts'

test('a free port passes and stays free; a taken one is refused with what to do', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const refusal: unknown = await requireFreePort({ host: '127.0.0.1', port, setting: 'PORT' }).catch((thrown: unknown) => thrown)
  expect(refusal).toBeInstanceOf(Refusal)
  expect(String(refusal)).toContain(`PORT=${port + 1} npm start`)
  await new Promise((resolve) => server.close(resolve))
  await requireFreePort({ host: '127.0.0.1', port, setting: 'PORT' })
  await requireFreePort({ host: '127.0.0.1', port, setting: 'PORT' })
})

test('an address of another machine is refused', async () => {
  await expect(requireFreePort({ host: '192.0.2.1', port: 8080, setting: 'PORT' })).rejects.toThrow(/192\.0\.2\.1/)
})
