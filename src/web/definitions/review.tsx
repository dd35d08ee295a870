import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { useSession } from '../api/session.tsx'
import {
  Button,
  ButtonLink,
  Facts,
  Failure,
  Notice,
  Page,
  Panel,
  Section,
  Table,
  Tag,
  useDays,
  useSay,
  type Column,
} from '../blocks/index.ts'
import type { RegisterSummary } from '../api/types.ts'
import { FieldsAsked } from '../forms/fields-asked.tsx'
import { useRegister } from '../registers/declared.ts'
import { useSigns, useText } from '../texts.ts'
import { definitionCalls, type Version } from './data.ts'
import { StateTag } from './definitions-page.tsx'
import { differences, type Difference } from './draft-model.ts'
import { PlanView } from './plan-view.tsx'
import { ReasonForm } from './reason-form.tsx'
import { kindTexts, partTexts } from './kind-texts.ts'
import { definitionTexts } from './texts.ts'

const tones = { added: 'good', removed: 'bad', retired: 'warn', changed: 'info' } as const

/** What is otherwise than in the version before. */
function Differences({ version }: { version: Version }) {
  const t = useText(definitionTexts)
  const parts = useText(partTexts) as Record<string, string>
  const kinds = useText(kindTexts)
  const signs = useSigns()
  const { register } = version.draft
  const words: Record<Difference['what'], string> = { added: t.added, removed: t.removedIt, retired: t.retiredIt, changed: t.changed }
  if (!version.earlier) return <p className="soft">{t.differencesFirst}</p>
  const found = differences(version.earlier.register, register)
  if (found.length === 0) return <p className="soft">{t.differencesNone}</p>
  return (
    <ul className="plain-list stack-tight">
      {found.map(({ key, label, what, parts: changed }) => (
        <li key={key}>
          <Tag tone={tones[what]}>{words[what]}</Tag> {label}
          {what === 'added' && <span className="soft"> {kinds[register.fields[key].kind as keyof typeof kinds]}</span>}
          {changed.length > 0 && <span className="soft">{signs.aside(signs.list(changed.map((part) => parts[part] ?? part)))}</span>}
        </li>
      ))}
    </ul>
  )
}

function Versions({ version }: { version: Version }) {
  const t = useText(definitionTexts)
  const days = useDays()
  type Row = Version['versions'][number]
  const columns: Column<Row>[] = [
    {
      key: 'version',
      label: t.versions,
      title: true,
      cell: (one) => <Link to={`/desk/definitions/${one.id}`}>{t.version(one.version)}</Link>,
    },
    { key: 'state', label: t.state, cell: (one) => <StateTag state={one.state} /> },
    { key: 'who', label: t.who, cell: (one) => one.authorName },
    { key: 'when', label: t.when, cell: (one) => days.moment(one.applied ?? one.saved) },
    { key: 'reason', label: t.reason, cell: (one) => one.reason ?? '' },
  ]
  return (
    <Section title={t.versions}>
      <Table label={t.versions} columns={columns} rows={version.versions} keyOf={({ id }) => id} />
    </Section>
  )
}

/** What comes after a register is there: somebody is given its role, then its data comes in, then the catalogue tells how good it is. */
function Next({ version, opened }: { version: Version; opened: RegisterSummary | undefined }) {
  const t = useText(definitionTexts)
  const keeps = opened?.acts.includes('add')
  return (
    <ol className="stack-tight">
      {!keeps && (
        <li>
          {t.nextRole(version.draft.register.label)} <Link to={`/desk/organisations/${version.organisation}`}>{t.toPosts}</Link>
        </li>
      )}
      <li>{keeps ? <Link to={`/desk/registers/${version.name}/imports`}>{t.nextImport}</Link> : t.nextImport}</li>
      <li>
        <Link to={`/desk/catalogue/${version.name}`}>{t.nextCatalogue}</Link>
      </li>
    </ol>
  )
}

/** A version that was asked for: what changes, every step, who answers, how far it is. */
export function Review({ version }: { version: Version }) {
  const t = useText(definitionTexts)
  const days = useDays()
  const say = useSay()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { actor } = useSession()
  const [failure, setFailure] = useState<Error>()
  const [values, setValues] = useState<Record<string, unknown>>({})
  const { register } = version.draft
  const anew = () => client.invalidateQueries({ queryKey: ['definitions'] })
  const isForce = version.state === 'force'
  const opened = useRegister(version.name)
  // Lists and menus read it from the declarations.
  useEffect(() => {
    if (isForce) void client.invalidateQueries({ queryKey: ['systems'] })
  }, [isForce, client])
  const attempt = async (act: () => Promise<unknown>) => {
    setFailure(undefined)
    try {
      await act()
      await anew()
    } catch (error) {
      setFailure(error as Error)
    }
  }
  const answer = (accept: boolean) => async (reason: string) => {
    await definitionCalls.answer(version.id, accept, reason)
    say(t.answered)
    await anew()
  }
  const isReviewer = actor?.roles.includes('definitions.reviewer') ?? false
  const isSteward = actor?.roles.includes('definitions.steward') ?? false
  return (
    <Page
      title={`${register.label} · ${t.version(version.version)}`}
      up={{ to: '/desk/definitions', label: t.definitions }}
      lead={register.about}
      mark={<StateTag state={version.state} />}
      actions={
        <>
          {version.mine && (version.state === 'asked' || version.state === 'failed') && (
            <Button onClick={() => void attempt(() => definitionCalls.remove(version.id).then(() => say(t.withdrawnNow)))}>
              {t.withdraw}
            </Button>
          )}
          {version.state === 'failed' && (
            <Button look="primary" onClick={() => void attempt(() => definitionCalls.again(version.id))}>
              {t.again}
            </Button>
          )}
          {isForce && isSteward && (
            <Button
              onClick={() =>
                void attempt(async () => {
                  const { id } = await definitionCalls.begin({ kind: 'next', register: version.name })
                  await navigate(`/desk/definitions/${id}`)
                })
              }
            >
              {t.change}
            </Button>
          )}
          {isForce && opened && <ButtonLink to={`/desk/registers/${version.name}`}>{t.toRecords}</ButtonLink>}
        </>
      }
    >
      <div className="stack">
        {failure && <Failure error={failure} />}
        {isForce && (
          <Notice tone="good" title={t.isForce}>
            {version.kind === 'register' && <Next version={version} opened={opened} />}
          </Notice>
        )}
        {version.problem && <Notice tone="bad">{version.problem}</Notice>}
        <Panel title={t.differences}>
          <Differences version={version} />
        </Panel>
        <Facts
          items={[
            [t.who, version.authorName],
            ...(version.reason ? [[t.reason, version.reason] as [string, string]] : []),
            ...(version.asked ? [[t.asked, days.moment(version.asked)] as [string, string]] : []),
            ...(version.answer ? [[t.answer, t.answeredBy(version.answererName ?? '', version.answer)] as [string, string]] : []),
            ...(version.applied ? [[t.force, days.moment(version.applied)] as [string, string]] : []),
          ]}
        />
        {version.state === 'asked' && isReviewer && (
          <Panel title={t.reviewTitle} pressing={!version.mine}>
            {version.mine ? (
              <p>{t.ownAsk}</p>
            ) : (
              <ReasonForm
                label={t.answer}
                acts={[
                  { label: t.accept, primary: true, act: answer(true) },
                  { label: t.refuse, act: answer(false) },
                ]}
              />
            )}
          </Panel>
        )}
        {version.plan && <PlanView plan={version.plan} register={version.name} done={version.steps} />}
        <Panel title={t.form}>
          <FieldsAsked fields={register.fields} values={values} prefix="preview" onChange={setValues} />
        </Panel>
        <Versions version={version} />
      </div>
    </Page>
  )
}
