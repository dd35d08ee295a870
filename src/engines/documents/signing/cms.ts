import { createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto'
import * as asn1 from 'asn1js'
import * as pki from 'pkijs'
import type { SigningIdentity } from './identity.ts'

/** Object identifiers of RFC 5652, RFC 5035 and RFC 8017. */
export const cmsOid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  rsa: '1.2.840.113549.1.1.1',
} as const

const bufferOf = (bytes: Uint8Array) => new Uint8Array(bytes).buffer as ArrayBuffer

const sha256Identifier = () => new pki.AlgorithmIdentifier({ algorithmId: cmsOid.sha256, algorithmParams: new asn1.Null() })

/**
 * The certificate that signed, bound into what is signed (RFC 5035, 5.4.1.1), so that no other certificate for the same
 * key can be put in its place; SHA-256 is the default hash and therefore not written.
 */
const signingCertificate = (certificate: X509Certificate) =>
  new asn1.Sequence({
    value: [
      new asn1.Sequence({
        value: [
          new asn1.Sequence({
            value: [new asn1.OctetString({ valueHex: bufferOf(createHash('sha256').update(certificate.raw).digest()) })],
          }),
        ],
      }),
    ],
  })

/** Attributes in the order that DER wants for a set: by their encoded bytes. */
const inDerOrder = (attributes: pki.Attribute[]) =>
  attributes
    .map((attribute) => ({ attribute, bytes: Buffer.from(attribute.toSchema().toBER(false)) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ attribute }) => attribute)

/**
 * Signs a SHA-256 digest as detached CMS of the CAdES baseline level B that PAdES asks for (ETSI EN 319 142-1, 6.3):
 * content type, digest and the signer's certificate are signed; the time stands in the PDF and not here.
 * The same digest and identity give the same bytes, RSA PKCS #1 v1.5 having no random part.
 */
export function signDigest(digest: Buffer, identity: SigningIdentity): Buffer {
  const certificate = new X509Certificate(identity.certificate)
  const parsed = pki.Certificate.fromBER(bufferOf(certificate.raw))
  const attribute = (type: string, value: asn1.BaseBlock) => new pki.Attribute({ type, values: [value] })
  const signedAttrs = new pki.SignedAndUnsignedAttributes({
    type: 0,
    attributes: inDerOrder([
      attribute(cmsOid.contentType, new asn1.ObjectIdentifier({ value: cmsOid.data })),
      attribute(cmsOid.messageDigest, new asn1.OctetString({ valueHex: bufferOf(digest) })),
      attribute(cmsOid.signingCertificateV2, signingCertificate(certificate)),
    ]),
  })
  // What is signed is the set itself, with the tag of a set (RFC 5652, 5.4).
  const toBeSigned = Buffer.from(signedAttrs.toSchema().toBER(false))
  toBeSigned[0] = 0x31
  const signature = sign('sha256', toBeSigned, createPrivateKey(identity.privateKey))
  const signed = new pki.SignedData({
    version: 1,
    digestAlgorithms: [sha256Identifier()],
    encapContentInfo: new pki.EncapsulatedContentInfo({ eContentType: cmsOid.data }),
    certificates: [parsed, ...identity.chain.map((each) => pki.Certificate.fromBER(bufferOf(new X509Certificate(each).raw)))],
    signerInfos: [
      new pki.SignerInfo({
        version: 1,
        sid: new pki.IssuerAndSerialNumber({ issuer: parsed.issuer, serialNumber: parsed.serialNumber }),
        digestAlgorithm: sha256Identifier(),
        signedAttrs,
        signatureAlgorithm: new pki.AlgorithmIdentifier({ algorithmId: cmsOid.rsa, algorithmParams: new asn1.Null() }),
        signature: new asn1.OctetString({ valueHex: bufferOf(signature) }),
      }),
    ],
  })
  const content = new pki.ContentInfo({ contentType: cmsOid.signedData, content: signed.toSchema(true) })
  return Buffer.from(content.toSchema().toBER(false))
}
