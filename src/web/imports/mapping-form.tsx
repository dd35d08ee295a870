import { useId, useState, type SubmitEvent } from 'react'
import { Button, Failure, Notice, Panel, Table, type Column } from '../blocks/index.ts'
import { Radios } from '../fields/radios.tsx'
import { useSigns, useText } from '../texts.ts'
import { useActs, type Batch, type Mode, type Preview } from './import-data.ts'
import { allowedModes, byKept, foundBy, missingOf, twiceOf } from './mapping-model.ts'
import { cellText } from './recognised.tsx'
import { importTexts } from './texts.ts'

const SAMPLES = 3

interface MappedColumn {
  at: number
  name: string
  samples: string
}

interface FormProps {
  batch: Batch
  preview: Preview
  acts: readonly string[]
  onChecked: () => void
}

/** Says which field each column goes into, and how the rows are meant; then all of them are checked. */
export function MappingForm({ batch, preview, acts, onChecked }: FormProps) {
  const t = useText(importTexts)
  const signs = useSigns()
  const act = useActs(batch)
  const id = useId()
  const [mapping, setMapping] = useState(batch.mapping as readonly (string | null)[])
  const [source, setSource] = useState(batch.source ?? '')
  const modes = allowedModes(preview, mapping, acts)
  const [wanted, setWanted] = useState<Mode>(batch.mode)
  const mode = source !== '' ? 'both' : modes.includes(wanted) ? wanted : modes[0]
  const [whole, setWhole] = useState(batch.whole)
  const [clears, setClears] = useState(batch.clears)
  const [keepAs, setKeepAs] = useState('')
  const labelOf = (key: string) => preview.fields.find((field) => field.key === key)?.label ?? key
  // A source says what it knows; what a new record needs is looked at row by row.
  const missing = mode === 'change' || source !== '' ? [] : missingOf(preview, mapping)
  const twice = twiceOf(mapping)
  const found = foundBy(preview, mapping)
  const labels: Record<Mode, string> = { both: t.modeBoth, add: t.modeAdd, change: t.modeChange }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!mode) return
    const name = keepAs.trim()
    act.mutate(
      { intend: { mapping: [...mapping], source: source || null, mode, whole, clears, ...(name ? { keepAs: name } : {}) } },
      { onSuccess: onChecked },
    )
  }
  const columns: Column<MappedColumn>[] = [
    { key: 'name', label: t.column, title: true, cell: ({ name }) => name },
    { key: 'samples', label: t.samples, cell: ({ samples }) => <span className="small import-samples">{samples}</span> },
    {
      key: 'field',
      label: t.field,
      cell: ({ at, name }) => (
        <select
          className="input"
          aria-label={t.fieldOf(name)}
          value={mapping[at] ?? ''}
          onChange={({ target }) => setMapping(mapping.map((one, i) => (i === at ? target.value || null : one)))}
        >
          <option value="">{t.leftOut}</option>
          {preview.fields.map(({ key, label, required }) => {
            const notes = [...(required ? [t.required] : []), ...(mapping[at] !== key && mapping.includes(key) ? [t.taken] : [])]
            return (
              <option key={key} value={key}>
                {notes.length > 0 ? `${label}${signs.aside(signs.list(notes))}` : label}
              </option>
            )
          })}
        </select>
      ),
    },
  ]
  const rows = preview.file.header.map((name, at) => ({
    at,
    name: name || t.unnamed(String(at + 1)),
    samples: signs.list(
      preview.file.rows
        .map(({ cells }) => cellText(cells[at]))
        .filter(Boolean)
        .slice(0, SAMPLES),
    ),
  }))
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Panel title={t.mapping} lead={t.mappingLead}>
        {preview.mappings.length > 0 && (
          <div className="asked">
            <label htmlFor={`${id}-kept`}>{t.kept}</label>
            <select
              id={`${id}-kept`}
              className="input"
              defaultValue=""
              onChange={({ target }) => {
                const kept = preview.mappings.find((one) => one.id === target.value)
                setMapping(kept ? byKept(preview, kept.fields) : preview.mapping)
              }}
            >
              <option value="">{t.keptNone}</option>
              {preview.mappings.map((kept) => (
                <option key={kept.id} value={kept.id}>
                  {kept.name}
                </option>
              ))}
            </select>
          </div>
        )}
        <div className="import-columns">
          <Table label={t.mapping} columns={columns} rows={rows} keyOf={({ at }) => String(at)} />
        </div>
        <div role="status">
          {twice !== undefined && <Notice tone="warn" title={t.twice(labelOf(twice))} />}
          {missing.length > 0 && <Notice tone="warn" title={t.missing(signs.list(missing))} />}
        </div>
      </Panel>
      {preview.sources.length > 0 && (
        <Panel title={t.source} lead={t.sourceLead}>
          <div className="asked">
            <select className="input" aria-label={t.source} value={source} onChange={({ target }) => setSource(target.value)}>
              <option value="">{t.sourceNone}</option>
              {preview.sources.map(({ key, label }) => (
                <option key={key} value={key}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        </Panel>
      )}
      <Panel title={t.mode} lead={found.length > 0 ? t.foundBy(signs.list(found.map(labelOf))) : t.notFound}>
        <div className="stack">
          {source === '' ? (
            <fieldset className="asked" aria-label={t.mode}>
              <Radios
                id={`${id}-mode`}
                listed
                value={mode ?? null}
                choices={Object.fromEntries(modes.map((one) => [one, labels[one]]))}
                onChange={(one) => setWanted(one as Mode)}
              />
            </fieldset>
          ) : (
            <p>{t.sourceMode(preview.sources.find(({ key }) => key === source)?.label ?? source)}</p>
          )}
          <details className="filters">
            <summary>{t.more}</summary>
            <div className="radios radios-listed">
              <label className="radio">
                <input type="checkbox" checked={clears} onChange={({ target }) => setClears(target.checked)} />
                <span>{t.clears}</span>
              </label>
              <label className="radio">
                <input type="checkbox" checked={whole} onChange={({ target }) => setWhole(target.checked)} />
                <span>{t.whole}</span>
              </label>
            </div>
            <div className="asked">
              <label htmlFor={`${id}-keep`}>{t.keepAs}</label>
              <p className="help" id={`${id}-keep-help`}>
                {t.keepAsHelp}
              </p>
              <input
                id={`${id}-keep`}
                className="input"
                maxLength={40}
                value={keepAs}
                aria-describedby={`${id}-keep-help`}
                onChange={({ target }) => setKeepAs(target.value)}
              />
            </div>
          </details>
        </div>
      </Panel>
      {act.error && <Failure error={act.error} />}
      <div className="form-foot">
        <Button type="submit" look="primary" busy={act.isPending}>
          {t.check}
        </Button>
        <Button onClick={() => act.mutate('cancel')}>{t.cancel}</Button>
      </div>
    </form>
  )
}
