// npm run new <domain>/<system> <中文名> <English name> [-- --row=<id>]: a folder for a new system, whole enough that its story passes, and its line in
// the table of contents. What a system is made of: src/systems/example/library, of which these files are the smallest form.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import './lib/node-version.mjs'
import { checkout, Refusal } from './lib/run.mjs'

const given = process.argv.slice(2)
const row = given.find((word) => word.startsWith('--row='))?.slice('--row='.length)
const [path = '', zh = '', ...words] = given.filter((word) => !word.startsWith('--'))
const en = words.join(' ')
const notYet = join(checkout, 'docs/not-yet.md')
const domains = ['foundation', 'service', 'office', 'oversight', 'market', 'operations', 'social', 'economy', 'example']

function checked() {
  const [, domain = '', name = ''] = /^([a-z]+)\/([a-z][a-z0-9]*)$/.exec(path) ?? []
  if (!domains.includes(domain) || !/\p{Script=Han}/u.test(zh) || !/^[\x20-\x7e]+$/.test(en))
    throw new Refusal(
      `用法：npm run new <领域>/<系统> <中文名> <英文名>，例如 npm run new service/umbrella 便民雨伞 Umbrellas；领域是 ${domains.join('、')} 之一。\n` +
        `Usage: npm run new <domain>/<system> <Chinese name> <English name>, such as npm run new service/umbrella 便民雨伞 Umbrellas; the domain is one of ${domains.join(', ')}.`,
    )
  const waiting = readFileSync(notYet, 'utf8')
  if (domain !== 'example' && !waiting.includes(`- \`${row}\` `))
    throw new Refusal(
      `--row=<编号> 应为 docs/not-yet.md 里还没有建的一行；只有 example 领域的系统不对应任何一行。\n` +
        `--row=<id> has to be one of the rows of docs/not-yet.md that wait; only a system of the domain example is no row.`,
    )
  if (existsSync(join(checkout, 'src/systems', path)))
    throw new Refusal(`src/systems/${path} 已经存在。\nsrc/systems/${path} is there already.`)
  return { domain, name }
}

const files = ({ domain, name }) => ({
  'index.ts': `import { system } from '#declare'
import { clerk } from './duties.ts'
import { records } from './registers.ts'

const ${name} = system('${name}', {
  label: '${zh}',
  about: '${zh}：写一句谁来这里做什么。',
  domain: '${domain}',
  owner: 'government-services',
  rows: [${row ? `'${row}'` : ''}],
  registers: [records],
  roles: [clerk],
})

export default ${name}
`,
  'registers.ts': `import { region, register, text } from '#declare'

export const records = register('${name}.record', {
  label: '${zh}台账',
  about: '写一句一条记录是什么。',
  title: 'name',
  search: ['name'],
  steward: 'government-services',
  share: 'none',
  region: 'region',
  fields: {
    name: text('名称', { max: 100 }),
    region: region('所在地'),
  },
})
`,
  'duties.ts': `import { role } from '#declare'

export const clerk = role('${name}.clerk', {
  label: '${zh}管理员',
  about: '维护${zh}台账。',
  may: [{ register: '${name}.record', acts: ['read', 'add', 'change', 'end', 'history'], scope: 'region' }],
})
`,
  'seed.ts': `import { seed } from '#server'

export default seed({
  posts: [
    {
      account: '${name}-clerk',
      password: 'chengshu-${name}-clerk',
      name: '宋知遥',
      organisationFunction: 'government-services',
      region: '441802',
      postName: '${zh}管理员',
      roles: ['${name}.clerk'],
      what: '${zh}：维护台账',
    },
  ],
})
`,
  'README.md': `# ${name} ${zh}

Who comes here for what; which standard is behind it; what it computes; what it doesn't do.
`,
  [`${name}.test.ts`]: `import { afterAll, beforeAll, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'

/** The story of ${en}, over HTTP, as the people in it. */

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city?.stop())

it('the clerk keeps a record, and a stranger sees none', async () => {
  const clerk = await city.as('${name}-clerk')
  const { actor } = (await clerk.get('/api/session')).body
  const added = await clerk.post('/api/registers/${name}.record', { name: '第一条', region: actor.region.id })
  expect(added.status, JSON.stringify(added.body)).toBeLessThan(300)
  const { items } = (await clerk.get('/api/registers/${name}.record')).body
  expect(items.map(({ name }: { name: string }) => name)).toEqual(['第一条'])
  expect((await city.stranger.get('/api/registers/${name}.record')).status).toBe(403)
})
`,
})

/** The line of a domain in the table of contents, with the new name at its end. */
function listed(contents, { domain, name }) {
  const line = new RegExp(`^  ${domain}: \\[(.*)\\],$`, 'm')
  const found = line.exec(contents)
  if (found) return contents.replace(line, `  ${domain}: [${found[1]}, '${name}'],`)
  return contents.replace(/^  example: /m, `  ${domain}: ['${name}'],\n  example: `)
}

/** English of the texts that the new files declare, in the order of the alphabet of the file. */
function translated(phrases) {
  const all = {
    ...phrases,
    [zh]: en,
    [`${zh}：写一句谁来这里做什么。`]: `${en}: say who comes here for what.`,
    [`${zh}台账`]: `${en} register`,
    '写一句一条记录是什么。': 'Say what a record is.',
    名称: 'Name',
    所在地: 'Place',
    [`${zh}管理员`]: `${en} clerk`,
    [`维护${zh}台账。`]: `Keeps the ${en} register.`,
  }
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
}

try {
  const made = checked()
  const folder = join(checkout, 'src/systems', path)
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(files(made))) writeFileSync(join(folder, file), text)
  const contents = join(checkout, 'src/systems/index.ts')
  writeFileSync(contents, listed(readFileSync(contents, 'utf8'), made))
  if (row) writeFileSync(notYet, readFileSync(notYet, 'utf8').replace(new RegExp(`^- \`${row}\` .*\n`, 'm'), ''))
  const english = join(checkout, 'src/english/declared.json')
  writeFileSync(english, `${JSON.stringify(translated(JSON.parse(readFileSync(english, 'utf8'))), null, 2)}\n`)
  process.stdout.write(
    `src/systems/${path} 已建好；看一看它的故事：npm test -- src/systems/${path}\n` +
      `src/systems/${path} is there; its story: npm test -- src/systems/${path}\n`,
  )
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
