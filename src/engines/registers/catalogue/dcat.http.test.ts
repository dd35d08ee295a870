import jsonld from 'jsonld'
import { Parser, Writer, type Quad } from 'n3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { asTurtle, asJsonLd, type Triple } from './dcat.ts'

let city: TestCity
let turtle: Quad[]
let types: (string | null)[]
let document: Record<string, unknown>
const dcat = 'http://www.w3.org/ns/dcat#'
const dct = 'http://purl.org/dc/terms/'
const type = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'

/** A graph as sorted lines; there are no blank nodes in it. */
const lines = (quads: readonly Quad[]) =>
  [...new Set(quads.map((one) => new Writer({ format: 'N-Triples' }).quadToString(one.subject, one.predicate, one.object)))].sort()
const ofJsonLd = async (given: object) =>
  new Parser({ format: 'N-Quads' }).parse(await jsonld.toRDF(given, { format: 'application/n-quads' }))

beforeAll(async () => {
  city = await testCity()
  const fetched = await Promise.all(['/catalog.ttl', '/catalog.jsonld'].map((path) => fetch(city.address + path)))
  types = fetched.map(({ headers }) => headers.get('content-type'))
  turtle = new Parser({ format: 'text/turtle' }).parse(await fetched[0]!.text())
  document = (await fetched[1]!.json()) as Record<string, unknown>
})
afterAll(() => city.stop())

test('both notations say the same graph', async () => {
  expect(types).toEqual(['text/turtle; charset=utf-8', 'application/ld+json'])
  expect(turtle.length).toBeGreaterThan(50)
  expect(lines(await ofJsonLd(document))).toEqual(lines(turtle))
  expect((await jsonld.expand(document)).length).toBeGreaterThan(5)
})

test('words with quotes, backslashes and other signs come through both', async () => {
  const triples: Triple[] = ['"', '\\', 'a\nb\r\tc', '＂”', '<b>&amp;', '\u0001\u007f', '🀄'].map((text, i) => ({
    subject: `https://city.test/a b<${i}>`.replaceAll(/[ <>]/g, '-'),
    predicate: `${dct}title`,
    object: { text, language: 'zh' },
  }))
  const parsed = new Parser().parse(asTurtle(triples))
  expect(parsed.map(({ object }) => object.value)).toEqual(triples.map(({ object }) => ('text' in object ? object.text : '')))
  expect(lines(await ofJsonLd(asJsonLd(triples)))).toEqual(lines(parsed))
})

test('has what DCAT and DCAT-AP must have, of open entries alone', async () => {
  const of = (kind: string) =>
    turtle.filter(({ predicate, object }) => predicate.value === type && object.value === dcat + kind).map(({ subject }) => subject.value)
  const has = (subject: string, predicate: string) =>
    turtle.some((one) => one.subject.value === subject && one.predicate.value === predicate)
  // DCAT-AP 3: mandatory of a catalogue, a dataset, a distribution and a data service.
  const mandatory: Record<string, string[]> = {
    Catalog: [`${dct}title`, `${dct}description`, `${dct}publisher`],
    Dataset: [`${dct}title`, `${dct}description`],
    Distribution: [`${dcat}accessURL`],
    DataService: [`${dct}title`, `${dcat}endpointURL`],
  }
  for (const [kind, properties] of Object.entries(mandatory)) {
    expect([kind, of(kind).length > 0]).toEqual([kind, true])
    for (const subject of of(kind))
      for (const property of properties) expect([subject, property, has(subject, property)]).toEqual([subject, property, true])
  }
  for (const subject of of('Dataset'))
    for (const property of ['identifier', 'accrualPeriodicity', 'accessRights'])
      expect([subject, property, has(subject, dct + property)]).toEqual([subject, property, true])

  const known = (await city.stranger.get('/api/catalogue?limit=200')).body.items as { id: string; provider: string | null }[]
  for (const { id, provider } of known)
    expect([
      id,
      has(
        of('Dataset').find((iri) => iri.endsWith(id))!,
        `${dct}publisher`,
      ),
    ]).toEqual([id, provider !== null])
  const open = known.map(({ id }) => id)
  expect(
    of('Dataset')
      .filter((iri) => !iri.includes('/open/'))
      .map((iri) => iri.slice(iri.lastIndexOf('/') + 1))
      .sort(),
  ).toEqual(open.sort())
  expect(JSON.stringify(document)).not.toContain('population.person')
  for (const address of turtle
    .filter(({ predicate }) => predicate.value === `${dcat}accessURL`)
    .map(({ object }) => new URL(object.value).pathname))
    expect([address, (await city.stranger.get(address)).status]).toEqual([address, 200])
})
