import type { Answer, Row, Statement } from '#kernel/database'
import type { Transaction } from '#kernel/context'
import { Broken } from '#kernel/errors'
import type { ClockRow, TaskRow } from '../rows.ts'
import type { Told } from '../sql.ts'
import { openRow, write, type Hand, type PastRows } from './rows.ts'

type Input = Parameters<typeof write>[1]

const open = (rows: PastRows): TaskRow[] => [...rows.tasks.values()].map(({ row }) => row).filter((row) => row.closed === null)
const clocksOf = (rows: PastRows): ClockRow[] => [...rows.clocks.values()].map(({ row }) => row)

/** What `cases.for_move` gives of a case, and `cases.due_cases`; copies, for the rows themselves only change by being written. */
function found(rows: PastRows, task?: TaskRow) {
  const branch = task?.branch
  const doers = rows.moves.filter((move) => move.branch === branch && move.task !== null).map(({ stage, actor }) => ({ stage, actor }))
  return {
    case: { ...rows.of!.row },
    tasks: open(rows).map((row) => ({ ...row })),
    clocks: clocksOf(rows).map((row) => ({ ...row })),
    doers,
    instruments: rows.instruments.map(({ branch: of, label, number }) => ({ branch: of, label, number })),
    materials: Object.fromEntries(rows.materials.map(({ key, file }) => [key, file])),
  }
}

/**
 * A transaction over the rows of one past case: it answers the statements with which a live move reads and writes, and nothing else. So a
 * past case is made by the very code that makes live ones.
 * @throws Broken at a statement that it does not know: then moves have learnt something that taking in the past must learn too
 */
export function recordingTransaction(rows: PastRows, hand: Hand, nextNumber: (prefix: string) => string): Transaction {
  const took = (input: unknown) => {
    write(rows, input as Input, hand)
  }
  const answers: Readonly<Record<string, (values: readonly unknown[], input: unknown) => Row[]>> = {
    'cases.next-number': ([prefix]) => [{ number: nextNumber(prefix as string) }],
    'cases.open-case': (_, told) => {
      const input = told as { case: Record<string, unknown>; set: Input['set']; at: Date } & Record<string, unknown>
      openRow(rows, input.case, input.set, input.at)
      // The first tokens and scopes are part of the row itself; opening writes them again, as a version of their own.
      took(input)
      return [{ made: { case: rows.of!.row.id } }]
    },
    'cases.for-move': ([, task]) => {
      const row = open(rows).find(({ id }) => id === task)
      return [{ found: row ? found(rows, row) : null, stamp: '' }]
    },
    'cases.apply-move': (_, told) => {
      took(told)
      return [{ made: {} }]
    },
    'cases.due-cases': () => [{ found: [found(rows)], stamp: '' }],
    'cases.apply-clocks': (_, told) => {
      const [input] = told as unknown[]
      if (input) took(input)
      return [{ made: input ? 1 : 0 }]
    },
    // What is over needs no document made at once; it is made when somebody wants it.
    'kernel.add-job': () => [],
  }
  const answer = (statement: Statement | Told): Answer => {
    const { name = '' } = statement
    const known = answers[name]
    if (!known) throw new Broken(`a past case can't answer the statement ${name}`)
    const rowsOfIt = 'input' in statement ? known([], statement.input) : known(statement.values ?? [], undefined)
    return { rows: rowsOfIt, rowCount: rowsOfIt.length }
  }
  return {
    query: async (statement) => answer(statement),
    last: async (statement) => answer(statement),
    queries: async (statements) => statements.map(answer),
    rows: async (statement) => answer(statement).rows,
    row: async (statement) => answer(statement).rows[0],
    later: (statement) => void answer(statement),
    open: () => undefined,
    set: () => undefined,
  }
}
