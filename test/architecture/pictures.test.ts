import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pictures } from '../pictures/list.ts'
import { filesBelow, root, textOf } from './source.ts'

/** A picture may not make a page slow to read. */
const MOST_BYTES = 120_000

const made = pictures.map(({ name }) => `${name}.webp`)
const documents = () => ['README.md', 'README.zh-CN.md', ...filesBelow('docs').filter((path) => path.endsWith('.md'))]
const shown = (text: string) => [...text.matchAll(/pictures\/([\w-]+\.webp)/g)].map(([, file]) => file!)

describe('pictures of pages', () => {
  it('are made by `npm run pictures` when a document shows them, and shown when they are made', () => {
    const all = new Set(documents().flatMap((path) => shown(textOf(path))))
    expect([...all].toSorted(), 'test/pictures/list.ts and the documents name the same pictures').toEqual(made.toSorted())
  })

  it('lie in docs/pictures, light enough, and no others', () => {
    const there = filesBelow('docs/pictures').filter((path) => path.endsWith('.webp'))
    expect(there.map((path) => path.split('/').at(-1)!).toSorted(), 'npm run pictures').toEqual(made.toSorted())
    const heavy = there.filter((path) => statSync(join(root, path)).size > MOST_BYTES)
    expect(heavy).toEqual([])
  })

  it('would be found out', () => {
    expect(shown('![a](../pictures/hall-home.webp) <img src="docs/pictures/b.webp"> ![c](pictures/house.svg)')).toEqual([
      'hall-home.webp',
      'b.webp',
    ])
  })
})
