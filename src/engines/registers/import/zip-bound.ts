import { createInflateRaw } from 'node:zlib'
import { Invalid } from '#kernel/errors'

const END = 0x06054b50
const ENTRY = 0x02014b50
const END_LENGTH = 22
const ENTRY_LENGTH = 46
const LOCAL_LENGTH = 30
const LONGEST_COMMENT = 65_535

const damaged = () => new Invalid('这个文件不是完好的表格（.xlsx），请重新保存再导入', { code: 'import.format', path: 'file' })

/** The packed bytes of each part of an archive that is packed by deflation, by its directory (APPNOTE 6.3.10, 4.3). @throws Invalid */
function* packed(bytes: Buffer): Generator<Buffer> {
  let end = bytes.length - END_LENGTH
  const least = Math.max(0, end - LONGEST_COMMENT)
  while (end >= least && bytes.readUInt32LE(end) !== END) end--
  if (end < least) throw damaged()
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_LENGTH > bytes.length || bytes.readUInt32LE(at) !== ENTRY) throw damaged()
    const method = bytes.readUInt16LE(at + 10)
    const size = bytes.readUInt32LE(at + 20)
    const local = bytes.readUInt32LE(at + 42)
    if (local + LOCAL_LENGTH > bytes.length) throw damaged()
    const from = local + LOCAL_LENGTH + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    if (method === 8) yield bytes.subarray(from, from + size)
    at += ENTRY_LENGTH + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
}

/**
 * Unpacks an archive to nothing, counting: what an archive says of its sizes is not to be believed.
 * @throws Invalid when it holds more than `most` bytes, or is damaged
 */
export async function requireSmall(bytes: Buffer, most: number): Promise<void> {
  let left = most
  for (const part of packed(bytes)) {
    const inflating = createInflateRaw()
    inflating.end(part)
    try {
      for await (const piece of inflating) {
        left -= (piece as Buffer).length
        if (left < 0) throw new Invalid('表格展开后太大，请分成几个文件，或者另存为 CSV', { code: 'import.large', path: 'file' })
      }
    } catch (error) {
      if (error instanceof Invalid) throw error
      throw damaged()
    }
  }
}
