import { createServer } from 'node:net'
import { Refusal } from './settings.ts'

const reasons: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  EADDRINUSE: ['已被另一个程序占用', 'is taken by another program'],
  EACCES: ['需要更高的权限', 'needs higher privileges'],
  EADDRNOTAVAIL: ['所在的地址不属于本机', 'is at an address that is not one of this machine'],
  ENOTFOUND: ['所在的主机名无法解析', 'is at a host name that can not be resolved'],
}

/**
 * Makes sure that a port can be listened on, before anything heavy starts.
 * @throws Refusal naming the setting (`PORT`, say) that would change it.
 */
export async function requireFreePort({ host, port, setting }: { host: string; port: number; setting: string }): Promise<void> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, exclusive: true }, resolve)
    })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    const [zh, en] = reasons[code] ?? [`不能使用（${code}）`, `can't be used (${code})`]
    throw new Refusal(
      `端口 ${host}:${port} ${zh}，请停掉占用者，或改用别的端口，例如 ${setting}=${port + 1} npm start。`,
      `The port ${host}:${port} ${en}: stop what uses it, or choose another one, for example ${setting}=${port + 1} npm start.`,
      { cause },
    )
  }
  await new Promise((resolve) => server.close(resolve))
}
