import { generateKeyPair, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto'
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { promisify } from 'node:util'
import * as asn1 from 'asn1js'
import * as pki from 'pkijs'

/** Object identifiers: RFC 5280, RFC 8017 appendix A.2.4, RFC 9336 (document signing). */
const oid = {
  country: '2.5.4.6',
  organisation: '2.5.4.10',
  unit: '2.5.4.11',
  commonName: '2.5.4.3',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectKey: '2.5.29.14',
  authorityKey: '2.5.29.35',
  documentSigning: '1.3.6.1.5.5.7.3.36',
  emailProtection: '1.3.6.1.5.5.7.3.4',
} as const

/** RSA with 3072 bits: verified by every reader of PDF, and good beyond 2030 (NIST SP 800-57 part 1 revision 5, table 2). */
const modulusLength = 3072
const authorityYears = 20
const signerYears = 5

/** Certificate and private key of a certification authority, both PEM. */
export interface Authority {
  certificate: string
  privateKey: string
}

/** What signs documents: all PEM. The caller keeps the private key where nobody else reads it. */
export interface SigningIdentity {
  certificate: string
  privateKey: string
  /** The certificates above it, the root last. */
  chain: string[]
}

interface CertificateRequest {
  subject: Record<string, string>
  issuer: Record<string, string>
  publicKey: KeyObject
  issuerPublicKey: KeyObject
  signingKey: KeyObject
  authority: boolean
  from: Date
  years: number
}

/** A name as a sequence of parts, each a set of its own (RFC 5280, 4.1.2.4). */
function nameOf(parts: Record<string, string>): pki.RelativeDistinguishedNames {
  const value = Object.entries(parts).map(([type, text]) => {
    const written = type === oid.country ? new asn1.PrintableString({ value: text }) : new asn1.Utf8String({ value: text })
    return new asn1.Set({ value: [new asn1.Sequence({ value: [new asn1.ObjectIdentifier({ value: type }), written] })] })
  })
  return new pki.RelativeDistinguishedNames({ schema: asn1.fromBER(new asn1.Sequence({ value }).toBER(false)).result })
}

const keyId = (key: KeyObject) =>
  createHash('sha1')
    .update(key.export({ type: 'pkcs1', format: 'der' }))
    .digest()

const extension = (extnID: string, value: asn1.BaseBlock, critical = false) =>
  new pki.Extension({ extnID, critical, extnValue: value.toBER(false) })

function makeCertificate({ subject, issuer, publicKey, issuerPublicKey, signingKey, authority, from, years }: CertificateRequest): string {
  const until = new Date(from)
  until.setUTCFullYear(until.getUTCFullYear() + years)
  const serial = randomBytes(16)
  serial[0] = (serial[0]! & 0x3f) | 0x40
  const algorithm = new pki.AlgorithmIdentifier({ algorithmId: oid.sha256WithRsa, algorithmParams: new asn1.Null() })
  const subjectPublicKeyInfo = new pki.PublicKeyInfo()
  subjectPublicKeyInfo.fromSchema(asn1.fromBER(new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))).result)
  const certificate = new pki.Certificate({
    version: 2,
    serialNumber: new asn1.Integer({ valueHex: new Uint8Array(serial).buffer }),
    signature: algorithm,
    signatureAlgorithm: algorithm,
    issuer: nameOf(issuer),
    subject: nameOf(subject),
    notBefore: new pki.Time({ type: 0, value: from }),
    notAfter: new pki.Time({ type: until.getUTCFullYear() < 2050 ? 0 : 1, value: until }),
    subjectPublicKeyInfo,
    extensions: [
      extension(oid.basicConstraints, new pki.BasicConstraints(authority ? { cA: true, pathLenConstraint: 0 } : {}).toSchema(), true),
      // Bits of RFC 5280, 4.2.1.3: keyCertSign and cRLSign, or digitalSignature and contentCommitment.
      extension(
        oid.keyUsage,
        new asn1.BitString({ valueHex: new Uint8Array([authority ? 0x06 : 0xc0]).buffer, unusedBits: authority ? 1 : 6 }),
        true,
      ),
      extension(oid.subjectKey, new asn1.OctetString({ valueHex: new Uint8Array(keyId(publicKey)).buffer })),
      extension(
        oid.authorityKey,
        new pki.AuthorityKeyIdentifier({
          keyIdentifier: new asn1.OctetString({ valueHex: new Uint8Array(keyId(issuerPublicKey)).buffer }),
        }).toSchema(),
      ),
      ...(authority
        ? []
        : [extension(oid.extendedKeyUsage, new pki.ExtKeyUsage({ keyPurposes: [oid.documentSigning, oid.emailProtection] }).toSchema())]),
    ],
  })
  certificate.tbsView = new Uint8Array(certificate.encodeTBS().toBER(false))
  const signature = sign('sha256', certificate.tbsView, signingKey)
  certificate.signatureValue = new asn1.BitString({ valueHex: new Uint8Array(signature).buffer })
  return new X509Certificate(Buffer.from(certificate.toSchema(true).toBER(false))).toString()
}

const generate = promisify(generateKeyPair)
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()

const authorityName = (installation: string) => ({
  [oid.country]: 'CN',
  [oid.organisation]: installation,
  [oid.unit]: '演示 DEMO',
  [oid.commonName]: `${installation}文书签名演示根证书`,
})

/**
 * Makes the certification authority of a demonstration. A real installation has its certificates from a licensed
 * electronic certification service (电子签名法, article 16) and never calls this.
 */
export async function makeAuthority({ installation, at = new Date() }: { installation: string; at?: Date }): Promise<Authority> {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength })
  const name = authorityName(installation)
  const request = { subject: name, issuer: name, publicKey, issuerPublicKey: publicKey, signingKey: privateKey, authority: true }
  return { certificate: makeCertificate({ ...request, from: at, years: authorityYears }), privateKey: pem(privateKey) }
}

/** Makes the key and the certificate with which an organ signs its documents in a demonstration. */
export async function makeSigningIdentity({
  installation,
  organisation,
  authority,
  at = new Date(),
}: {
  installation: string
  organisation: string
  authority: Authority
  at?: Date
}): Promise<SigningIdentity> {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength })
  const certificate = makeCertificate({
    subject: { [oid.country]: 'CN', [oid.organisation]: organisation, [oid.unit]: '演示 DEMO', [oid.commonName]: organisation },
    issuer: authorityName(installation),
    publicKey,
    issuerPublicKey: createPublicKey(authority.certificate),
    signingKey: createPrivateKey(authority.privateKey),
    authority: false,
    from: at,
    years: signerYears,
  })
  return { certificate, privateKey: pem(privateKey), chain: [authority.certificate] }
}
