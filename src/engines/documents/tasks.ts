/** What the compute pool runs of this engine: every exported function is a task of that name. */
import type { Template } from '#declare'
import { renderDocument, type RenderOptions } from './render.ts'
import { signPdf, verifyPdf, type SigningIdentity, type Verification } from './sign.ts'
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
export async function renderAndSign({ template, data, options, identity, reason }: RenderAndSign): Promise<FinishedDocument> {
  const { pdf, pages, missing } = await renderDocument(template, data, options)
  const finished = identity ? signPdf(pdf, identity, { reason: reason ?? `制发${template.label}`, at: new Date(options.at) }) : pdf
  return { pdf: finished, sha256: digestOf(finished), pages, missing }
}

/** Verifies a signature in a worker thread: a file of many megabytes is hashed whole. */
export const verifySigned = ({ pdf, roots }: { pdf: Uint8Array; roots: readonly string[] }): Verification => verifyPdf(pdf, roots)
