import type { Field } from '#declare'
import { useQueries } from '@tanstack/react-query'
import { Link } from 'react-router'
import { calls } from '../api/calls.ts'
import type { RegisterSummary } from '../api/types.ts'
import { Panel } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { useSystems } from './declared.ts'
import { registerTexts } from './texts.ts'

const FEW = 5

/** What this person reads masked can't be looked for. */
const isPlain = ({ acts }: RegisterSummary, { privacy }: Field) => privacy === 'none' || acts.includes('unmask')

/** The fields of other registers that refer to records of one, among the registers that this person may read. */
const referring = (registers: readonly RegisterSummary[], to: string) =>
  registers.flatMap((register) =>
    Object.entries(register.fields as Record<string, Field>)
      .filter(([, field]) => field.kind === 'ref' && (field as unknown as { to: string }).to === to && isPlain(register, field))
      .map(([key, field]) => ({ register, key, field })),
  )

/** Records of other registers that refer to this one, a few of each; the rest is one list away. */
export function RelatedRecords({ of, id }: { of: string; id: string }) {
  const t = useText(registerTexts)
  const { data: systems } = useSystems()
  const ways = referring(systems?.flatMap(({ registers }) => registers) ?? [], of)
  const found = useQueries({
    queries: ways.map(({ register, key }) => ({
      queryKey: ['records', register.name, 'referring', key, id],
      queryFn: () => calls.records(register.name, { [`where.${key}`]: id, limit: FEW }),
      retry: false,
      staleTime: 60_000,
    })),
  })
  const lists = ways.flatMap((way, i) => {
    const page = found[i]?.data
    return page && page.items.length > 0 ? [{ ...way, page }] : []
  })
  if (lists.length === 0) return null
  return (
    <Panel title={t.related}>
      {lists.map(({ register, key, field, page }) => (
        <div key={`${register.name} ${key}`} className="stack-tight">
          <h3>
            {register.label} <span className="small soft">{field.label}</span>
          </h3>
          <ul className="papers">
            {page.items.map((row) => (
              <li key={row.id}>
                <Link to={`/desk/registers/${register.name}/${row.id}`}>{String(row[register.title] ?? register.label)}</Link>
              </li>
            ))}
          </ul>
          {page.next && (
            <p>
              <Link to={`/desk/registers/${register.name}?where.${key}=${id}`}>{t.allOf(register.label)}</Link>
            </p>
          )}
        </div>
      ))}
    </Panel>
  )
}
