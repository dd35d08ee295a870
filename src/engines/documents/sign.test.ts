import { beforeAll, describe, expect, it } from 'vitest'
import { Conflict, Invalid } from '#kernel/errors'
import { renderDocument } from './render.ts'
import { permit, permitData } from './samples.ts'
import { makeAuthority, makeSigningIdentity, signPdf, verifyPdf, type Authority, type SigningIdentity } from './sign.ts'
import { renderAndSign } from './tasks.ts'
import { digestOf } from './verification.ts'

const installation = '清远市演示平台'
const organisation = '清远市市场监督管理局'
const at = new Date('2026-03-03T02:00:00Z')
const issued = new Date('2026-01-01T00:00:00Z')
const options = {
  organisation,
  at: at.toISOString(),
  number: 'JY24418020012345',
  verificationCode: '23456789ABCDEFG2',
  verifyUrl: 'http://127.0.0.1:8080/verify',
  demo: true,
}

let authority: Authority
let identity: SigningIdentity
let pdf: Buffer
let signed: Buffer

beforeAll(async () => {
  authority = await makeAuthority({ installation, at: issued })
  identity = await makeSigningIdentity({ installation, organisation, authority, at: issued })
  pdf = (await renderDocument(permit, permitData, options)).pdf
  signed = signPdf(pdf, identity, { reason: '核发证照', at })
})

const verify = (file: Uint8Array, roots = [authority.certificate]) => verifyPdf(file, roots)
/** Bounds of the hexadecimal of the signature. */
function contents(): { from: number; to: number } {
  const from = signed.lastIndexOf('/Contents <') + '/Contents <'.length
  return { from, to: signed.indexOf('>', from) }
}
const changed = (place: number, byte: number) => {
  const copy = Buffer.from(signed)
  copy[place] = byte
  return copy
}

describe('signPdf', () => {
  it('appends, and leaves what was there as it was', () => expect(signed.subarray(0, pdf.length).equals(pdf)).toBe(true))
  it('gives the same bytes for the same input', () => expect(signPdf(pdf, identity, { reason: '核发证照', at }).equals(signed)).toBe(true))
  it('refuses a file that is signed already', () => expect(() => signPdf(signed, identity, { reason: '', at })).toThrow(Conflict))
  it.each([Buffer.from('not a pdf'), Buffer.from('%PDF-1.7\nstartxref\n9\n%%EOF')])('refuses %s', (file) =>
    expect(() => signPdf(file, identity, { reason: '', at })).toThrow(Invalid),
  )
})

describe('verifyPdf', () => {
  it('finds a signed file whole, and says who signed it and when', () =>
    expect(verify(signed)).toEqual({
      intact: true,
      signer: organisation,
      signedAt: at.toISOString(),
      trusted: true,
      coversWholeFile: true,
      problems: [],
    }))

  // Every single byte was tried once; these strides keep the run short.
  it('sees any changed byte of the text', () => {
    for (let place = 0; place < signed.length; place += 2003)
      expect(verify(changed(place, signed[place]! ^ 1)).intact, `byte ${place}`).toBe(false)
    const { to } = contents()
    for (let place = to; place < signed.length; place += 7)
      expect(verify(changed(place, signed[place]! ^ 1)).intact, `byte ${place}`).toBe(false)
  })
  it('sees any changed byte of the signature, its certificates included', () => {
    const { from, to } = contents()
    for (let place = from - 1; place <= to; place += 37) {
      const byte = signed[place] === 0x30 ? 0x31 : 0x30
      expect(verify(changed(place, byte)).intact, `byte ${place}`).toBe(false)
    }
  })
  it('sees a letter of the hexadecimal in another case', () => {
    const { from } = contents()
    const place = signed.findIndex((byte, index) => index >= from && byte >= 0x61 && byte <= 0x66)
    expect(verify(changed(place, signed[place]! - 32)).intact).toBe(false)
  })

  it('sees what was appended, and that the signed part was whole', () => {
    const appended = Buffer.concat([signed, Buffer.from('\n1 0 obj\n<< >>\nendobj\nstartxref\n0\n%%EOF\n')])
    expect(verify(appended)).toMatchObject({
      intact: false,
      coversWholeFile: false,
      trusted: true,
      problems: ['签名之后文件又被追加了内容'],
    })
  })
  it('sees a file cut short', () => expect(verify(signed.subarray(0, -1)).intact).toBe(false))
  it('finds no signature where there is none', () =>
    expect(verify(pdf)).toEqual({ intact: false, trusted: false, coversWholeFile: false, problems: ['文件没有可以识别的数字签名'] }))
  it('is not misled by a byte range that stands in the text', () => {
    const bait = Buffer.concat([Buffer.from('%PDF-1.7\n/ByteRange [0 10 20 30] <00>\n'), Buffer.alloc(40)])
    expect(verify(bait).intact).toBe(false)
  })

  it('does not trust an authority of the same name with another key', async () => {
    const other = await makeAuthority({ installation, at: issued })
    expect(verify(signed, [other.certificate])).toMatchObject({ intact: true, trusted: false })
    expect(verify(signed, [])).toMatchObject({ intact: true, trusted: false })
  })
  it('does not trust a signature from before or after the certificate', () => {
    for (const day of ['2025-12-31T00:00:00Z', '2031-01-02T00:00:00Z']) {
      const result = verify(signPdf(pdf, identity, { reason: '', at: new Date(day) }))
      expect(result).toMatchObject({ intact: true, trusted: false, problems: ['签名时证书不在有效期内'] })
    }
  })
  it('does not trust what the root signs itself, or a signer that no authority made', async () => {
    const self = { certificate: authority.certificate, privateKey: authority.privateKey, chain: [] }
    expect(verify(signPdf(pdf, self, { reason: '', at })).trusted).toBe(false)
    const leaf: Authority = { certificate: identity.certificate, privateKey: identity.privateKey }
    const forged = await makeSigningIdentity({ installation, organisation: '冒名机关', authority: leaf, at: issued })
    expect(verify(signPdf(pdf, { ...forged, chain: [...forged.chain, authority.certificate] }, { reason: '', at })).trusted).toBe(false)
  })
})

describe('renderAndSign', () => {
  it('makes a finished document from plain data, as a worker gets it', async () => {
    const input = structuredClone({ template: permit, data: permitData, options, identity, reason: '核发证照' })
    const finished = structuredClone(await renderAndSign(input))
    expect(Buffer.from(finished.pdf).equals(signed)).toBe(true)
    expect(finished).toMatchObject({ sha256: digestOf(signed), pages: 1, missing: [] })
  })
})
