import type { Field, Fields } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { calls } from '../api/calls.ts'
import type { AskSummary } from '../api/types.ts'
import { FieldCell } from '../fields/field-cell.tsx'
import { useSigns, useText } from '../texts.ts'
import { useRegister } from './declared.ts'
import { registerTexts } from './texts.ts'

/** The values that somebody asks for, while it is open beside those that stand. */
export function Proposal({ ask }: { ask: Pick<AskSummary, 'register' | 'subject' | 'proposal' | 'state'> }) {
  const t = useText(registerTexts)
  const signs = useSigns()
  const register = useRegister(ask.register ?? '')
  const open = ask.state === 'open'
  const { data } = useQuery({
    queryKey: ['record', ask.register, ask.subject],
    queryFn: () => calls.record(ask.register!, ask.subject!),
    enabled: ask.register !== null && ask.subject !== null,
  })
  const fields = (register?.fields ?? {}) as Fields
  return (
    <ul className="changes">
      {Object.entries(ask.proposal?.changes ?? {}).map(([key, value]) => {
        const field = fields[key] as Field | undefined
        const show = (one: unknown, masked = false) =>
          field ? <FieldCell field={field} value={one} titles={data?.titles} masked={masked} /> : String(one)
        return (
          <li key={key}>
            <span className="soft">
              {field?.label ?? key}
              {signs.colon}
            </span>
            {open && (
              <>
                <span className="small soft">{t.standsNow}</span> <del>{show(data?.record[key], data?.masked.includes(key))}</del>{' '}
              </>
            )}
            <span className="small soft">{t.proposed}</span> <ins>{show(value)}</ins>
          </li>
        )
      })}
    </ul>
  )
}
