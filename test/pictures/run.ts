// npm run pictures: makes every picture of docs/pictures anew. -- --all takes every page in every way of reading instead, outside of the
// checkout; words after it choose pictures, or pages, by a part of their name; --to <folder> puts them elsewhere.
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPages, noBrowser, openBrowser } from '../browser/browser.ts'
import { openPictureCity } from './city.ts'
import { takeAll } from './every.ts'
import { pictures } from './list.ts'
import { openPeople, type People } from './people.ts'
import { moment, tell, until, type Story } from './story.ts'
import { open, pictureOf } from './take.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
const args = process.argv.slice(2)
const at = args.indexOf('--to')
const [, given] = at < 0 ? [] : args.splice(at, 2)
const all = args.includes('--all')
const wanted = args.filter((word) => !word.startsWith('--'))
const isWanted = (name: string) => wanted.length === 0 || wanted.some((word) => name.includes(word))
const folder = resolve(
  given ?? (all ? join(tmpdir(), 'chengshu-pictures') : fileURLToPath(new URL('../../docs/pictures', import.meta.url))),
)

async function takeListed(people: People, address: string, story: Story): Promise<void> {
  for (const { name, account, at: where, width = 1280, height = width === 390 ? 844 : 800, chosen = {}, prepare } of pictures) {
    if (!isWanted(name)) continue
    try {
      const page = await open(people, address, { account, address: where(story), width, height, chosen })
      await prepare?.(page)
      const bytes = await pictureOf(page)
      await writeFile(join(folder, `${name}.webp`), bytes)
      say(`${name}.webp  ${(bytes.length / 1000).toFixed(0)} kB`)
      await page.close()
    } catch (error) {
      // The others are made nevertheless.
      process.exitCode = 1
      say(`${name}: ${String(error)}`)
    }
  }
}

if (noBrowser) {
  say(noBrowser)
  process.exit(1)
}
const pages = buildPages()
await mkdir(folder, { recursive: true })
const city = await openPictureCity({ until, pages, log: say })
const browser = await openBrowser()
try {
  const people = openPeople(browser, city.address, moment)
  const story = await tell(city, people)
  await (all ? takeAll({ people, address: city.address, story, folder, isWanted, say }) : takeListed(people, city.address, story))
  say(folder)
} finally {
  await browser.close()
  await city.stop()
}
process.exit()
