import { useQueries } from '@tanstack/react-query'
import { Link } from 'react-router'
import { calls } from '../api/calls.ts'
import { useSession } from '../api/session.tsx'
import { Panel } from '../blocks/index.ts'
import { useSystems } from '../registers/declared.ts'
import { useText } from '../texts.ts'
import { caseTexts } from './texts.ts'

/** Records that were made in this case, of the registers that the officer may read. */
export function Related({ id }: { id: string }) {
  const t = useText(caseTexts)
  const { actor } = useSession()
  const { data: systems } = useSystems()
  const registers = (actor?.kind === 'post' ? systems : undefined)?.flatMap((system) => system.registers.filter(({ case: of }) => of)) ?? []
  const found = useQueries({
    queries: registers.map((register) => ({
      queryKey: ['records', register.name, 'of-case', id],
      queryFn: () => calls.records(register.name, { [`where.${String(register.case)}`]: id, limit: 20 }),
      retry: false,
    })),
  })
  const records = registers.flatMap((register, i) => (found[i]?.data?.items ?? []).map((row) => ({ register, row })))
  if (records.length === 0) return null
  return (
    <Panel title={t.related}>
      <ul className="papers">
        {records.map(({ register, row }) => (
          <li key={row.id} className="row row-between">
            <Link to={`/desk/registers/${register.name}/${row.id}`}>{String(row[register.title] ?? register.label)}</Link>
            <span className="small soft">{register.label}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
