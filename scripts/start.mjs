// npm start: brings up the whole city on this machine, from a bare checkout or for the second time.
import './lib/node-version.mjs'
import { installPackages } from './lib/packages.mjs'
import { installPostgres } from './lib/postgres.mjs'
import { load } from './lib/product.mjs'
import { main, run } from './lib/run.mjs'
import { buildWeb } from './lib/web.mjs'

await main(async () => {
  await installPackages()
  const { readSettings } = await load('kernel/settings.ts')
  const { host, port, databaseUrl } = readSettings(process.env)
  const { requireFreePort } = await load('kernel/ports.ts')
  await requireFreePort({ host, port, setting: 'PORT' })
  if (databaseUrl === undefined) await installPostgres()
  await buildWeb()
  return run(process.execPath, ['--import', 'tsx', 'src/cli.ts', 'start', ...process.argv.slice(2)], {
    // React writes pages on the server three times faster without what it does for those who develop with it.
    env: { NODE_ENV: process.env.NODE_ENV ?? 'production' },
  })
})
