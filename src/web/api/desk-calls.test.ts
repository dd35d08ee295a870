import { expect, it } from 'vitest'
import { CutShort, wholeFile } from './desk-calls.ts'

const body = '\uFEFF姓名\r\n欧阳翠翠\r\n司马小光\r\n'
const bytes = Buffer.byteLength(body)
/** As the server ends a file. */
const endMark = (of: { rows: number; bytes: number }) => `\u001E${JSON.stringify(of)}\n`
const came = (...parts: string[]) => new Blob(parts, { type: 'text/csv' })

it('an export that came whole is kept without its mark, with as many records as it holds', async () => {
  const { file, rows } = await wholeFile(came(body, endMark({ rows: 2, bytes })), 3)
  expect(rows).toBe(2)
  expect(Buffer.from(await file.arrayBuffer()).toString()).toBe(body)
})

it('one without its mark, with half of it, or with another file’s is not kept', async () => {
  const mark = endMark({ rows: 2, bytes })
  for (const cut of [came(), came(body), came(body, mark.slice(0, 9)), came(body.slice(0, 9), mark), came(body, '\u001Enull\n')])
    await expect(wholeFile(cut, 2)).rejects.toBeInstanceOf(CutShort)
})
