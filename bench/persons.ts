import pg from 'pg'
import type { Sealer } from '#kernel/sealing'

/**
 * How many different sealed values the rows share: sealing millions of them would take longer than everything else, and fewer than masks are
 * kept at hand would have them made once and for all. A multiple of the days of birth, so that a number is of its day.
 */
const SEALED = 49_000

const surnames = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹'
const given = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰春梅建国志'

const digits = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
/** An identity number with its check digit (GB 11643-1999), of a birth date in 1970–1989. */
function identityNumber(i: number): string {
  const day = new Date(Date.UTC(1970, 0, 1 + (i % 7000))).toISOString().slice(0, 10).replaceAll('-', '')
  const body = `441802${day}${String(i % 1000).padStart(3, '0')}`
  const sum = digits.reduce((total, weight, at) => total + weight * Number(body[at]), 0)
  return body + '10X98765432'[sum % 11]
}

/**
 * Fills the register of persons past the engine, for measurements: spread over the towns and villages of the tree, with all system
 * columns, words and sealed values that can be opened; `after` is how many were filled in before, `within` the code of the region where they live. Identity numbers repeat behind different blind indexes. Needs the superuser.
 */
export async function fillPersons(admin: pg.Client, sealer: Sealer, rows: number, after = 0, within = ''): Promise<void> {
  await admin.query('drop table if exists sealed, place')
  await admin.query('create temp table sealed (n integer primary key, person_id bytea)')
  const values = Array.from({ length: SEALED }, (_, n) => ({
    n,
    person_id: sealer.seal(identityNumber(n), 'population.person.personId').toString('base64'),
  }))
  await admin.query(
    `insert into sealed select n, decode(person_id, 'base64') from jsonb_to_recordset($1) as r(n integer, person_id text)`,
    [JSON.stringify(values)],
  )
  await admin.query('create temp table place (n bigint, key uuid, code text, path text)')
  await admin.query(
    `insert into place select row_number() over (order by code) - 1, key, code, path from identity.region
     where ended is null and effective @> now() and level in ('town', 'village') and starts_with(code, $1)`,
    [within],
  )
  await admin.query('create unique index on place (n); analyze place; analyze sealed')
  const indexes = await admin.query<{ definition: string; name: string }>(
    `select pg_get_indexdef(indexrelid) as definition, indexrelid::regclass::text as name from pg_index where indrelid = 'population.person'::regclass and not indisprimary`,
  )
  await admin.query('begin')
  // Triggers and foreign keys rest: millions of envelopes are not what is measured here.
  await admin.query('set local session_replication_role = replica')
  for (const { name } of indexes.rows) await admin.query(`drop index ${name}`)
  await admin.query(
    `insert into population.person (id, region, region_code, region_path, organisation, holder, class, words, name, person_id, person_id_blind, sex, birth_date,
       ethnicity, household_number, address, phone)
     select p.id, p.key, p.code, p.path, '00000000-0000-0000-0000-000000000000', p.id, 1,
       array_to_tsvector(array['~' || p.name, '~' || left(p.name, 1), '~' || left(p.name, 2), '~' || right(p.name, 2), '~第', '~号', '~' || p.i % 500, '~第' || p.i % 500, '~' || p.i % 500 || '号']),
       p.name, s.person_id, sha256(int8send(p.i)), (1 + p.i % 2)::text, date '1970-01-01' + (p.i % 7000)::integer, '01', 'H' || p.i / 3,
       '第' || p.i % 500 || '号', '138' || lpad((p.i % 100000000)::text, 8, '0')
     from (
       select i, (lpad(to_hex(1700000000000 + i), 12, '0') || '7000a000' || lpad(to_hex(i), 12, '0'))::uuid as id,
         substr($1, 1 + (i * 7919 % $2)::integer, 1) || substr($3, 1 + (i * 104729 % $4)::integer, 1) || substr($3, 1 + (i * 1299709 % $4)::integer, 1) as name,
         place.key, place.code, place.path
       from generate_series($6::bigint + 1, $6 + $5::bigint) i join place on place.n = i * 48271 % (select count(*) from place)
     ) p join sealed s on s.n = p.i % ${SEALED}`,
    [surnames, surnames.length, given, given.length, rows, after],
  )
  await admin.query(`set local maintenance_work_mem = '512MB'`)
  for (const { definition } of indexes.rows) await admin.query(definition)
  await admin.query('commit')
  await admin.query('vacuum (analyze) population.person')
}
