import type { ReactNode } from 'react'
import { useText } from '../texts.ts'
import { Icon } from './icon.tsx'
import { blockTexts } from './texts.ts'

export interface Column<Row> {
  key: string
  label: string
  cell: (row: Row) => ReactNode
  align?: 'end'
  /** The column that names the row: its link covers the whole row, and on a phone it heads the card. */
  title?: boolean
  /** May be sorted by. */
  sorts?: boolean
}

/** By which column rows are sorted. */
export interface Sorting {
  by: string
  down: boolean
}

interface TableProps<Row> {
  /** Names the table for a screen reader. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** Lets rows be chosen, for bulk acts. `nameOf` says which row a box is for. */
  choice?: { chosen: ReadonlySet<string>; set: (chosen: ReadonlySet<string>) => void; nameOf: (row: Row) => string }
  sorting?: Sorting & { set: (sorting: Sorting) => void }
  /** The head stays in sight; the table scrolls in itself when it is taller than the window. */
  sticky?: boolean
  /** Newer rows are on their way: these are shown fainter meanwhile. */
  busy?: boolean
  /** The row that is open beside the table, or that the keyboard stands on. */
  open?: string
}

function Heading<Row>({ column, sorting }: { column: Column<Row>; sorting: TableProps<Row>['sorting'] }) {
  if (!column.sorts || !sorting) return column.label
  const here = sorting.by === column.key
  return (
    <button type="button" className="table-sort" onClick={() => sorting.set({ by: column.key, down: here && !sorting.down })}>
      {column.label}
      <span className={here ? undefined : 'table-sort-idle'}>
        <Icon name={here ? (sorting.down ? 'down' : 'up') : 'sort'} size={0.9} />
      </span>
    </button>
  )
}

/** Rows under headings; on a phone each row is a card with its labels. */
export function Table<Row>({ label, columns, rows, keyOf, choice, sorting, sticky = false, busy = false, open }: TableProps<Row>) {
  const t = useText(blockTexts)
  const keys = rows.map(keyOf)
  const all = choice !== undefined && keys.length > 0 && keys.every((key) => choice.chosen.has(key))
  const some = choice !== undefined && keys.some((key) => choice.chosen.has(key))
  const choose = (key: string) => {
    if (!choice) return
    const chosen = new Set(choice.chosen)
    if (!chosen.delete(key)) chosen.add(key)
    choice.set(chosen)
  }
  const sorted = (column: Column<Row>) => {
    if (!column.sorts || sorting?.by !== column.key) return undefined
    return sorting.down ? 'descending' : 'ascending'
  }
  return (
    // What scrolls must be reachable by the keyboard.
    <div
      className={sticky ? 'table-frame table-sticky' : 'table-frame'}
      tabIndex={sticky ? 0 : undefined}
      role={sticky ? 'group' : undefined}
      aria-label={sticky ? label : undefined}
    >
      <table className="table" aria-label={label} aria-busy={busy || undefined}>
        <thead>
          <tr>
            {choice && (
              <th scope="col" className="table-choose">
                <label>
                  <span className="unseen">{t.chooseAll}</span>
                  <input
                    type="checkbox"
                    checked={all}
                    ref={(box) => {
                      if (box) box.indeterminate = some && !all
                    }}
                    onChange={() => choice.set(all ? new Set() : new Set(keys))}
                  />
                </label>
              </th>
            )}
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.align} aria-sort={sorted(column)}>
                <Heading column={column} sorting={sorting} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = keyOf(row)
            return (
              <tr key={key} className={choice?.chosen.has(key) ? 'table-chosen' : undefined} aria-current={open === key || undefined}>
                {choice && (
                  <td className="table-choose">
                    <label>
                      <span className="unseen">{t.choose(choice.nameOf(row))}</span>
                      <input type="checkbox" checked={choice.chosen.has(key)} onChange={() => choose(key)} />
                    </label>
                  </td>
                )}
                {columns.map((column) => (
                  <td
                    key={column.key}
                    data-label={column.label}
                    className={[column.align, column.title && 'table-title'].filter(Boolean).join(' ') || undefined}
                  >
                    <div>{column.cell(row)}</div>
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
