import { register, ref, text, type Role, type Template } from '#declare'
import type { Places } from '#engines/identity'
import type { AccessLog } from '#kernel/access'
import type { Compute } from '#kernel/compute'
import type { Context, Ground } from '#kernel/context'
import type { Sealer } from '#kernel/sealing'
import type { SigningIdentity } from './sign.ts'

/** What stands in documents of cases, as the engine that keeps cases gives it for rendering. */
export interface InstrumentFacts {
  id: string
  case: string
  template: Template
  label: string
  number: string | null
  organisation: string
  organisationName: string
  holder: string
  region: string
  data: Record<string, unknown>
  /** Moment of issue, ISO 8601. */
  issued: string
  document: string | null
}

/** What the engine is told when it is made. */
export interface DocumentsOptions {
  /** Folder of the installation; files lie below `files/` in it. */
  dataDir: string
  /** A pool over {@link documentTasks}. */
  compute: Compute
  /** Every template of the installation by name. */
  templates: ReadonlyMap<string, Template>
  roles: ReadonlyMap<string, Role>
  places: Places
  access: AccessLog
  sealer: Sealer
  /** Address of the hall without a slash at its end; QR codes lead to `<baseUrl>/verify/<code>`. */
  baseUrl: string
  /** Name of the installation in the certificate of a demonstration's authority, such as the city's. */
  installationName: string
  /** Whether the acting officer works on a case; the engine that keeps cases answers. */
  readsCase(ctx: Context, of: string): Promise<boolean>
  /** Instruments that cases want made by the job `documents-render` with `{ instrument }`. */
  instruments?: {
    get(ctx: Context, id: string): Promise<InstrumentFacts>
    ready(ctx: Context, id: string, document: string, code: string | null): Promise<unknown>
  }
  /** An organisation's licensed certificate from outside the database, such as a signing machine's; asked before the database. */
  identityOf?(organisation: string): Promise<SigningIdentity | undefined>
  /** Looks for viruses in an upload before it is kept. Without it nothing is looked for, and every file says so. */
  scan?(file: { name: string; bytes: Uint8Array }): Promise<'clean' | 'infected'>
}

export interface DocumentParts extends DocumentsOptions {
  ground: Ground
  /** Folder of stored files. */
  files: string
}

/** Documents as permission sees them: roles speak of `documents.document`. Its table is the engine's own. */
export const documents = register('documents.document', {
  label: '文书证照',
  about: '机关制发的一份文书或证照。',
  title: 'label',
  steward: 'government-services',
  holder: 'holder',
  case: 'case',
  fields: { label: text('名称'), holder: ref('持有人', 'population.person'), case: ref('办件', 'cases.case') },
})
