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
    rolldownOptions: { input: ['src/web/index.html', 'src/web/reading/enhance.ts'] },
  },
})
