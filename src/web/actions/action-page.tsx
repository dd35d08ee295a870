import type { Fields, RefField } from '#declare'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { calls } from '../api/calls.ts'
import type { ActionSummary, SystemSummary } from '../api/types.ts'
import { Button, ButtonLink, Empty, Loading, Page, Panel, useSay } from '../blocks/index.ts'
import { ValuesView } from '../forms/answers-view.tsx'
import { answersOf, fieldsProblems } from '../forms/asked.ts'
import { FieldsForm } from '../forms/fields-form.tsx'
import { useSystems } from '../registers/declared.ts'
import { useText } from '../texts.ts'
import { actionTexts } from './texts.ts'

type Values = Record<string, unknown>

const UP = '/desk/registers'

/** Fields of an answer without the records that it made or changed, which are opened and not read. */
const withoutRecords = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, field]) => field.kind !== 'ref'))

/** What came of an action: its figures, and the ways to the records that it wrote. */
function Result({ action, values, again }: { action: ActionSummary; values: Values; again: () => void }) {
  const t = useText(actionTexts)
  const records = Object.entries(action.gives).filter(([key, field]) => field.kind === 'ref' && typeof values[key] === 'string')
  return (
    <Panel title={t.result}>
      <ValuesView fields={withoutRecords(action.gives)} values={values} />
      <div className="form-foot">
        {records.map(([key, field]) => (
          <ButtonLink key={key} to={`/desk/registers/${(field as unknown as RefField).to}/${String(values[key])}`}>
            {t.open(field.label)}
          </ButtonLink>
        ))}
        <Button onClick={again}>{t.again}</Button>
      </div>
    </Panel>
  )
}

function ActionOf({ system, action }: { system: SystemSummary; action: ActionSummary }) {
  const t = useText(actionTexts)
  const client = useQueryClient()
  const say = useSay()
  const [search] = useSearchParams()
  const [result, setResult] = useState<Values>()
  const given = Object.fromEntries([...search].filter(([key]) => Object.hasOwn(action.asks, key)))
  const run = async (values: Values) => {
    const answer = await calls.runAction(system.name, action.name, answersOf(action.asks, values))
    await Promise.all([client.invalidateQueries({ queryKey: ['records'] }), client.invalidateQueries({ queryKey: ['record'] })])
    setResult(answer)
    say(t.done)
  }
  return (
    <Page title={action.label} lead={action.about} up={{ to: UP, label: system.label }}>
      {result ? (
        <Result action={action} values={result} again={() => setResult(undefined)} />
      ) : (
        <FieldsForm
          fields={action.asks}
          initial={given}
          check={(values) => fieldsProblems(action.asks, values)}
          send={run}
          group="input"
          submitLabel={action.button ?? t.run}
          cancel={{ to: UP, label: t.cancel }}
        />
      )}
    </Page>
  )
}

/** The page of an action that a system declares with one: what it asks, and what came of it. */
export function ActionPage() {
  const t = useText(actionTexts)
  const { system: name, action: called } = useParams()
  const { data } = useSystems()
  if (!data) return <Loading />
  const system = data.find((one) => one.name === name)
  const action = system?.actions.find((one) => one.name === called)
  return system && action ? <ActionOf key={`${name}.${called}`} system={system} action={action} /> : <Empty>{t.unknown}</Empty>
}
