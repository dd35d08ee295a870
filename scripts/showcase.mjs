// npm run showcase: the living catalogue of the building blocks, at one address, changing as their files change.
import './lib/node-version.mjs'
import { installPackages } from './lib/packages.mjs'
import { checkout, main } from './lib/run.mjs'

await main(async () => {
  await installPackages()
  const [{ createServer }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')])
  const server = await createServer({
    configFile: false,
    root: `${checkout}/src/web`,
    cacheDir: `${checkout}/node_modules/.cache/chengshu/showcase`,
    plugins: [react()],
    optimizeDeps: { entries: ['showcase/index.html'] },
    server: { host: '127.0.0.1', port: Number(process.env.PORT ?? 8090), strictPort: true, open: false },
  })
  await server.listen()
  const address = `${server.resolvedUrls.local[0]}showcase/`
  process.stdout.write(`设计目录在 ${address} · the design catalogue is at ${address}\n`)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  await new Promise((done) => {
    for (const signal of signals) process.once(signal, done)
  })
  await server.close()
  return 0
})
