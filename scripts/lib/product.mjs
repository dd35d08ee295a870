import { checkout } from './run.mjs'

/** Loads a module of the product. Only after `installPackages`, because the product is TypeScript and tsx is a package. */
export async function load(path) {
  const { tsImport } = await import('tsx/esm/api')
  return tsImport(`${checkout}/src/${path}`, import.meta.url)
}
