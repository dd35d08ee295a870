/**
 * The identifier of an electronic certificate 电子证照标识 (GB/T 36904-2018): root code, certificate type, issuing organ,
 * serial, version and check sign, joined by points. The structure and the check, ISO/IEC 7064 MOD 37,36 over the four parts
 * without points, were verified with identifiers in public use; the standard's own text was not at hand.
 */
const root = '1.2.156.3005.2'
const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The parts of a certificate's identifier; letters are capitals. */
export interface CertificateIdentifier {
  /** Code of the certificate type: the credit code of the ministry that defines it and three digits. */
  type: string
  /** Credit code of the organ that issues it. */
  issuer: string
  serial: string
  /** Counts from 1 with each change of the certificate. */
  version: number
}

/** Check sign of a text of digits and capitals by ISO/IEC 7064 MOD 37,36. */
function checkSignOf(text: string): string {
  let sum = 36
  for (const sign of text) sum = (((sum + signs.indexOf(sign)) % 36 || 36) * 2) % 37
  return signs[(37 - sum) % 36]!
}

/** Writes an identifier with its check sign. @throws RangeError when a part has other signs than digits and capitals */
export function certificateIdentifier({ type, issuer, serial, version }: CertificateIdentifier): string {
  const parts = [type, issuer, serial, String(version).padStart(3, '0')]
  if (parts.some((part) => !/^[0-9A-Z]+$/.test(part)) || version < 1 || version > 999)
    throw new RangeError(`not parts of an identifier: ${parts.join('.')}`)
  return [root, ...parts, checkSignOf(parts.join(''))].join('.')
}

/** Reads an identifier; undefined when it is not one or its check sign is wrong. */
export function parseCertificateIdentifier(text: string): CertificateIdentifier | undefined {
  const match = /^1\.2\.156\.3005\.2\.([0-9A-Z]+)\.([0-9A-Z]+)\.([0-9A-Z]+)\.(\d{3})\.([0-9A-Z])$/.exec(text.trim())
  if (!match) return undefined
  const [, type, issuer, serial, version, check] = match as unknown as [string, string, string, string, string, string]
  return checkSignOf(type + issuer + serial + version) === check ? { type, issuer, serial, version: Number(version) } : undefined
}
