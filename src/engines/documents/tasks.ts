import type { Template } from '#declare'
import { renderDocument, type RenderOptions } from './render.ts'
import { signPdf, type SigningIdentity } from './sign.ts'
import { digestOf } from './verification.ts'

/** All that a document needs, as plain data that can be sent to another thread. */
export interface RenderAndSign {
  template: Template
  data: Record<string, unknown>
  options: RenderOptions
  /** Whose key signs; a draft is not signed. */
  identity?: SigningIdentity
  /** Why it is signed, shown by readers of PDF; the template's label when not said. */
  reason?: string
}

export interface FinishedDocument {
  pdf: Uint8Array
  sha256: string
  pages: number
  /** Characters that no face has; see {@link renderDocument}. */
  missing: string[]
}

/** Renders a document and signs it. @throws what rendering and signing throw */
async function renderAndSign({ template, data, options, identity, reason }: RenderAndSign): Promise<FinishedDocument> {
  const { pdf, pages, missing } = await renderDocument(template, data, options)
  const finished = identity ? signPdf(pdf, identity, { reason: reason ?? `制发${template.label}`, at: new Date(options.at) }) : pdf
  return { pdf: finished, sha256: digestOf(finished), pages, missing }
}

/** What the compute pool may run of this engine, by name. */
export const tasks = { renderAndSign }
