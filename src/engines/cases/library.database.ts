/** For tests alone. */
import pg from 'pg'
import { inject } from 'vitest'
import { loginRoles, type LoginRole } from '#kernel/cluster'
import { prepareDatabase, type Connections } from '#kernel/prepare'

let made = 0

/** An empty database of a test file's own in the run's cluster, and how to drop it. */
export async function emptyDatabase(): Promise<{ connections: Connections; drop(): Promise<void> }> {
  const run = inject('ground')
  const database = `library_${process.pid}_${++made}_${Date.now().toString(36)}`
  const to = (role: LoginRole, name = database): pg.ClientConfig => ({
    host: run.socketDir,
    port: run.port,
    user: loginRoles[role],
    password: run.passwords[role],
    database: name,
  })
  await prepareDatabase(to('admin', 'postgres'), { database, passwords: run.passwords })
  return {
    connections: { migrator: to('migrator'), app: to('app'), hall: to('hall'), admin: to('admin') },
    async drop() {
      const client = new pg.Client(to('admin', 'postgres'))
      await client.connect()
      await client.query(`drop database if exists ${database} with (force)`)
      await client.end()
    },
  }
}
