import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The three faces are one page; each face and each page of it is a file of its own, loaded when somebody goes there. */
export default defineConfig({
  root: 'src/web',
  plugins: [react()],
  build: { outDir: '../../dist/web', emptyOutDir: true, target: 'es2022', reportCompressedSize: false },
})
