import { useState } from 'react'
import { useParams } from 'react-router'
import {
  Button,
  ButtonLink,
  Facts,
  FailedPage,
  Failure,
  Notice,
  Page,
  Panel,
  Progress,
  Skeleton,
  Stat,
  Stats,
  Steps,
  useDays,
  useNumber,
} from '../blocks/index.ts'
import { useRegister, useSystems } from '../registers/declared.ts'
import { UnknownRegister } from '../registers/unknown-register.tsx'
import { useText } from '../texts.ts'
import { settled, useActs, useImport, usePreview, type Batch } from './import-data.ts'
import './imports.css'
import { StateTag } from './imports-page.tsx'
import { MappingForm } from './mapping-form.tsx'
import { Recognised } from './recognised.tsx'
import { RefusedRows } from './refused-rows.tsx'
import { importTexts } from './texts.ts'

interface PartProps {
  batch: Batch
}

function Mapped({ batch, acts, onChecked }: PartProps & { acts: readonly string[]; onChecked: () => void }) {
  const { data, error } = usePreview(batch.id)
  if (error) return <Failure error={error} />
  if (!data) return <Skeleton lines={8} />
  return (
    <>
      <Recognised batch={batch} preview={data} />
      <MappingForm batch={batch} preview={data} acts={acts} onChecked={onChecked} />
    </>
  )
}

/** How far the check or the writing is. */
function Running({ batch }: PartProps) {
  const t = useText(importTexts)
  const act = useActs(batch)
  const writes = batch.state === 'applying'
  return (
    <Panel title={writes ? t.stepWrite : t.stepCheck} pressing>
      {act.error && <Failure error={act.error} />}
      <Progress
        label={writes ? t.writing : t.checkingRows}
        done={writes ? settled(batch) : batch.read}
        total={writes ? batch.fresh + batch.matching : null}
        note={batch.stopping ? t.stopping : writes ? t.writingNote : t.checkNote}
        {...(batch.stopping ? {} : { onCancel: () => act.mutate('cancel') })}
      />
    </Panel>
  )
}

function Checked({ batch, onBack }: PartProps & { onBack: () => void }) {
  const t = useText(importTexts)
  const number = useNumber()
  const act = useActs(batch)
  const good = batch.fresh + batch.matching
  const kept = batch.whole && batch.refused > 0
  return (
    <>
      <Panel title={t.result} pressing>
        <Stats>
          <Stat label={t.willAdd} value={batch.fresh} unit={t.rowsUnit} />
          <Stat label={t.matching} value={batch.matching} unit={t.rowsUnit} />
          <Stat label={t.willRefuse} value={batch.refused} unit={t.rowsUnit} />
        </Stats>
        {good === 0 && <Notice tone="warn" title={t.nothingGood} />}
        {good > 0 && kept && <Notice tone="warn" title={t.wholeRefused} />}
        {act.error && <Failure error={act.error} />}
        <div className="form-foot">
          {good > 0 && !kept && (
            <Button look="primary" busy={act.isPending} onClick={() => act.mutate('start')}>
              {t.write(number(good))}
            </Button>
          )}
          <Button onClick={onBack}>{t.back}</Button>
          <Button look="quiet" onClick={() => act.mutate('cancel')}>
            {t.cancel}
          </Button>
        </div>
      </Panel>
      {batch.refused > 0 && <RefusedRows batch={batch} />}
    </>
  )
}

/** What an import did, once it came to an end of whatever kind. */
function Ended({ batch }: PartProps) {
  const t = useText(importTexts)
  const days = useDays()
  const number = useNumber()
  const act = useActs(batch)
  const list = `/desk/registers/${batch.register}`
  const done = batch.state === 'done'
  const rows = settled(batch)
  const title = done
    ? t.finished
    : batch.state === 'failed'
      ? t.stoppedBy
      : batch.chunks > 0
        ? t.cancelledPart(number(rows))
        : t.cancelledWhole
  return (
    <>
      <Notice tone={done ? 'good' : batch.state === 'failed' ? 'bad' : 'warn'} title={title} live>
        {batch.problem && <p>{batch.problem}</p>}
        {act.error && <Failure error={act.error} />}
        <p className="row">
          {!done && batch.chunks > 0 && (
            <Button look="primary" busy={act.isPending} onClick={() => act.mutate('start')}>
              {t.goOn}
            </Button>
          )}
          {rows > 0 && (
            <ButtonLink to={list} {...(done ? { look: 'primary' as const } : {})}>
              {t.toRecords}
            </ButtonLink>
          )}
          <ButtonLink to={`${list}/imports`}>{t.another}</ButtonLink>
          {done && rows > 0 && <ButtonLink to={`/desk/catalogue/${batch.register}`}>{t.toQuality}</ButtonLink>}
        </p>
      </Notice>
      {(done || batch.chunks > 0) && (
        <Panel title={t.receipt}>
          <Facts
            items={[
              [t.added, number(batch.added)],
              [t.changed, number(batch.changed)],
              [t.same, number(batch.same)],
              [t.refused, number(batch.refused)],
              ...(batch.started ? [[t.startedAt, days.moment(batch.started)] as const] : []),
              ...(batch.ended ? [[t.endedAt, days.moment(batch.ended)] as const] : []),
              [t.number, batch.id],
            ]}
          />
        </Panel>
      )}
      {batch.refused > 0 && (done || batch.chunks > 0) && <RefusedRows batch={batch} />}
    </>
  )
}

const steps: Record<Batch['state'], string> = {
  uploaded: 'map',
  checking: 'check',
  checked: 'check',
  applying: 'write',
  done: 'write',
  cancelled: 'write',
  failed: 'write',
}

function ImportOf({ batch, label, acts }: PartProps & { label: string; acts: readonly string[] }) {
  const t = useText(importTexts)
  const [again, setAgain] = useState(false)
  const maps = batch.state === 'uploaded' || (again && batch.state === 'checked') || (batch.state === 'failed' && batch.chunks === 0)
  const part = () => {
    if (maps) return <Mapped key={batch.state} batch={batch} acts={acts} onChecked={() => setAgain(false)} />
    if (batch.state === 'checking' || batch.state === 'applying') return <Running batch={batch} />
    if (batch.state === 'checked') return <Checked batch={batch} onBack={() => setAgain(true)} />
    return <Ended batch={batch} />
  }
  const list = `/desk/registers/${batch.register}/imports`
  return (
    <Page title={batch.file} up={{ to: list, label: t.importInto(label) }} mark={<StateTag state={batch.state} />}>
      <div className="stack">
        <Steps
          now={maps ? 'map' : steps[batch.state]}
          steps={[
            { key: 'upload', label: t.stepUpload },
            { key: 'map', label: t.stepMap },
            { key: 'check', label: t.stepCheck },
            { key: 'write', label: t.stepWrite },
          ]}
        />
        {batch.state === 'failed' && batch.chunks === 0 && (
          <Notice tone="bad" title={t.stoppedBy} live>
            <p>{batch.problem}</p>
          </Notice>
        )}
        {part()}
      </div>
    </Page>
  )
}

/** One file on its way into a register: from its columns to the receipt. */
export function ImportPage() {
  const t = useText(importTexts)
  const { register: name = '', batch: id = '' } = useParams()
  const systems = useSystems()
  const register = useRegister(name)
  const { data, error, refetch } = useImport(id)
  const up = { to: `/desk/registers/${name}/imports`, label: t.import }
  if (error && !data) return <FailedPage error={error} retry={() => void refetch()} up={up} />
  if (!data || !systems.data) return <Skeleton lines={8} />
  return register ? <ImportOf batch={data} label={register.label} acts={register.acts} /> : <UnknownRegister />
}
