import type pg from 'pg'
import { purposeText } from '#kernel/context'
import { whole } from '#kernel/migrate'
import type { Definition } from '../definitions.ts'
import { readColumn } from '../statements.ts'
import { wordsIn } from '../written.ts'

/** Records read at once. */
const PIECE = 1000

/**
 * Makes the words by which the records of a register are found anew, a piece in each transaction; only records whose words become others
 * get a version. `onPiece` is told how many were looked at.
 */
export async function rewriteWords(
  client: pg.Client,
  definition: Definition,
  onPiece: (records: number) => Promise<unknown>,
): Promise<void> {
  const read = definition.columns.filter(({ key, sealed }) => definition.register.search.includes(key) && !sealed)
  const columns = ['t.id', ...read.map(readColumn)].join(', ')
  const text = `select ${columns} from ${definition.full} t where t.id > $1::uuid order by t.id limit ${PIECE} for update`
  let after = '00000000-0000-0000-0000-000000000000'
  for (let more = true; more;) {
    more = await whole(client, async () => {
      await client.query(
        `select set_config('app.purpose', $1, true), set_config('app.installation', (select installation from kernel.identity), true)`,
        [purposeText({ kind: 'system', what: '检索字段改变后重新整理' })],
      )
      const { rows } = await client.query<Record<string, unknown>>(text, [after])
      if (rows.length === 0) return false
      const made = rows.map((row) => ({ id: row.id, words: wordsIn(definition, row) }))
      await client.query(
        `update ${definition.full} t set version = t.version + 1, recorded = clock_timestamp(), words = array_to_tsvector(r.words)
         from jsonb_to_recordset($1::jsonb) as r(id uuid, words text[]) where t.id = r.id and t.words is distinct from array_to_tsvector(r.words)`,
        [JSON.stringify(made)],
      )
      after = String(rows.at(-1)!.id)
      await onPiece(rows.length)
      return true
    })
  }
}
