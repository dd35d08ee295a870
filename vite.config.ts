import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const brotli = (bytes: Buffer) =>
  promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } })

/** Packs what was built once and for all, so that the server never packs it and phones load the least that is possible. */
const packed = (): Plugin => ({
  name: 'packed',
  apply: 'build',
  async writeBundle({ dir }) {
    const names = (await readdir(dir!, { recursive: true })).filter((name) => /\.(js|css|svg)$/.test(name))
    for (const name of names) {
      const path = join(dir!, name)
      const bytes = await readFile(path)
      await writeFile(`${path}.br`, await brotli(bytes))
      await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }))
    }
  },
})

/**
 * Files by what is opened together: a phone asks for ten, and not for thirty that wait for a place on the line. What reading pages
 * share with the rest stands apart, for they load nothing else of it.
 */
const groups = [
  // Large, and asked for only when somebody looks for something; without a place of its own it would go with whoever names #chinese.
  { name: 'sounds', test: /pinyin-pro|chinese\/pinyin\.ts$/, priority: 4 },
  { name: 'look', test: /src\/web\/(theme\/(choice\.ts|[\w-]+\.css)|(blocks|forms|shell)\/[\w-]+\.css)$/, priority: 3 },
  {
    name: 'app',
    test: /vite\/preload-helper|node_modules\/(react|react-dom|scheduler|react-router|@tanstack)\/|src\/web\/(texts|api\/[\w-]+|blocks\/[\w-]+|shell\/(shell|signed-in|header))\.tsx?$/,
    priority: 2,
  },
  { name: 'records', test: /src\/web\/(fields\/(?!day-picker)|lists\/|desk\/inbox-data|registers\/(declared|query|texts))/, priority: 1 },
]

/**
 * Two entries: the one page of the browser's own router, of which each page is a file loaded when somebody goes there; and the small script
 * of the reading pages with their styles, which the server finds in the manifest.
 */
export default defineConfig({
  root: 'src/web',
  plugins: [react(), packed()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    manifest: true,
    rolldownOptions: { input: ['src/web/index.html', 'src/web/reading/enhance.ts'], output: { codeSplitting: { groups } } },
  },
})
