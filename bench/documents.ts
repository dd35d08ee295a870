import { readdirSync } from 'node:fs'
import type pg from 'pg'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { register, text, type AnyRegister } from '#declare'
import type { Definition } from '#engines/registers'
import { wordsIn } from '../src/engines/registers/written.ts'
import { cityFile, cityTable } from '../src/loading/tables.ts'

/** A register of documents: what offices write to each other and to people. */
export const documents = register('bench.document', {
  label: '公文',
  title: 'title',
  steward: 'government-services',
  search: ['title', 'body'],
  fields: { title: text('标题', { max: 200 }), body: text('正文', { max: 2000 }) },
}) as AnyRegister

export interface Written {
  title: string
  body: string
}

/** Makes documents of the words of real texts: sentences of the laws that ship, trades, offices and places of the city. */
export interface Writer {
  /** The document of a number; always the same. */
  document(nth: number): Written
  /** Words of two characters that stand in those texts, each once; in an order that says nothing of how often. */
  words: readonly string[]
}

const han = /^\p{Script=Han}+$/u

/** Numbers that look as if by chance (mulberry32). */
function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function openWriter(): Writer {
  const folder = new URL('../city/cn/laws/', import.meta.url)
  const laws = readdirSync(folder).filter((name) => name.endsWith('.txt'))
  const sentences = laws
    .flatMap((name) => cityFile(`cn/laws/${name}`).split(/[。；：\n]/))
    .map((one) => one.replaceAll(/\s/g, ''))
    .filter((one) => one.length >= 8 && one.length <= 90)
  const trades = cityTable('cn/industries.csv').map(({ name }) => name!)
  const offices = (JSON.parse(cityFile('4418/organisations.json')) as { name: string }[]).map(({ name }) => name)
  const places = cityTable('4418/divisions.csv').map(({ name }) => name!)
  const jieba = Jieba.withDict(dict)
  const words = new Set([...sentences, ...trades, ...offices, ...places].flatMap((one) => jieba.cut(one, false)))
  return {
    words: [...words].filter((word) => [...word].length === 2 && han.test(word)).toSorted(),
    document(nth) {
      const next = chance(nth + 1)
      const one = (of: readonly string[]) => of[Math.floor(next() * of.length)]!
      return {
        title: `关于${one(places)}${one(trades)}的通知（${2015 + Math.floor(next() * 11)}）第${1 + Math.floor(next() * 999)}号`,
        body: `${one(offices)}：${one(sentences)}。${one(sentences)}；${one(places)}${1 + Math.floor(next() * 999)}号。`,
      }
    },
  }
}

const PIECE = 5000

/** Fills the register of documents past the engine, for measurements: with the words that the engine would give them, over all towns and villages of the city. */
export async function fillDocuments(admin: pg.Client, definition: Definition, writer: Writer, rows: number): Promise<void> {
  await admin.query(`create temp table place as select row_number() over (order by code) - 1 as n, key, code, path from identity.region
    where ended is null and effective @> now() and level in ('town', 'village') and path like '4418/%'`)
  await admin.query('create unique index on place (n)')
  const { rows: indexes } = await admin.query<{ definition: string; name: string }>(
    `select pg_get_indexdef(indexrelid) as definition, indexrelid::regclass::text as name from pg_index where indrelid = $1::regclass and not indisprimary`,
    [definition.full],
  )
  await admin.query('begin')
  // Triggers rest: envelopes are not what is measured here.
  await admin.query('set local session_replication_role = replica')
  for (const { name } of indexes) await admin.query(`drop index ${name}`)
  for (let from = 0; from < rows; from += PIECE) {
    const piece = Array.from({ length: Math.min(PIECE, rows - from) }, (_, i) => {
      const written = writer.document(from + i)
      return { i: from + i, ...written, words: wordsIn(definition, { ...written }) }
    })
    await admin.query(
      `insert into bench.document (id, region, region_code, region_path, organisation, class, words, title, body)
       select (lpad(to_hex(1700000000000 + r.i), 12, '0') || '7000a000' || lpad(to_hex(r.i), 12, '0'))::uuid, place.key, place.code, place.path,
         '00000000-0000-0000-0000-000000000000', 1, array_to_tsvector(r.words), r.title, r.body
       from jsonb_to_recordset($1::jsonb) as r(i bigint, title text, body text, words text[])
         join place on place.n = r.i * 48271 % (select count(*) from place)`,
      [JSON.stringify(piece)],
    )
  }
  await admin.query(`set local maintenance_work_mem = '512MB'`)
  for (const { definition: text } of indexes) await admin.query(text)
  await admin.query('commit')
  await admin.query('vacuum (analyze) bench.document')
}
