import { expect, test } from 'vitest'
import { validate } from './validate.ts'

const at = 'https://city.example/data/'
/** What a validator finds in a CSV with its columns described. */
async function found(csv: string, columns: object[], more: object = {}, dialect: object = {}) {
  const metadata = { '@context': 'http://www.w3.org/ns/csvw', url: 'a.csv', dialect, tableSchema: { columns, ...more } }
  const files: Record<string, string> = { 'a.csv': csv, 'a.csv-metadata.json': JSON.stringify(metadata) }
  const findings = await validate(`${at}a.csv`, async (url) => {
    const text = files[url.replace(at, '')]
    return text === undefined ? undefined : { text }
  })
  return findings.map(({ code, at: place }) => `${code} ${place.replace(`${at}a.csv`, '').replace(/^\./, '')}`.trim())
}
const column = (name: string, datatype: unknown, more: object = {}) => ({ name, titles: name, datatype, ...more })

test('metadata beside a file is found, and every cell is held against it', async () => {
  const columns = [column('n', 'integer'), column('day', { base: 'date', format: 'd.M.yyyy' }, { required: true })]
  expect(await found('n,day\n1,2.3.2026\n', columns)).toEqual([])
  expect(await found('n,day\nx,2.3.2026\n1,31.2.2026\n,\n', columns)).toEqual(['cell row 2.n', 'cell row 3.day', 'cell row 4.day'])
})

test('a column that is called otherwise, and one too many, are errors', async () => {
  expect(await found('m\n1\n', [column('n', 'integer')])).toEqual(['columns header'])
  expect(await found('n,m\n1,2\n', [column('n', 'integer')])).toEqual(['columns header'])
  expect(await found('n,m\n1\n', [column('n', 'integer'), column('m', 'integer')])).toEqual(['row.width row 2'])
})

test('a dialect says how a file is cut: another delimiter, another quote, rows that are passed over', async () => {
  const dialect = { delimiter: ';', quoteChar: "'", skipRows: 1, commentPrefix: '//' }
  expect(await found("a title\nn;m\n// not this\n'1;2';3\n", [column('n', 'string'), column('m', 'integer')], {}, dialect)).toEqual([])
  expect(await found('n,m\r\n"a ""b""\r\n,c",1\r\n', [column('n', { base: 'string', length: 9 }), column('m', 'integer')])).toEqual([])
})

test('keys are unique, and bounds, lists and words are kept', async () => {
  expect(await found('n\n1\n01\n', [column('n', 'integer')], { primaryKey: 'n' })).toEqual(['primary-key row 3.n'])
  expect(await found('n\n1\n11\n', [column('n', { base: 'integer', maximum: 10 })])).toEqual(['cell row 3.n'])
  expect(await found('n\n1、2\n1、x\n', [column('n', 'integer', { separator: '、' })])).toEqual(['cell row 3.n'])
  expect(await found('n\n是\n对\n', [column('n', { base: 'boolean', format: '是|否' })])).toEqual(['cell row 3.n'])
})
