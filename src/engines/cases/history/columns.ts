import type { Statement } from '#kernel/database'
import type { PastRows, PastVersion } from './rows.ts'
import { takeColumns } from './sql.ts'

type Columns = Record<string, unknown>

/** Columns of each table as `cases.past_…` takes them; `of_case` is the case that a row belongs to. */
const columnsOf = {
  cases:
    'id version region region_code region_path organisation holder number title matter procedure procedure_version state seq applicant_name entity entity_name region_name organisation_name organisations implementations tokens scopes plans data opened concluded',
  moves:
    'of_case id organisation seq case_version task node stage branch act legal actor person actor_name post post_name organisation_name input at',
  tasks:
    'of_case id version organisation branch node stage role organisation_name others applicant_may opened closed closed_by due light provisional',
  clocks:
    'of_case id version organisation branch key label limit_name days kind starts ends yellow_at lapses restarts extension basis origin started ended due provisional state light next_at awaits extended waits',
  materials: 'of_case id move key file',
  instruments: 'of_case id move organisation branch template label number organisation_name data issued',
} as const

/** Columns that are themselves arrays; they travel as text. */
const lists = new Set(['others'])
const special = /["\\]/
const specials = /["\\]/g
const quoted = (text: string) => `"${special.test(text) ? text.replace(specials, '\\$&') : text}"`
const list = (keys: readonly string[]) => `{${keys.join(',')}}`

/** A value within the text of an array, as PostgreSQL reads it. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'object') return quoted(JSON.stringify(value))
  return String(value)
}

/** Gathers one array for each column of a table. */
function gather(columns: string) {
  const names = columns.split(' ')
  const cells: string[][] = names.map(() => [])
  return {
    empty: () => cells[0]!.length === 0,
    add(row: Columns, ofCase: string) {
      for (const [nth, name] of names.entries()) {
        const value = name === 'of_case' ? ofCase : row[name]
        cells[nth]!.push(lists.has(name) ? quoted(list(value as string[])) : cell(value))
      }
    },
    texts: (fill: (text: string) => string) => cells.map((column) => fill(`{${column.join(',')}}`)),
  }
}

const logColumns = 'of_table record version fields otherwise'

/** How each version of a case's rows that is not the last differed from the last. */
function earlierOf(rows: PastRows): (version: PastVersion) => Columns | undefined {
  return ({ table, record, version }) => {
    if (table === 'case') return rows.of!.earlier[version - 1]
    if (table === 'task') return rows.tasks.get(record)!.earlier[version - 1]
    return table === 'clock' ? rows.clocks.get(record)!.earlier[version - 1] : undefined
  }
}

/** The statements that store some cases with all their rows and envelopes; `fill` puts numbers where their signs stand. */
export function statementsOf(
  cases: readonly Pick<PastRows, 'of' | 'moves' | 'tasks' | 'clocks' | 'materials' | 'instruments' | 'log'>[],
  fill: (text: string) => string,
): Statement[] {
  const gathered = Object.fromEntries(Object.entries(columnsOf).map(([name, names]) => [name, gather(names)])) as Record<
    keyof typeof columnsOf,
    ReturnType<typeof gather>
  >
  const log = gather(logColumns)
  for (const rows of cases) {
    const { row } = rows.of!
    gathered.cases.add(row as unknown as Columns, row.id)
    for (const move of rows.moves) gathered.moves.add(move, row.id)
    for (const task of rows.tasks.values()) gathered.tasks.add(task.row as unknown as Columns, row.id)
    for (const clock of rows.clocks.values()) gathered.clocks.add(clock.row as unknown as Columns, row.id)
    for (const material of rows.materials) gathered.materials.add(material, row.id)
    for (const instrument of rows.instruments) gathered.instruments.add(instrument, row.id)
    const earlier = earlierOf(rows as PastRows)
    for (const version of rows.log)
      log.add(
        {
          of_table: version.table,
          record: version.record,
          version: version.version,
          fields: version.fields && list(version.fields),
          otherwise: earlier(version),
        },
        row.id,
      )
  }
  const tables = (Object.keys(columnsOf) as (keyof typeof columnsOf)[]).filter((name) => !gathered[name].empty())
  return [...tables.map((name) => takeColumns(name, gathered[name].texts(fill))), takeColumns('log', log.texts(fill))]
}
