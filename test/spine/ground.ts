import pg from 'pg'
import { inContext, type Actor, type Context, type WorkOptions } from '#kernel/context'
import { testDatabase } from '#testing'
import { makeTables, openEngine, type Engine, type Extra } from './engine.ts'

export * from './declared.ts'

export interface Spine extends Engine {
  /** Where it lives, for whoever brings it to other declarations. */
  site: Awaited<ReturnType<typeof testDatabase>>['site']
  /** Runs work as somebody, in a transaction of its own. */
  as<T>(actor: Actor, work: (ctx: Context) => Promise<T>, options?: WorkOptions): Promise<T>
  /** A connection that sees everything behind the walls. */
  admin: pg.Client
  client(role: 'app' | 'hall' | 'migrator'): Promise<pg.Client>
}

/** A database of the caller's own with the declared registers beside the city's, and the engine over them. */
export async function openSpine(extra: Extra = {}): Promise<Spine> {
  const { site, drop } = await testDatabase()
  const { connections, settings, log } = site
  await makeTables(connections, extra)
  const engine = openEngine({ connections, dataDir: settings.dataDir, log }, extra)
  const open = async (config: pg.ClientConfig) => {
    const client = new pg.Client(config)
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  const admin = await open(connections.admin!)
  const clients: pg.Client[] = [admin]
  return {
    ...engine,
    site,
    admin,
    as: (actor, work, options) =>
      inContext(
        engine.ground,
        actor,
        actor.kind === 'person' ? { kind: 'own', what: '测试' } : { kind: 'duty', what: '测试' },
        work,
        options,
      ),
    async client(role) {
      const client = await open(connections[role])
      clients.push(client)
      return client
    },
    async close() {
      await Promise.all(clients.map((client) => client.end()))
      await engine.close()
      await drop()
    },
  }
}
