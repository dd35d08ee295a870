import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Failure, Notice, Panel, Skeleton, useSay } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { definitionCalls, type Version } from './data.ts'
import { PlanView } from './plan-view.tsx'
import { ReasonForm } from './reason-form.tsx'
import { definitionTexts } from './texts.ts'

/** What will be done with a draft, and the ask for it. */
export function AskForm({ version }: { version: Version }) {
  const t = useText(definitionTexts)
  const say = useSay()
  const client = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: ['definitions', version.id, 'plan'],
    queryFn: () => definitionCalls.plan(version.id),
    gcTime: 0,
    staleTime: 0,
  })
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton lines={6} />
  const ask = async (reason: string) => {
    await definitionCalls.ask(version.id, reason)
    say(t.askedNow)
    await client.invalidateQueries({ queryKey: ['definitions'] })
  }
  const isReady = data.problems.length === 0 && data.refusals.length === 0
  return (
    <div className="stack">
      {data.problems.length > 0 && (
        <Notice tone="bad" title={t.problems(data.problems.length)}>
          <ul>
            {data.problems.map(({ path, message }) => (
              <li key={path + message}>{message}</li>
            ))}
          </ul>
        </Notice>
      )}
      <PlanView plan={data} register={version.name} />
      {isReady && (
        <Panel title={t.ask}>
          <ReasonForm label={t.askReason} acts={[{ label: t.ask, primary: true, act: ask }]} />
        </Panel>
      )}
    </div>
  )
}
