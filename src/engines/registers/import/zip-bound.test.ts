import { expect, test } from 'vitest'
import { workbookOf } from './workbook.ts'
import { requireSmall } from './zip-bound.ts'

async function workbook(text: string): Promise<Buffer> {
  const rows = async function* () {
    yield [text]
  }
  const pieces: Buffer[] = []
  for await (const piece of workbookOf('a', rows())) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('an archive is unpacked to nothing and counted, whatever it says of itself', async () => {
  const bytes = await workbook('0'.repeat(3_000_000))
  expect(bytes.length).toBeLessThan(20_000)
  await expect(requireSmall(bytes, 3_100_000)).resolves.toBeUndefined()
  await expect(requireSmall(bytes, 2_900_000)).rejects.toMatchObject({ code: 'import.large' })
  // It says that its parts are empty.
  const lying = Buffer.from(bytes)
  for (let at = lying.indexOf('PK\u0001\u0002', 0, 'latin1'); at >= 0; at = lying.indexOf('PK\u0001\u0002', at + 4, 'latin1'))
    lying.writeUInt32LE(0, at + 24)
  await expect(requireSmall(lying, 2_900_000)).rejects.toMatchObject({ code: 'import.large' })
})

test('an archive that is cut off or changed is refused in words', async () => {
  const bytes = await workbook('甲')
  for (const end of [0, 4, 21, bytes.length - 1])
    await expect(requireSmall(bytes.subarray(0, end), 1e6)).rejects.toMatchObject({ code: 'import.format' })
  const changed = Buffer.from(bytes)
  changed.fill(0xff, 60, 90)
  await expect(requireSmall(changed, 1e6)).rejects.toMatchObject({ code: 'import.format' })
})
