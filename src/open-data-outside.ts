import { join } from 'node:path'
import { dropFile, openFile, putFile } from '#engines/documents'
import type { Identity } from '#engines/identity'
import { openDataTasks, openOpenData, type OpenData, type Registers, type RegistersOptions } from '#engines/registers'
import { openCompute } from '#kernel/compute'
import type { Ground } from '#kernel/context'
import { publicAddress, type Settings } from '#kernel/settings'

/** What open data asks of others: files, the names of regions, who approves. */
export function openDataOutside(
  ground: Ground,
  options: RegistersOptions,
  {
    registers,
    identity,
    settings,
  }: {
    registers: Registers
    identity: Identity
    settings: Pick<Settings, 'dataDir' | 'host' | 'port'> & Partial<Pick<Settings, 'publicUrl'>>
  },
): { openData: OpenData; close(): Promise<void> } {
  const folder = join(settings.dataDir, 'open')
  const compute = openCompute(openDataTasks, 1)
  const { definitions, sealer, access, codeLists } = options
  const openData = openOpenData({
    ground,
    definitions,
    sealer,
    access,
    codeLists,
    registers,
    compute,
    asSystem: identity.asSystem,
    files: {
      put: (source) => putFile(folder, source),
      open: (sha256, part) => openFile(folder, sha256, part),
      drop: async (sha256, isNamed) => void (await dropFile(folder, sha256, { minutes: 0, isNamed })),
    },
    regionNames: () => identity.places.names(),
    approverOf: async (ctx, region) => (await identity.organisationFor(ctx, 'government-services', region))?.id,
    origin: () => publicAddress(settings),
  })
  return { openData, close: () => compute.close() }
}
