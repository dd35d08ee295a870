import { describe, expect, it } from 'vitest'
import { Invalid } from '#kernel/errors'
import { checkUpload, detectType } from './file-types.ts'

/** A ZIP archive with empty entries of these names. */
function zip(...names: string[]): Buffer {
  const locals = names.map((name) => {
    const header = Buffer.alloc(30)
    header.writeUInt32LE(0x04034b50, 0)
    header.writeUInt16LE(Buffer.byteLength(name), 26)
    return Buffer.concat([header, Buffer.from(name)])
  })
  const entries = names.map((name) => {
    const header = Buffer.alloc(46)
    header.writeUInt32LE(0x02014b50, 0)
    header.writeUInt16LE(Buffer.byteLength(name), 28)
    return Buffer.concat([header, Buffer.from(name)])
  })
  const body = Buffer.concat(locals)
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(names.length, 8)
  end.writeUInt16LE(names.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(body.length, 16)
  return Buffer.concat([body, directory, end])
}

const pdf = Buffer.from('%PDF-1.7\n1 0 obj\nendobj\nstartxref\n0\n%%EOF\n')
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(40), Buffer.from('0000000049454e44ae426082', 'hex')])
const jpg = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(40), Buffer.from('ffd9', 'hex')])

describe('detectType', () => {
  it.each([
    ['pdf', pdf],
    ['png', png],
    ['jpg', jpg],
    ['docx', zip('[Content_Types].xml', 'word/document.xml')],
    ['xlsx', zip('[Content_Types].xml', 'xl/workbook.xml')],
    ['ofd', zip('OFD.xml', 'Doc_0/Document.xml')],
    ['zip', zip('材料/合同.pdf')],
  ])('knows %s by its content', (type, file) => expect(detectType(file)).toBe(type))
  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['a program', Buffer.from('MZ\u0090')],
    ['a page of the web', Buffer.from('<html><script>')],
    ['a PDF cut short', pdf.subarray(0, 20)],
    ['a picture cut short', png.subarray(0, 30)],
    ['an archive cut short', zip('a', 'b').subarray(0, 50)],
  ])('does not know %s', (_, file) => expect(detectType(file)).toBeUndefined())
})

describe('checkUpload', () => {
  const accept = ['pdf', 'jpg'] as const
  it('takes what is named as it is', () => {
    expect(checkUpload('合同.PDF', pdf, { accept })).toEqual({ type: 'pdf', mediaType: 'application/pdf' })
    expect(checkUpload('照片.jpeg', jpg, { accept })).toEqual({ type: 'jpg', mediaType: 'image/jpeg' })
  })
  it.each<[string, string, Buffer, string]>([
    ['a name that lies', '合同.pdf', jpg, 'documents.type'],
    ['a name without an extension', '合同', pdf, 'documents.type'],
    ['a kind that is not asked for', '图.png', png, 'documents.type'],
    ['an empty file', '空.pdf', Buffer.alloc(0), 'documents.empty'],
    ['a file that is too large', '大.pdf', Buffer.concat([pdf, Buffer.alloc(2000)]), 'documents.too-large'],
  ])('refuses %s', (_, name, file, code) => {
    const refusal = (() => {
      try {
        checkUpload(name, file, { accept, maxBytes: 1024 })
      } catch (error) {
        return error
      }
    })()
    expect(refusal).toBeInstanceOf(Invalid)
    expect((refusal as Invalid).code).toBe(code)
  })
})
