import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate } from '../../src/engines/registers/csvw/validate.ts'
import type { SuiteResult } from './run.ts'

const site = 'http://www.w3.org/2013/csvw/tests/'

interface Entry {
  id: string
  type: string
  action: string
  option?: { metadata?: string }
  httpLink?: string
}

/** What the site of the suite says at its well-known place: the two usual places, and two of its own (tests 259 and 260). */
const wellKnown = '{+url}-metadata.json\ncsv-metadata.json\n{+url}.json\ncsvm.json'

/** Whether findings are what a test of this type wants. */
const isWanted = (type: string, levels: readonly string[]): boolean => {
  const [errors, warnings] = [levels.includes('error'), levels.includes('warning')]
  if (type.endsWith('NegativeValidationTest')) return errors
  return type.endsWith('WarningValidationTest') ? !errors && warnings : !errors && !warnings
}

/** Runs the validation tests of CSV on the Web from the folder where they lie, without asking anything of the net. */
export async function runCsvw(folder: string): Promise<SuiteResult> {
  const tests = join(folder, 'csvw/tests')
  const { entries } = JSON.parse(readFileSync(join(tests, 'manifest-validation.jsonld'), 'utf8')) as { entries: Entry[] }
  const failed: string[] = []
  for (const { id, type, action, option, httpLink } of entries) {
    const start = new URL(action, site).href
    const load = async (url: string) => {
      const { origin, pathname, search } = new URL(url)
      if (url === new URL('/.well-known/csvm', site).href) return { text: wellKnown }
      const file = join(tests, decodeURIComponent(`${origin}${pathname}`.replace(site, '')))
      // What lies on a disk has no query; only what the test begins with is asked for by one.
      if ((search !== '' && url !== start) || !`${origin}${pathname}`.startsWith(site) || !existsSync(file)) return undefined
      return { text: readFileSync(file, 'utf8'), ...(url === start && httpLink ? { link: httpLink } : {}) }
    }
    const metadata = option?.metadata
    const levels = await validate(start, load, metadata && new URL(metadata, site).href).then(
      (findings) => findings.map(({ level }) => level as string),
      (error: unknown) => [String(error)],
    )
    if (!isWanted(type, levels)) failed.push(id.replace(/^.*#/, ''))
  }
  return { suite: 'csvw validation', passed: entries.length - failed.length, failed, skipped: [] }
}
