import { baseClasses, themes } from '#declare'

/** A value of a triple: something with an address, or words. */
export type Term = { iri: string } | { text: string; language?: 'zh' | 'en'; type?: string }
export interface Triple {
  subject: string
  predicate: string
  object: Term
}

/** Prefixes of both notations. */
export const prefixes = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const

const authority = 'http://publications.europa.eu/resource/authority'
/** Cycles as the frequencies that DCAT-AP 3 takes; what has no fixed cycle is irregular. */
const frequencies: Readonly<Record<string, string>> = {
  'real-time': 'UPDATE_CONT',
  daily: 'DAILY',
  weekly: 'WEEKLY',
  monthly: 'MONTHLY',
  quarterly: 'QUARTERLY',
  'half-yearly': 'ANNUAL_2',
  yearly: 'ANNUAL',
  irregular: 'IRREG',
}

/** What anybody may know of an entry. */
export interface KnownEntry {
  id: string
  code: string
  name: string
  about: string
  kind: 'base' | 'theme' | 'department'
  group: string | null
  provider: string | null
  opening: 'open' | 'conditional'
  cycle: string
  register: string | null
  changed: Date | string | null
  publishedOn: string | null
  items: readonly { name: string }[]
}

/** A data set that was given away, as far as it is described here. */
export interface OpenSet {
  code: string
  title: string
  about: string
  keywords: readonly string[]
  provider: string
  licenceAddress: string
  cycle: string
  /** Of its newest version. */
  number: number | null
  published: string | null
  first: string | null
  formats: readonly string[]
}

/** Media types of the formats of open data, without their parameters. */
const mediaTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  geojson: 'application/geo+json',
  'csv-metadata.json': 'application/csvm+json',
}

export interface CatalogDescription {
  /** Address of the installation, without a slash at its end. */
  base: string
  /** Who keeps the catalogue. */
  publisher: { id: string; name: string }
  city: string
  entries: readonly KnownEntry[]
  /** Names of providing organisations by key. */
  providers: Readonly<Record<string, string>>
  /** Whether anybody may read a register over the interface. */
  isPublic(register: string): boolean
  sets: readonly OpenSet[]
  inEnglish(chinese: string): string | undefined
}

/**
 * The public part of the catalogue as DCAT 3 (W3C Recommendation of 22 August 2024), with what DCAT-AP 3 asks of a catalogue, a dataset, a distribution
 * and a data service. One list of triples stands behind both notations.
 */
export function catalogTriples({ base, publisher, city, entries, providers, isPublic, sets, inEnglish }: CatalogDescription): Triple[] {
  const triples: Triple[] = []
  const { dcat, dct, foaf, rdf, skos, xsd } = prefixes
  const put = (subject: string, predicate: string, object: Term) => void triples.push({ subject, predicate, object })
  const is = (subject: string, type: string) => put(subject, `${rdf}type`, { iri: type })
  const say = (subject: string, predicate: string, chinese: string) => {
    put(subject, predicate, { text: chinese, language: 'zh' })
    const english = inEnglish(chinese)
    if (english !== undefined) put(subject, predicate, { text: english, language: 'en' })
  }
  const organisation = (id: string, name: string) => {
    const iri = `${base}/catalog#organisation-${id}`
    if (!triples.some((one) => one.subject === iri)) {
      is(iri, `${foaf}Organization`)
      say(iri, `${foaf}name`, name)
    }
    return iri
  }
  const scheme = `${base}/catalog#classes`
  const concept = (key: string, label: string) => {
    const iri = `${base}/catalog#class-${key}`
    if (!triples.some((one) => one.subject === iri)) {
      is(iri, `${skos}Concept`)
      say(iri, `${skos}prefLabel`, label)
      put(iri, `${skos}inScheme`, { iri: scheme })
    }
    return iri
  }
  const classOf = ({ kind, group }: KnownEntry) => {
    const label = group === null ? undefined : ({ ...(kind === 'base' ? baseClasses : themes) } as Record<string, string>)[group]
    return label === undefined ? concept('department', '部门信息资源') : concept(`${kind}-${group}`, label)
  }

  const frequency = (cycle: string) => ({ iri: `${authority}/frequency/${frequencies[cycle] ?? 'UNKNOWN'}` })
  const moment = (at: Date | string): Term => ({ text: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'), type: `${xsd}dateTime` })
  const distribute = (dataset: string, key: string, title: string, url: string, mediaType: string) => {
    const distribution = `${dataset}#${key}`
    put(dataset, `${dcat}distribution`, { iri: distribution })
    is(distribution, `${dcat}Distribution`)
    say(distribution, `${dct}title`, title)
    put(distribution, `${dcat}accessURL`, { iri: url })
    put(distribution, `${dcat}mediaType`, { iri: `https://www.iana.org/assignments/media-types/${mediaType}` })
  }

  const catalog = `${base}/catalog`
  const service = `${base}/api/openapi.json`
  is(catalog, `${dcat}Catalog`)
  say(catalog, `${dct}title`, `${city}信息资源目录`)
  put(catalog, `${dct}description`, { text: `${city}各部门向社会开放的信息资源。`, language: 'zh' })
  put(catalog, `${dct}publisher`, { iri: organisation(publisher.id, publisher.name) })
  put(catalog, `${foaf}homepage`, { iri: `${base}/` })
  put(catalog, `${dct}language`, { iri: `${authority}/language/ZHO` })
  put(catalog, `${dcat}themeTaxonomy`, { iri: scheme })
  put(catalog, `${dcat}service`, { iri: service })
  is(scheme, `${skos}ConceptScheme`)
  say(scheme, `${dct}title`, '信息资源分类')
  is(service, `${dcat}DataService`)
  say(service, `${dct}title`, '服务接口')
  put(service, `${dcat}endpointURL`, { iri: `${base}/api` })
  put(service, `${dcat}endpointDescription`, { iri: service })
  put(service, `${dct}conformsTo`, { iri: 'https://spec.openapis.org/oas/v3.1.0' })

  for (const entry of entries) {
    const dataset = `${base}/api/catalogue/${entry.id}`
    put(catalog, `${dcat}dataset`, { iri: dataset })
    is(dataset, `${dcat}Dataset`)
    say(dataset, `${dct}title`, entry.name)
    say(dataset, `${dct}description`, entry.about)
    put(dataset, `${dct}identifier`, { text: entry.code })
    put(dataset, `${dcat}theme`, { iri: classOf(entry) })
    put(dataset, `${dct}accrualPeriodicity`, frequency(entry.cycle))
    put(dataset, `${dct}accessRights`, { iri: `${authority}/access-right/${entry.opening === 'open' ? 'PUBLIC' : 'RESTRICTED'}` })
    put(dataset, `${dct}language`, { iri: `${authority}/language/ZHO` })
    const provider = entry.provider === null ? undefined : providers[entry.provider]
    if (provider !== undefined) put(dataset, `${dct}publisher`, { iri: organisation(entry.provider!, provider) })
    if (entry.publishedOn !== null) put(dataset, `${dct}issued`, { text: entry.publishedOn, type: `${xsd}date` })
    if (entry.changed !== null) put(dataset, `${dct}modified`, moment(entry.changed))
    for (const name of new Set(entry.items.map((item) => item.name))) put(dataset, `${dcat}keyword`, { text: name, language: 'zh' })
    if (entry.register !== null && isPublic(entry.register)) {
      distribute(dataset, 'records', entry.name, `${base}/api/registers/${entry.register}`, mediaTypes.json!)
      put(`${dataset}#records`, `${dcat}accessService`, { iri: service })
      put(service, `${dcat}servesDataset`, { iri: dataset })
    }
  }

  for (const set of sets) {
    const dataset = `${base}/open/${set.code}`
    put(catalog, `${dcat}dataset`, { iri: dataset })
    is(dataset, `${dcat}Dataset`)
    say(dataset, `${dct}title`, set.title)
    say(dataset, `${dct}description`, set.about)
    put(dataset, `${dct}identifier`, { text: set.code })
    put(dataset, `${dct}accrualPeriodicity`, frequency(set.cycle))
    put(dataset, `${dct}accessRights`, { iri: `${authority}/access-right/PUBLIC` })
    put(dataset, `${dct}license`, { iri: set.licenceAddress })
    put(dataset, `${dcat}landingPage`, { iri: dataset })
    const provider = providers[set.provider]
    if (provider !== undefined) put(dataset, `${dct}publisher`, { iri: organisation(set.provider, provider) })
    if (set.first !== null) put(dataset, `${dct}issued`, moment(set.first))
    if (set.published !== null) put(dataset, `${dct}modified`, moment(set.published))
    for (const word of new Set(set.keywords)) put(dataset, `${dcat}keyword`, { text: word, language: 'zh' })
    for (const format of set.formats) {
      const url = `${base}/open/${set.code}.${format}`
      distribute(dataset, format, set.title, url, mediaTypes[format] ?? 'application/octet-stream')
      put(`${dataset}#${format}`, `${dcat}downloadURL`, { iri: url })
      put(`${dataset}#${format}`, `${dct}license`, { iri: set.licenceAddress })
    }
  }
  const seen = new Set<string>()
  return triples.filter((one) => {
    const key = JSON.stringify(one)
    return seen.has(key) ? false : seen.add(key)
  })
}

const short = (iri: string): string => {
  for (const [prefix, full] of Object.entries(prefixes))
    if (iri.startsWith(full) && /^[A-Za-z]\w*$/.test(iri.slice(full.length))) return `${prefix}:${iri.slice(full.length)}`
  return iri
}
const bySubject = (triples: readonly Triple[]): Map<string, Triple[]> => {
  const groups = new Map<string, Triple[]>()
  for (const one of triples) groups.set(one.subject, [...(groups.get(one.subject) ?? []), one])
  return groups
}

/** The triples as JSON-LD 1.1, one node for each subject. */
export function asJsonLd(triples: readonly Triple[]): object {
  const value = (term: Term) =>
    'iri' in term
      ? { '@id': term.iri }
      : {
          '@value': term.text,
          ...(term.language ? { '@language': term.language } : {}),
          ...(term.type ? { '@type': short(term.type) } : {}),
        }
  const graph = [...bySubject(triples)].map(([subject, own]) => {
    const node: Record<string, unknown[]> = {}
    for (const { predicate, object } of own) {
      const isType = predicate === `${prefixes.rdf}type` && 'iri' in object
      const key = isType ? '@type' : short(predicate)
      ;(node[key] ??= []).push(isType ? short(object.iri) : value(object))
    }
    return { '@id': subject, ...node }
  })
  return { '@context': prefixes, '@graph': graph }
}

/** What may not stand in an address of Turtle is written by its number (RDF 1.1 Turtle, IRIREF). */
const iri = (text: string) =>
  `<${text.replaceAll(/[\p{Cc} <>"{}|^`\\]/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)}>`
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}
const quoted = (text: string) => `"${text.replaceAll(/[\\"\n\r\t\b\f]/g, (sign) => escapes[sign]!)}"`

/** The triples as Turtle (RDF 1.1). */
export function asTurtle(triples: readonly Triple[]): string {
  const name = (full: string) => (short(full) === full ? iri(full) : short(full))
  const object = (term: Term) =>
    'iri' in term ? name(term.iri) : `${quoted(term.text)}${term.language ? `@${term.language}` : term.type ? `^^${name(term.type)}` : ''}`
  const head = Object.entries(prefixes).map(([prefix, full]) => `@prefix ${prefix}: <${full}> .\n`)
  const nodes = [...bySubject(triples)].map(
    ([subject, own]) => `\n${name(subject)}\n${own.map((one) => `  ${name(one.predicate)} ${object(one.object)}`).join(' ;\n')} .\n`,
  )
  return [...head, ...nodes].join('')
}
