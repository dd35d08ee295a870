import { createHash, verify, X509Certificate } from 'node:crypto'
import * as asn1 from 'asn1js'
import * as pki from 'pkijs'
import { cmsOid } from './cms.ts'

/** What can be said of a PDF from its signature alone, without any record of ours. */
export interface Verification {
  /** Every byte is as it was when it was signed. */
  intact: boolean
  /** The organ that the signer's certificate names. */
  signer?: string
  /** When the signer says that it signed, ISO 8601; no time stamp authority has confirmed it. */
  signedAt?: string
  /** The certificate leads to one of the roots, and was valid when it signed. */
  trusted: boolean
  /** Nothing was appended after the signature. */
  coversWholeFile: boolean
  /** What is wrong, in sentences for the person who asks; empty when nothing is. */
  problems: string[]
}

const hashes: Record<string, string> = {
  [cmsOid.sha256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** Signature algorithms that a document may bear: RSA PKCS #1 v1.5 and ECDSA. */
const signatures = new Set([
  cmsOid.rsa,
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
])

const mostSignatures = 16
const longestChain = 5

interface Candidate {
  /** Bounds of the value of `/Contents`, brackets included. */
  from: number
  to: number
  end: number
  cms: Buffer
  signedAt?: string
}

/** `D:20260303100000+08'00'` as ISO 8601. */
function momentOf(date: string): string | undefined {
  const match = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-]\d\d)'(\d\d)'?)?/.exec(date)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, zoneHours, zoneMinutes] = match
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zoneHours ? `${zoneHours}:${zoneMinutes}` : 'Z'}`)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** The value of `/Contents` as bytes: one even string of hexadecimal in one case, DER first, nothing but zeros behind it. */
function contentsOf(text: string): Buffer | undefined {
  if (!/^<(?:[0-9a-f]*|[0-9A-F]*)>$/.test(text) || text.length % 2 !== 0) return undefined
  const bytes = Buffer.from(text.slice(1, -1), 'hex')
  if (bytes.length < 4 || bytes[0] !== 0x30) return undefined
  const lengthBytes = bytes[1]! & 0x80 ? bytes[1]! & 0x7f : 0
  if (lengthBytes > 4) return undefined
  const length = 2 + lengthBytes + (lengthBytes ? bytes.readUIntBE(2, lengthBytes) : bytes[1]!)
  return length <= bytes.length && bytes.subarray(length).every((byte) => byte === 0) ? bytes.subarray(0, length) : undefined
}

/**
 * Every place that could be a signature. A false one, such as an imitation inside a stream, cannot verify: its digest would
 * have to be signed for exactly these bytes.
 */
function candidatesOf(pdf: Buffer): Candidate[] {
  const text = pdf.toString('latin1')
  const ranges = text.matchAll(/\/ByteRange\s*\[\s*0\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]/g)
  return [...ranges].slice(-mostSignatures).flatMap((match) => {
    const [from, to, rest] = [Number(match[1]), Number(match[2]), Number(match[3])]
    const end = to + rest
    if (from >= to || end > pdf.length) return []
    const cms = contentsOf(text.slice(from, to))
    if (!cms) return []
    const object = text.slice(text.lastIndexOf(' obj', match.index), text.indexOf('endobj', Math.max(to, match.index)))
    const signedAt = momentOf(/\/M\s*\(([^)]*)\)/.exec(object)?.[1] ?? '')
    return [{ from, to, end, cms, ...(signedAt ? { signedAt } : {}) }]
  })
}

const raw = (block: { toBER: (sizeOnly?: boolean) => ArrayBuffer }) => Buffer.from(block.toBER(false))

interface Parsed {
  certificates: { x509: X509Certificate; parsed: pki.Certificate }[]
  signer: { x509: X509Certificate; parsed: pki.Certificate }
}

/**
 * Checks the container against the bytes. Also what a verifier usually skips is compared (versions, identifiers, the DER
 * form itself), so that no byte of the file can be changed unseen.
 */
function checkContainer(cms: Buffer, digestWith: (hash: string) => Buffer): Parsed {
  const outer = asn1.fromBER(new Uint8Array(cms))
  if (outer.offset === -1 || !raw(outer.result).equals(cms)) throw new Error('签名容器不是规范的 DER 编码')
  const content = new pki.ContentInfo({ schema: outer.result })
  if (content.contentType !== cmsOid.signedData) throw new Error('签名容器不是 CMS 签名数据')
  const signed = new pki.SignedData({ schema: content.content })
  const [info] = signed.signerInfos
  if (!info || signed.signerInfos.length !== 1) throw new Error('签名容器里应当正好有一个签名人')
  if (
    signed.version !== 1 ||
    info.version !== 1 ||
    signed.encapContentInfo.eContentType !== cmsOid.data ||
    signed.encapContentInfo.eContent
  )
    throw new Error('签名容器的版本或内容类型不对')
  if (signed.crls?.length || info.unsignedAttrs) throw new Error('签名容器带有未经签名的附加内容')
  const hash = hashes[info.digestAlgorithm.algorithmId]
  const [digestAlgorithm] = signed.digestAlgorithms
  if (!hash || !digestAlgorithm || signed.digestAlgorithms.length !== 1) throw new Error('摘要算法不被接受')
  for (const algorithm of [digestAlgorithm, info.digestAlgorithm]) checkIdentifier(algorithm, info.digestAlgorithm.algorithmId)
  if (!signatures.has(info.signatureAlgorithm.algorithmId)) throw new Error('签名算法不被接受')
  checkIdentifier(info.signatureAlgorithm, info.signatureAlgorithm.algorithmId)

  const certificates = (signed.certificates ?? []).map((each) => {
    if (!(each instanceof pki.Certificate)) throw new Error('签名容器里有不认识的证书')
    return { parsed: each, x509: new X509Certificate(raw(each.toSchema())) }
  })
  const { sid } = info
  if (!(sid instanceof pki.IssuerAndSerialNumber)) throw new Error('签名人标识的形式不被接受')
  const signer = certificates.find(
    ({ parsed }) =>
      raw(parsed.serialNumber).equals(raw(sid.serialNumber)) && raw(parsed.issuer.toSchema()).equals(raw(sid.issuer.toSchema())),
  )
  if (!signer) throw new Error('签名容器里没有签名人的证书')

  const attributes = info.signedAttrs?.attributes ?? []
  const only = (type: string) => {
    const found = attributes.filter((attribute) => attribute.type === type)
    if (found.length !== 1 || found[0]!.values.length !== 1) throw new Error(`签名属性 ${type} 应当正好有一个`)
    return found[0]!.values[0] as asn1.BaseBlock
  }
  const contentType = only(cmsOid.contentType)
  if (!(contentType instanceof asn1.ObjectIdentifier) || contentType.getValue() !== cmsOid.data) throw new Error('签名的内容类型不对')
  const toBeSigned = Buffer.from(info.signedAttrs!.encodedValue)
  toBeSigned[0] = 0x31
  if (!verify(hash, toBeSigned, signer.x509.publicKey, Buffer.from(info.signature.valueBlock.valueHexView)))
    throw new Error('签名值与签名人的公钥不符')
  const digest = only(cmsOid.messageDigest)
  if (!(digest instanceof asn1.OctetString) || !Buffer.from(digest.valueBlock.valueHexView).equals(digestWith(hash)))
    throw new Error('文件内容在签名之后被改动')
  checkSigningCertificate(only(cmsOid.signingCertificateV2), signer.x509)
  return { certificates, signer }
}

/** An algorithm has no parameters, or says so with NULL. */
function checkIdentifier(identifier: pki.AlgorithmIdentifier, expected: string): void {
  const parameters: unknown = identifier.algorithmParams
  const plain = parameters === undefined || parameters === null || parameters instanceof asn1.Null || parameters instanceof asn1.Any
  if (identifier.algorithmId !== expected || !plain) throw new Error('算法标识不一致')
}

function checkSigningCertificate(attribute: asn1.BaseBlock, signer: X509Certificate): void {
  const first = (block: asn1.BaseBlock | undefined): asn1.BaseBlock | undefined =>
    block instanceof asn1.Sequence ? block.valueBlock.value[0] : undefined
  const entry = first(first(attribute))
  // ESSCertIDv2 begins with a hash algorithm when that is not SHA-256 (RFC 5035, section 4).
  const parts = entry instanceof asn1.Sequence ? entry.valueBlock.value : []
  const named = parts[0] instanceof asn1.Sequence ? first(parts[0]) : undefined
  const hash = named instanceof asn1.ObjectIdentifier ? hashes[named.getValue()] : 'sha256'
  const value = named ? parts[1] : parts[0]
  if (!hash || !(value instanceof asn1.OctetString)) throw new Error('签名没有写明所用的证书')
  if (!Buffer.from(value.valueBlock.valueHexView).equals(createHash(hash).update(signer.raw).digest()))
    throw new Error('签名所用的证书被替换')
}

/** Whether the key may sign documents: digitalSignature or contentCommitment (RFC 5280, 4.2.1.3), when it says at all. */
function maySign({ extensions }: pki.Certificate): boolean {
  const usage: unknown = extensions?.find(({ extnID }) => extnID === '2.5.29.15')?.parsedValue
  return !(usage instanceof asn1.BitString) || ((usage.valueBlock.valueHexView[0] ?? 0) & 0xc0) !== 0
}

/** Why a certificate does not lead to one of the roots; nothing when it does. */
function distrustOf({ certificates, signer }: Parsed, roots: readonly X509Certificate[], at: Date | undefined): string | undefined {
  if (!at) return '签名没有写明时间'
  if (!maySign(signer.parsed)) return '签名人的证书不能用于签署文件'
  let current = signer.x509
  for (let depth = 0; depth < longestChain; depth++) {
    if (at < new Date(current.validFrom) || at > new Date(current.validTo)) return '签名时证书不在有效期内'
    const isRoot = roots.some((root) => root.raw.equals(current.raw))
    if (isRoot) return depth === 0 ? '文件由根证书直接签署' : undefined
    const above = [...roots, ...certificates.map((each) => each.x509)].find(
      (each) => each.ca && !each.raw.equals(current.raw) && current.checkIssued(each) && current.verify(each.publicKey),
    )
    if (!above) return '签名人的证书不是由受信任的机构签发的'
    current = above
  }
  return '证书链过长'
}

/** The certificates that come along must hold up each other, or one of them was tampered with. */
function looseCertificate({ certificates }: Parsed, roots: readonly X509Certificate[]): boolean {
  const issuers = [...roots, ...certificates.map((each) => each.x509)]
  return certificates.some(({ x509 }) => !issuers.some((issuer) => x509.checkIssued(issuer) && x509.verify(issuer.publicKey)))
}

const organisationOf = ({ subject }: pki.Certificate) => {
  const part = (type: string) => subject.typesAndValues.find((each) => each.type === type)?.value.valueBlock.value as string | undefined
  return part('2.5.4.10') ?? part('2.5.4.3')
}

/**
 * Verifies the signature of a PDF by its bytes alone. Trusted roots are PEM. Revocation is not asked for: the caller keeps
 * its own list of withdrawn certificates and documents.
 */
export function verifyPdf(pdf: Uint8Array, trustedRoots: readonly string[]): Verification {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)
  const candidates = candidatesOf(bytes).sort((a, b) => b.end - a.end)
  if (candidates.length === 0) return { intact: false, trusted: false, coversWholeFile: false, problems: ['文件没有可以识别的数字签名'] }
  const results = candidates.map((candidate) => verifyCandidate(bytes, candidate, trustedRoots))
  return results.find((result) => result.intact) ?? results.find((result) => result.signer !== undefined) ?? results[0]!
}

function verifyCandidate(bytes: Buffer, { from, to, end, cms, signedAt }: Candidate, trustedRoots: readonly string[]): Verification {
  const coversWholeFile = end === bytes.length
  const problems = coversWholeFile ? [] : ['签名之后文件又被追加了内容']
  const at = signedAt ? { signedAt } : {}
  try {
    const roots = trustedRoots.map((root) => new X509Certificate(root))
    const parsed = checkContainer(cms, (hash) => createHash(hash).update(bytes.subarray(0, from)).update(bytes.subarray(to, end)).digest())
    if (looseCertificate(parsed, roots)) problems.push('随附的证书被改动或不完整')
    const intact = problems.length === 0
    const distrust = distrustOf(parsed, roots, signedAt ? new Date(signedAt) : undefined)
    if (distrust) problems.push(distrust)
    const signer = organisationOf(parsed.signer.parsed)
    return { intact, ...(signer ? { signer } : {}), ...at, trusted: distrust === undefined, coversWholeFile, problems }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error))
    return { intact: false, ...at, trusted: false, coversWholeFile, problems }
  }
}
