import { readFileSync } from 'node:fs'

const root = new URL('../../city/', import.meta.url)

/** A file of the data that ships, by its path under `city/`. */
export const cityFile = (path: string): string => readFileSync(new URL(path, root), 'utf8')

/** The rows of a CSV file that ships, by header; its fields hold no commas or quotes beyond RFC 4180. */
export function cityTable(path: string): Record<string, string>[] {
  const [header = '', ...lines] = cityFile(path).trimEnd().split('\n')
  const names = header.split(',')
  return lines.map((line) => {
    const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) =>
      cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
    )
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']))
  })
}
