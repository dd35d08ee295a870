import { describe, expect, it } from 'vitest'
import { filesBelow, isTest, nodesOf, sourceOf, sources, textOf, type Source, type Syntax } from './source.ts'

const LONGEST = 400
const longFiles = 'docs/decisions/0004-long-files.md'

/** Places where `a.b` stands, as code and not as words. */
const uses = (all: readonly Source[], object: string, property?: string): string[] =>
  all.flatMap((source) =>
    [...nodesOf(source.tree)].flatMap((node) => {
      if (node.type !== 'MemberExpression') return []
      const [of, key] = [node.object, node.property] as [{ name?: string }, { name?: string }]
      return of.name === object && (property === undefined || key.name === property) ? [`${source.path}:${source.lineOf(node.start)}`] : []
    }),
  )

/** Comments that promise work instead of doing it. */
const promised = (path: string, text: string): string[] =>
  text.split('\n').flatMap((line, i) => (/\b(TODO|FIXME|XXX|HACK)\b/.test(line) ? [`${path}:${i + 1}`] : []))

describe('code', () => {
  it('comes in files of at most 400 lines, or says why not', () => {
    const long = ['src', 'city', 'test', 'scripts']
      .flatMap(filesBelow)
      .filter((path) => /\.(ts|tsx|mjs|sql|css)$/.test(path) && textOf(path).trimEnd().split('\n').length > LONGEST)
    const reasons = [...textOf(longFiles).matchAll(/^\| `([^`]+)` \| [^|]+ \|$/gm)].map(([, path]) => path!)
    expect(
      long.filter((path) => !reasons.includes(path)),
      `split these files, or write a line with the reason in ${longFiles}`,
    ).toEqual([])
    expect(
      reasons.filter((path) => !long.includes(path)),
      `these files are no longer long; take their lines out of ${longFiles}`,
    ).toEqual([])
  })

  it('reads the environment in one place', () => {
    const places = uses(
      sources().filter(({ path }) => path !== 'src/cli.ts' && !isTest(path)),
      'process',
      'env',
    )
    expect(places, 'settings are read once, in cli.ts; hand the setting in instead').toEqual([])
  })

  it('writes to the log, not to the console', () => {
    const places = uses(
      sources().filter(({ path }) => !isTest(path)),
      'console',
    )
    expect(places, 'use the log of the ground; only cli.ts talks to the terminal, through process.stdout').toEqual([])
  })

  it('promises nothing for later', () => {
    const places = ['src', 'city', 'scripts']
      .flatMap(filesBelow)
      .flatMap((path) => (/\.(ts|tsx|mjs|sql|css)$/.test(path) ? promised(path, textOf(path)) : []))
    expect(places, 'do it, or write it down in docs/not-yet.md').toEqual([])
  })

  it('names no folder after nothing', () => {
    const vague = sources().flatMap(({ path }) => (/\/(utils?|helpers?|common|shared|misc)(\.tsx?|\/)/.test(path) ? [path] : []))
    expect(vague, 'name the file after what it holds').toEqual([])
  })

  it('is looked through by checks that can fail', () => {
    const sample = sourceOf('a.ts', `const a = process.env.PORT\n// process.env in words\nconsole.log(a)`)
    expect(uses([sample], 'process', 'env')).toEqual(['a.ts:1'])
    expect(uses([sample], 'console')).toEqual(['a.ts:3'])
    expect(promised('a.ts', `// ${'TO'}${'DO'} later\nconst todo = 1`)).toEqual(['a.ts:1'])
  })
})

/** Texts of a file that a database may be sent: literals and templates, what is computed in them as source text. */
function sqlTexts(source: Source): { text: string; computed: string[]; line: number }[] {
  return [...nodesOf(source.tree)].flatMap((node) => {
    const line = source.lineOf(node.start)
    if (node.type === 'Literal' && typeof node.value === 'string') return [{ text: node.value, computed: [], line }]
    if (node.type !== 'TemplateLiteral') return []
    const quasis = node.quasis as { value: { raw: string } }[]
    const computed = (node.expressions as Syntax[]).map((one) => source.text.slice(one.start, one.end))
    return [{ text: quasis.map((one) => one.value.raw).join(' $ '), computed, line }]
  })
}

const isSql = (text: string) =>
  /\b(select|insert into|update|delete from|create|alter|with)\b[\s\S]*\b(from|into|set|values|table|function|as|where)\b/i.test(text)

/** What SQL in code must not do. */
function sqlFaults(source: Source): string[] {
  return sqlTexts(source).flatMap(({ text, computed, line }) => {
    if (!isSql(text) && !/\breturning\b/i.test(text)) return []
    const place = `${source.path}:${line}`
    return [
      ...(/\bselect\s+(\w+\.)?\*/i.test(text) ? [`${place} selects *: name the columns, because a city may add some`] : []),
      ...(/\breturning\s+(\w+\.)?\*/i.test(text) ? [`${place} returns *: name the columns, because a city may add some`] : []),
      ...computed.flatMap((one) =>
        /\b(request|query|body|params|headers|raw)\??\.(?!text\b)/.test(one)
          ? [`${place} puts \${${one}} into SQL: what a request says is a parameter ($1), never part of the statement`]
          : [],
      ),
    ]
  })
}

describe('SQL', () => {
  it('names its columns, and nothing from a request becomes part of a statement', () => {
    const code = sources().filter(({ path }) => path.startsWith('src/') && !path.startsWith('src/web/') && !isTest(path))
    expect(code.flatMap(sqlFaults)).toEqual([])
  })

  it.each<[string, string[]]>([
    ['select * from t', ['selects']],
    ['select t.* from t', ['selects']],
    ['insert into t (a) values ($1) returning *', ['returns']],
    ['select a from ${query.table}', ['puts']],
    ['update t set a = ${request.body.a}', ['puts']],
    ['select count(*) from ${definition.full} where a = $1', []],
    ['请从列表中选择 ${query.words}', []],
  ])('of a sample: %s', (sql, faults) => {
    expect(sqlFaults(sourceOf('a.ts', `const a = \`${sql}\``)).map((one) => one.split(' ')[1])).toEqual(faults)
  })
})
