import { createReadStream } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { NotFound } from '#kernel/errors'
import type { Sealer } from '#kernel/sealing'

/** Where files lie until their batches are done or forgotten, and what seals them there. */
export interface FileParts {
  folder: string
  sealer: Sealer
}

/** The bytes of a file, from its beginning each time. */
export type Source = () => AsyncIterable<Buffer>

/** Where the file of a batch lies. */
export const pathOf = (folder: string, batch: string): string => join(folder, batch)

/** What the file of a batch is sealed for. */
export const placeOf = (batch: string): string => `registers.import ${batch}`

/** Opens the file of a batch while it is read. @throws NotFound once it was taken away */
export const keptFile = ({ folder, sealer }: FileParts, batch: string): Source =>
  async function* () {
    try {
      yield* sealer.openPieces(createReadStream(pathOf(folder, batch), { highWaterMark: 256 * 1024 }), placeOf(batch))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      throw new NotFound('文件已经删除，需要时请重新上传', { code: 'import.gone', cause: error })
    }
  }

export const dropFile = ({ folder }: FileParts, batch: string): Promise<void> => rm(pathOf(folder, batch), { force: true })

/** Takes away what has lain for longer than some days, such as a file whose upload a crash cut off. */
export async function dropLeft(parts: FileParts, days: number): Promise<void> {
  const before = Date.now() - days * 86_400_000
  for (const name of await readdir(parts.folder).catch(() => [])) {
    const found = await stat(pathOf(parts.folder, name)).catch(() => undefined)
    if (found && found.mtimeMs < before) await dropFile(parts, name)
  }
}
