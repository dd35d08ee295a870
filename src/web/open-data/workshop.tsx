import type { OpenVersion, OpenWorkshop } from '#engines/registers'
import { useState } from 'react'
import { useParams } from 'react-router'
import {
  Button,
  ButtonLink,
  FailedPage,
  Failure,
  Notice,
  Page,
  Panel,
  ReasonBox,
  Progress,
  Skeleton,
  Tag,
  useDays,
  useSay,
  type Tone,
} from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { acts, useAct, useSources, useWorkshop, type Selection } from './data.ts'
import './open-data.css'
import { ReportView } from './report-view.tsx'
import { SelectionForm } from './selection-form.tsx'
import { openDeskTexts } from './texts.ts'

type Version = OpenWorkshop['versions'][number]

const tones: Record<OpenVersion['state'], Tone | 'plain'> = {
  checking: 'info',
  checked: 'info',
  failed: 'bad',
  proposed: 'warn',
  refused: 'bad',
  approved: 'info',
  published: 'good',
  withdrawn: 'plain',
  dropped: 'plain',
}

/** A reason that is asked for before something is done with a version. */
function Reasoned({
  label,
  help,
  acts: all,
}: {
  label: string
  help?: string
  acts: readonly { words: string; look?: 'primary'; run: (reason: string) => Promise<unknown> }[]
}) {
  const t = useText(openDeskTexts)
  const say = useSay()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Error>()
  const go = async (run: (reason: string) => Promise<unknown>) => {
    setMissing(reason.trim().length < 4)
    if (reason.trim().length < 4) return
    setBusy(true)
    setError(undefined)
    try {
      await run(reason.trim())
      say(t.done)
    } catch (failed) {
      setError(failed as Error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="stack-tight">
      <ReasonBox label={label} value={reason} onChange={setReason} problem={missing ? t.reasonNeeded : undefined} help={help} most={500} />
      {error && <Failure error={error} />}
      <div className="row">
        {all.map(({ words, look, run }) => (
          <Button key={words} {...(look ? { look } : {})} busy={busy} onClick={() => void go(run)}>
            {words}
          </Button>
        ))}
      </div>
    </div>
  )
}

function Preview({ version }: { version: Version }) {
  const t = useText(openDeskTexts)
  if (!version.preview || version.preview.length === 0) return null
  return (
    <details>
      <summary>{t.preview}</summary>
      <div className="table-frame" tabIndex={0} role="group" aria-label={t.preview}>
        <table className="table open-rows">
          <thead>
            <tr>
              {version.heads.map(({ name, label }) => (
                <th key={name} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {version.preview.map((row, i) => (
              <tr key={i}>
                {row.map((cell, at) => (
                  <td key={version.heads[at]?.name} data-label={version.heads[at]?.label}>
                    {cell === null ? '' : String(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

/** What is being chosen for the next version, and what has it checked. */
interface Choosing {
  given: Selection
  set: (selection: Selection) => void
  check: () => void
  busy: boolean
}

function VersionPart({ set, version, choosing }: { set: OpenWorkshop; version: Version; choosing: Choosing | undefined }) {
  const t = useText(openDeskTexts)
  const days = useDays()
  const id = set.dataSet.id as string
  const propose = useAct(id, (note: string) => acts.propose(version.id, note))
  const answer = useAct(id, ({ accept, reason }: { accept: boolean; reason: string }) => acts.answer(version.id, accept, reason))
  const withdraw = useAct(id, (reason: string) => acts.withdraw(version.id, reason))
  const { state, report, number } = version
  const isOver = state === 'published' || state === 'withdrawn'
  const changes = state === 'checked' ? choosing : undefined
  const isChanged = changes !== undefined && JSON.stringify(changes.given) !== JSON.stringify(version.selection)
  const report_ = report && <ReportView report={report} selection={changes?.given ?? version.selection} onUse={changes?.set} />
  return (
    <Panel
      title={number === null ? t.draft : t.version(number)}
      aside={<Tag tone={tones[state]}>{t[state]}</Tag>}
      pressing={version.mayAnswer}
    >
      <p className="small soft">
        {t.saidBy(version.madeByName, days.moment(version.made))}
        {version.approverName && ` · ${t.approvedBy(version.approverName)}`}
        {version.published && ` · ${days.moment(version.published)}`}
      </p>
      {(state === 'checking' || state === 'approved') && <Progress label={t[state]} done={0} total={null} note={t.checkingNote} />}
      {version.problem && <p className="problem">{version.problem}</p>}
      {version.withdrawal && <p>{t.saidBy(t.withdrawn, version.withdrawal)}</p>}
      {version.note && <p>{t.saidBy(version.madeByName, version.note)}</p>}
      {version.selection.ground && <p>{t.saidBy(t.ground, version.selection.ground)}</p>}
      <p>{version.columns.map(({ label, levelLabel, level }) => (level === 'exact' ? label : `${label}（${levelLabel}）`)).join('、')}</p>
      {isOver && report_ ? (
        <details>
          <summary>{t.report}</summary>
          {report_}
        </details>
      ) : (
        report_
      )}
      {isChanged && (
        <Notice title={t.changed} live>
          <Button look="primary" busy={changes.busy} onClick={changes.check}>
            {t.checkAgain}
          </Button>
        </Notice>
      )}
      <Preview version={version} />
      {state === 'checked' && report?.blocks.length === 0 && set.makes && !isChanged && (
        <Reasoned
          label={t.note}
          help={t.noteHelp}
          acts={[{ words: t.propose, look: 'primary', run: (note) => propose.mutateAsync(note) }]}
        />
      )}
      {version.mayAnswer && (
        <Reasoned
          label={t.answerReason}
          acts={[
            { words: t.accept, look: 'primary', run: (reason) => answer.mutateAsync({ accept: true, reason }) },
            { words: t.refuse, run: (reason) => answer.mutateAsync({ accept: false, reason }) },
          ]}
        />
      )}
      {state === 'published' && (
        <details>
          <summary>{t.withdraw}</summary>
          <Reasoned
            label={t.withdrawReason}
            help={t.withdrawHelp}
            acts={[{ words: t.withdraw, run: (reason) => withdraw.mutateAsync(reason) }]}
          />
        </details>
      )}
    </Panel>
  )
}

function Making({
  title,
  given,
  begin,
  onGiven,
}: {
  title: string
  given: Selection | undefined
  begin: { isPending: boolean; error: Error | null; mutate: (selection: Selection) => void }
  onGiven: (selection: Selection) => void
}) {
  const { data, error } = useSources()
  if (error) return <Failure error={error} />
  if (!data) return <Skeleton lines={6} />
  return (
    <Panel title={title}>
      <SelectionForm
        sources={data.items}
        leastK={data.leastK}
        selection={given}
        onChange={onGiven}
        onCheck={() => given && begin.mutate(given)}
        busy={begin.isPending}
        error={begin.error}
      />
    </Panel>
  )
}

/** Where a data set is made: what is opened, the report of the check, proposal, approval, withdrawal. */
export function OpenWorkshopPage() {
  const t = useText(openDeskTexts)
  const { set: id = '' } = useParams()
  const { data: set, error, refetch } = useWorkshop(id)
  const [changed, setChanged] = useState<Selection>()
  const begin = useAct(id, (selection: Selection) => acts.begin(id, selection).then(() => setChanged(undefined)))
  if (error) return <FailedPage error={error} retry={() => void refetch()} />
  if (!set) return <Skeleton lines={8} />
  const newest = set.versions[0]
  const given = changed ?? newest?.selection
  const isBusy = set.versions.some(({ state }) => state === 'checking' || state === 'proposed' || state === 'approved')
  const isPublic = set.dataSet.state !== 'draft'
  return (
    <Page
      title={String(set.dataSet.title)}
      lead={String(set.dataSet.about)}
      up={{ to: '/desk/open', label: t.title }}
      actions={isPublic ? <ButtonLink to={`/open/${String(set.dataSet.code)}`}>{t.toPortal}</ButtonLink> : undefined}
    >
      {set.versions.length === 0 && <p>{t.noVersions}</p>}
      {set.versions.map((version) => (
        <VersionPart
          key={version.id}
          {...{ set, version }}
          choosing={set.makes && given ? { given, set: setChanged, check: () => begin.mutate(given), busy: begin.isPending } : undefined}
        />
      ))}
      {set.makes && !isBusy && (
        <Making title={set.versions.length === 0 ? t.make : t.remake} given={given} begin={begin} onGiven={setChanged} />
      )}
    </Page>
  )
}
