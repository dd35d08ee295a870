import { afterAll, beforeAll, expect, test } from 'vitest'
import { isKeyOfFile, type AnyField, type Fields } from '#declare'
import { validate } from '../../src/engines/registers/csvw/validate.ts'
import { officer, openSpine, type Spine } from './ground.ts'
import { codeLists, fullHaulage, hauler, haulage, newHaulage } from './haulage.ts'

let spine: Spine
const clerk = officer('east', [hauler.name])
beforeAll(async () => {
  spine = await openSpine({ registers: [haulage], roles: [hauler], codeLists })
})
afterAll(() => spine.close())

const columns = Object.entries(haulage.fields as Fields).flatMap(([key, field]) => (isKeyOfFile(field as AnyField) ? [] : [key]))
const at = 'https://city.example/'

/** What a validator finds in the register as a file, with its metadata changed for the worse. */
async function found(spoil: (column: { name: string; datatype: unknown; titles: unknown }) => object | undefined = () => undefined) {
  const [csv, described] = await spine.as(clerk, async (ctx) => {
    const { file } = await spine.registers.exportList(ctx, haulage.name, { columns, reason: '核对说明' })
    const of = { columns, file: '渣土.csv', hasEnded: false }
    return [file, spine.registers.describeExport(ctx, haulage.name, of)] as const
  })
  const pieces: Buffer[] = []
  for await (const piece of csv) pieces.push(piece)
  const schema = described.tableSchema as { columns: { name: string; datatype: unknown; titles: unknown }[] }
  const metadata = { ...described, tableSchema: { ...schema, columns: schema.columns.map((one) => ({ ...one, ...spoil(one) })) } }
  const files = new Map([
    [new URL('渣土.csv', at).href, Buffer.concat(pieces).toString()],
    [new URL('渣土.csv-metadata.json', at).href, JSON.stringify(metadata)],
  ])
  return validate([...files.keys()][0]!, async (url) => (files.has(url) ? { text: files.get(url)! } : undefined))
}

test('a file with a field of every kind is what its metadata promises, hostile words and long ones included', async () => {
  await spine.as(clerk, async (ctx) => {
    await spine.registers.addUntyped(ctx, haulage.name, { ...fullHaulage, plan: undefined, issuedOn: '2026-03-05' })
    await spine.registers.addUntyped(ctx, haulage.name, newHaulage({ site: `=${'长'.repeat(59)}`, notes: '"a"\r\n,\t\'b' }))
    await spine.registers.addUntyped(ctx, haulage.name, newHaulage({ site: '-1', fee: -5, volume: 0 }))
  })
  expect(await found()).toEqual([])
})

test('one that promises something else is found out', async () => {
  expect(await found(({ name }) => (name === 'site' ? { datatype: 'integer' } : undefined))).toHaveLength(2)
  expect(await found(({ name }) => (name === 'fee' ? { required: true } : undefined))).toHaveLength(1)
  expect(await found(({ name }) => (name === 'left' ? { datatype: 'dateTime' } : undefined))).toHaveLength(1)
  expect(await found(({ name }) => (name === 'kind' ? { titles: '种类' } : undefined))).toEqual([
    expect.objectContaining({ level: 'error', code: 'columns' }),
  ])
})
