import { Invalid } from '#kernel/errors'

/** What a file is by its content, with the extensions it may have. */
export const fileTypes = {
  pdf: { mediaType: 'application/pdf', extensions: ['pdf'] },
  png: { mediaType: 'image/png', extensions: ['png'] },
  jpg: { mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg'] },
  ofd: { mediaType: 'application/ofd', extensions: ['ofd'] },
  docx: { mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', extensions: ['docx'] },
  xlsx: { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extensions: ['xlsx'] },
  zip: { mediaType: 'application/zip', extensions: ['zip'] },
} as const satisfies Record<string, { mediaType: string; extensions: readonly string[] }>

export type FileType = keyof typeof fileTypes

/** Largest upload when the caller says nothing else: 20 MB. */
export const defaultMaxBytes = 20 * 1024 * 1024

const startsWith = (bytes: Buffer, signature: readonly number[]) => signature.every((byte, index) => bytes[index] === byte)

/** Entry names of a ZIP archive from its central directory (PKWARE APPNOTE 6.3, 4.3.12 and 4.3.16); undefined when it has none. */
function zipEntries(bytes: Buffer): string[] | undefined {
  const least = Math.max(0, bytes.length - 22 - 0xffff)
  for (let at = bytes.length - 22; at >= least; at--) {
    if (bytes.readUInt32LE(at) !== 0x06054b50) continue
    const names: string[] = []
    let entry = bytes.readUInt32LE(at + 16)
    for (let count = bytes.readUInt16LE(at + 10); count > 0; count--) {
      if (entry + 46 > bytes.length || bytes.readUInt32LE(entry) !== 0x02014b50) return undefined
      const nameLength = bytes.readUInt16LE(entry + 28)
      names.push(bytes.toString('utf8', entry + 46, entry + 46 + nameLength))
      entry += 46 + nameLength + bytes.readUInt16LE(entry + 30) + bytes.readUInt16LE(entry + 32)
    }
    return names
  }
  return undefined
}

/** What a whole file is, by its content; undefined when it is none of {@link fileTypes} or is cut short. */
export function detectType(file: Uint8Array): FileType | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (/^%PDF-\d\.\d/.test(bytes.toString('latin1', 0, 8))) return bytes.subarray(-1024).includes('%%EOF') ? 'pdf' : undefined
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return bytes.subarray(-12).includes('IEND') ? 'png' : undefined
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return bytes.subarray(-4096).includes(Buffer.from([0xff, 0xd9])) ? 'jpg' : undefined
  if (!startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || bytes.length < 22) return undefined
  const entries = zipEntries(bytes)
  if (!entries) return undefined
  if (entries.includes('OFD.xml')) return 'ofd'
  if (entries.includes('[Content_Types].xml') && entries.includes('word/document.xml')) return 'docx'
  if (entries.includes('[Content_Types].xml') && entries.includes('xl/workbook.xml')) return 'xlsx'
  return 'zip'
}

/**
 * Takes an upload or says why not: too large, empty, of a kind that is not accepted, or not what its name says.
 * @throws Invalid
 */
export function checkUpload(
  name: string,
  file: Uint8Array,
  { accept, maxBytes = defaultMaxBytes }: { accept: readonly FileType[]; maxBytes?: number },
): { type: FileType; mediaType: string } {
  const path = 'file'
  if (file.byteLength === 0) throw new Invalid('文件是空的', { code: 'documents.empty', path })
  if (file.byteLength > maxBytes)
    throw new Invalid(`文件超过 ${Math.floor(maxBytes / 1024 / 1024)} MB`, { code: 'documents.too-large', path })
  const kinds = accept.flatMap((each) => fileTypes[each].extensions).join('、')
  const type = detectType(file)
  if (!type || !accept.includes(type)) throw new Invalid(`只接受 ${kinds} 格式的完整文件`, { code: 'documents.type', path })
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  if (!(fileTypes[type].extensions as readonly string[]).includes(extension))
    throw new Invalid(`文件名的后缀与内容不符：内容是 ${type}`, { code: 'documents.type', path })
  return { type, mediaType: fileTypes[type].mediaType }
}
