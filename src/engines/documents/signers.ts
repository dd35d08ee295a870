import { X509Certificate } from 'node:crypto'
import { systemActor } from '#engines/identity'
import { inContext, type Context } from '#kernel/context'
import { Conflict } from '#kernel/errors'
import { newKey, NO_KEY } from '#kernel/keys'
import type { DocumentParts } from './parts.ts'
import { makeAuthority, makeSigningIdentity, type Authority, type SigningIdentity } from './sign.ts'
import { addSigner, lockSigner, signerAt, trustedRoots } from './sql.ts'

const place = 'documents.signer.privateKey'
const dayMilliseconds = 86_400_000

type Kind = 'authority' | 'organisation'

const asSystem = async <T>({ ground, places }: DocumentParts, what: string, work: (ctx: Context) => Promise<T>): Promise<T> =>
  inContext(ground, systemActor(await places.root()), { kind: 'system', what }, work)

async function find({ sealer }: DocumentParts, ctx: Context, kind: Kind, organisation: string, at: string) {
  const row = await ctx.tx.row(signerAt(kind, organisation, at))
  return (
    row && {
      certificate: row.certificate as string,
      chain: row.chain as string[],
      privateKey: sealer.open(row.privateKey as Buffer, `${place} ${organisation}`),
    }
  )
}

/**
 * Keeps a certificate with its private key, sealed. A real installation brings its licensed ones in here
 * (电子签名法 article 16 asks for a licensed certification service).
 */
export async function keepSigner(
  { sealer }: DocumentParts,
  ctx: Context,
  kind: Kind,
  organisation: string,
  identity: SigningIdentity,
): Promise<void> {
  const certificate = new X509Certificate(identity.certificate)
  await ctx.tx.query(
    addSigner({
      id: newKey(),
      kind,
      organisation,
      certificate: identity.certificate,
      chain: identity.chain,
      privateKey: sealer.seal(identity.privateKey, `${place} ${organisation}`),
      since: new Date(certificate.validFrom),
      until: new Date(certificate.validTo),
    }),
  )
}

/** The one of a kind that holds at a moment; made when there is none, by one process at a time. */
async function demonstration(
  parts: DocumentParts,
  kind: Kind,
  organisation: string,
  at: string,
  make: () => Promise<SigningIdentity>,
): Promise<SigningIdentity> {
  const found = await asSystem(parts, '读取签名证书', (ctx) => find(parts, ctx, kind, organisation, at))
  if (found) return found
  // A key takes a second or so to make: outside the transaction, and thrown away when another process was first.
  const made = await make()
  return asSystem(parts, '生成演示签名证书', async (ctx) => {
    await ctx.tx.query(lockSigner(organisation))
    const first = await find(parts, ctx, kind, organisation, at)
    if (!first) await keepSigner(parts, ctx, kind, organisation, made)
    return first ?? made
  })
}

/**
 * Who signs for an organisation at the moment of issue.
 * @throws Conflict when a real installation has no certificate for it
 */
export async function signingIdentity(
  parts: DocumentParts,
  organisation: { id: string; name: string },
  at: string,
): Promise<SigningIdentity> {
  const outside = await parts.identityOf?.(organisation.id)
  if (outside) return outside
  if (!parts.ground.demo) {
    const kept = await asSystem(parts, '读取签名证书', (ctx) => find(parts, ctx, 'organisation', organisation.id, at))
    if (!kept) throw new Conflict(`${organisation.name}还没有签名证书，文书暂不能签名`, { code: 'documents.no-signer' })
    return kept
  }
  // Valid from the day before, so that a document of this very second is not older than its certificate.
  const from = new Date(Date.parse(at) - dayMilliseconds)
  const installation = parts.installationName
  return demonstration(parts, 'organisation', organisation.id, at, async () => {
    const authority: Authority = await demonstration(parts, 'authority', NO_KEY, at, async () => ({
      ...(await makeAuthority({ installation, at: from })),
      chain: [],
    }))
    return makeSigningIdentity({ installation, organisation: organisation.name, authority, at: from })
  })
}

/** Root certificates, PEM. */
export const rootsOf = async (ctx: Context): Promise<string[]> => (await ctx.tx.rows(trustedRoots)).map((row) => row.root as string)
