import { createHash } from 'node:crypto'
import { Conflict } from '#kernel/errors'
import { signDigest } from './signing/cms.ts'
import type { SigningIdentity } from './signing/identity.ts'
import { appendObjects, dictionaryOf, firstPageOf, readRevision, withEntries } from './signing/revision.ts'

export { makeAuthority, makeSigningIdentity, type Authority, type SigningIdentity } from './signing/identity.ts'
export { verifyPdf, type Verification } from './signing/verify.ts'

/** A text string of a PDF: UTF-16 with its mark, in hexadecimal (ISO 32000-1, 7.9.2.2). */
function textString(text: string): string {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
  return `<${bytes.toString('hex')}>`
}

/** A date of a PDF in UTC (ISO 32000-1, 7.9.4). */
const dateString = (at: Date) => `(D:${at.toISOString().replace(/\D/g, '').slice(0, 14)}+00'00')`

const offsetPlaces = 10

/**
 * Signs a PDF as PAdES baseline B (`ETSI.CAdES.detached`, SHA-256, RSA): an incremental update whose signature covers every
 * byte of the file but its own value. The same input gives the same bytes.
 * @throws Conflict when it is signed already, Invalid when it cannot be appended to
 */
export function signPdf(pdf: Uint8Array, identity: SigningIdentity, { reason, at }: { reason: string; at: Date }): Buffer {
  const revision = readRevision(pdf)
  const catalogue = dictionaryOf(revision, revision.root)
  if (catalogue.includes('/AcroForm')) throw new Conflict('这份 PDF 已经签过名，或带有表单', { code: 'documents.signed' })
  const pageNumber = firstPageOf(revision)
  const page = dictionaryOf(revision, pageNumber)
  if (page.includes('/Annots')) throw new Conflict('这份 PDF 的首页带有批注，不能签名', { code: 'documents.signed' })
  const [signature, widget, form] = [revision.size, revision.size + 1, revision.size + 2]
  // A signature of a digest has the same length as any other by this key.
  const length = signDigest(Buffer.alloc(32), identity).length * 2
  const blank = '0'.repeat(offsetPlaces)
  const objects = new Map([
    [
      signature,
      `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M ${dateString(at)} /Reason ${textString(reason)}` +
        ` /ByteRange [0 ${blank} ${blank} ${blank}] /Contents <${'0'.repeat(length)}> >>`,
    ],
    // No appearance is drawn: PDF/A-2 asks for one unless the rectangle is empty (ISO 19005-2, 6.3.3).
    [
      widget,
      `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /TU ${textString(reason)} /V ${signature} 0 R /P ${pageNumber} 0 R /F 132 /Rect [0 0 0 0] >>`,
    ],
    [form, `<< /SigFlags 3 /Fields [${widget} 0 R] >>`],
    [revision.root, withEntries(catalogue, `/AcroForm ${form} 0 R`)],
    [pageNumber, withEntries(page, `/Annots [${widget} 0 R]`)],
  ])
  const changeId = createHash('md5').update(pdf).update(reason).update(at.toISOString()).digest('hex')
  const update = appendObjects(revision, objects, changeId)

  const whole = Buffer.concat([pdf, Buffer.from(update, 'latin1')])
  const from = whole.indexOf('/Contents <', revision.text.length) + '/Contents '.length
  const to = from + length + 2
  const range = [from, to, whole.length - to].map((value) => String(value).padStart(offsetPlaces)).join(' ')
  whole.write(`/ByteRange [0 ${range}]`, whole.indexOf('/ByteRange', revision.text.length), 'latin1')
  const digest = createHash('sha256').update(whole.subarray(0, from)).update(whole.subarray(to)).digest()
  whole.write(signDigest(digest, identity).toString('hex'), from + 1, 'latin1')
  return whole
}
