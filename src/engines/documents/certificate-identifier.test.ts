import { describe, expect, it } from 'vitest'
import { certificateIdentifier, parseCertificateIdentifier } from './certificate-identifier.ts'

describe('a certificate identifier', () => {
  it.each([
    '1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0',
    '1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U',
    '1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9',
  ])('in public use is read and written again: %s', (text) => {
    const parts = parseCertificateIdentifier(text)
    expect(parts).toBeDefined()
    expect(certificateIdentifier(parts!)).toBe(text)
  })
  it('with any one sign wrong is refused', () => {
    const text = '1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0'
    const from = '1.2.156.3005.2.'.length
    const wrong = [...text].flatMap((right, at) =>
      at < from || right === '.'
        ? []
        : [...'0123456789'].filter((sign) => sign !== right).map((sign) => text.slice(0, at) + sign + text.slice(at + 1)),
    )
    expect(wrong.filter((each) => parseCertificateIdentifier(each))).toEqual([])
  })
  it('is made of digits and capitals only', () =>
    expect(() => certificateIdentifier({ type: 'a', issuer: '1', serial: '1', version: 1 })).toThrow(RangeError))
})
