import type { DataOf, Template } from '#declare'
import { checkTemplate } from '#declare'
import { Invalid } from '#kernel/errors'
import { drawCertificate } from './rendering/certificate.ts'
import { checkDocumentData, fillTemplate, type FilledBlock, type FilledTemplate } from './rendering/filling.ts'
import { drawable } from './rendering/fonts.ts'
import { dayOf } from './rendering/formats.ts'
import { drawDemoMark } from './rendering/ground.ts'
import { drawInstrument } from './rendering/instrument.ts'
import { mm, openPaper } from './rendering/paper.ts'
import type { VerificationPanel } from './rendering/verification-panel.ts'
import { writtenCode } from './verification.ts'

/** What a document needs besides its data. */
export interface RenderOptions {
  /** The organ that issues it, in full. */
  organisation: string
  /** Moment of issue, ISO 8601 with offset; the same input gives the same bytes. */
  at: string
  number?: string
  verificationCode?: string
  /** Address of the public page, with the code, that the QR code holds. */
  verifyUrl?: string
  /** Every page carries 演示 DEMO, and the seal reads 演示专用章. */
  demo: boolean
  /** Picture of the organ's own seal (PNG); only outside a demonstration. Without it the place of the seal stays empty. */
  sealPicture?: Uint8Array
  /** Of the dates; the city's own when not said. */
  timezone?: string
}

export interface RenderedDocument {
  pdf: Buffer
  pages: number
  /** Characters that no face has, each shown as 〔U+…〕: the caller must tell a person. */
  missing: string[]
}

const sheets = { A4: [210, 297], 'A4-landscape': [297, 210], certificate: [420, 297] } as const

function drawableBlock(block: FilledBlock, text: (value: string) => string): FilledBlock {
  switch (block.block) {
    case 'rows':
      return { ...block, rows: block.rows.map((row) => ({ label: text(row.label), text: text(row.text) })) }
    case 'list':
      return { ...block, items: block.items.map(text) }
    case 'blanks':
      return { ...block, labels: block.labels.map(text) }
    case 'signature':
      return { ...block, organisation: text(block.organisation), date: text(block.date) }
    default:
      return { ...block, text: text(block.text) }
  }
}

/**
 * Renders a document as tagged PDF/A-2b in Chinese.
 * @throws Invalid when template or data are wrong, a number or code is lacking, or a certificate does not fit its sheet
 */
export async function renderDocument<T extends Template>(template: T, data: DataOf<T>, options: RenderOptions): Promise<RenderedDocument> {
  const { organisation, at, number, demo, timezone = 'Asia/Shanghai' } = options
  const problems = [...checkTemplate(template), ...checkDocumentData(template, data)]
  if (template.number && !number) problems.push({ path: 'number', message: '缺少文书编号' })
  if (template.verify && !(options.verifyUrl && options.verificationCode))
    problems.push({ path: 'verifyUrl', message: '缺少核验码或核验网址' })
  if (template.kind === 'instrument' && template.page !== 'A4') problems.push({ path: 'page', message: '文书用 A4 纸' })
  if (problems.length)
    throw new Invalid(`文书《${template.label}》的内容有误：${problems[0]!.message}`, { code: 'documents.data', problems })

  const missing = new Set<string>()
  const text = (value: string) => drawable(value, missing)
  const standing = { organisation, issuedOn: dayOf(at, timezone), ...(number ? { number } : {}) }
  const raw = fillTemplate(template, data, standing, timezone)
  const filled: FilledTemplate = { title: text(raw.title), blocks: raw.blocks.map((block) => drawableBlock(block, text)) }
  const name = text(organisation)
  const seal = !template.seal
    ? undefined
    : demo
      ? { drawn: { organisation: name, caption: '演示专用章' } }
      : options.sealPicture && { picture: options.sealPicture }
  const [width, height] = sheets[template.page]
  const { paper, finished } = openPaper({
    width: width * mm,
    height: height * mm,
    title: filled.title,
    author: name,
    subject: template.label,
    keywords: [number, demo ? '演示 DEMO' : ''].filter(Boolean).join(', '),
    at: new Date(at),
    ground: (page) => demo && drawDemoMark(page),
  })
  const notes = [...(demo ? ['演示数据，不具有法律效力。'] : []), ...(missing.size ? ['文中〔U+…〕是字库暂缺的汉字，以统一码表示。'] : [])]
  const panel: VerificationPanel | undefined = template.verify
    ? { url: options.verifyUrl!, code: writtenCode(options.verificationCode!), notes, ...(number ? { number: text(number) } : {}) }
    : undefined
  const content = { filled, ...(number ? { number: text(number) } : {}), ...(seal ? { seal } : {}), ...(panel ? { panel } : {}) }
  if (template.kind === 'certificate') drawCertificate(paper, content)
  else drawInstrument(paper, { ...content, organisation: name })
  const pages = paper.doc.bufferedPageRange().count
  paper.root.end()
  paper.doc.end()
  return { pdf: await finished, pages, missing: [...missing] }
}
