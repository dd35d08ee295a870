import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, root, textOf } from './source.ts'

const pages = (): string[] => [
  'ARCHITECTURE.md',
  'README.md',
  'README.zh-CN.md',
  'CHANGELOG.md',
  ...['docs', 'src', 'city'].flatMap(filesBelow).filter((path) => path.endsWith('.md')),
]

/** What a page points to: links to files of ours, and paths written as code, from the folder that they count from. */
function pointers(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to!).filter((to) => !/^([a-z]+:|#)/.test(to))
  const paths = [...text.matchAll(/`((?:src|test|docs|city|scripts)\/[\w./-]+)`/g)].map(([, to]) => to!)
  return [...links.map((to) => posix.join(posix.dirname(page), to.replace(/#.*$/, ''))), ...paths]
}

describe('pages', () => {
  it('point to what is there', () => {
    const astray = pages().flatMap((page) =>
      pointers(page, textOf(page)).flatMap((to) => (existsSync(join(root, to)) ? [] : [`${page}: ${to}`])),
    )
    expect(astray, 'correct the link or the path').toEqual([])
  })

  it('would be found out', () => {
    expect(pointers('docs/guides/a.md', '[x](../law.md#b) [y](https://a.b) `src/main.ts` `src/<name>` `npm test`')).toEqual([
      'docs/law.md',
      'src/main.ts',
    ])
  })
})

describe('the two READMEs', () => {
  it('name the same accounts and point to the same pages', () => {
    const [en, zh] = ['README.md', 'README.zh-CN.md'].map((page) => {
      const text = textOf(page)
      const accounts = [...text.matchAll(/^\| `.*$/gm)].flatMap(([line]) =>
        [...line.split('|')[1]!.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name!),
      )
      const links = pointers(page, text).filter((to) => !to.startsWith('README'))
      return { accounts, links: [...new Set(links)] }
    })
    expect(zh).toEqual(en)
    expect(en!.accounts.length).toBeGreaterThan(5)
  })
})
