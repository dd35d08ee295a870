import type { OpenSource } from '#engines/registers'
import { useState } from 'react'
import { Button, Failure } from '../blocks/index.ts'
import { useRegister } from '../registers/declared.ts'
import { Filters } from '../registers/filters.tsx'
import { useText } from '../texts.ts'
import type { Selection } from './data.ts'
import { openDeskTexts } from './texts.ts'

/** What nothing has been said of yet. */
const emptySelection = (source: OpenSource, k: number): Selection => ({
  register: source.register,
  shape: source.records.length > 0 ? 'records' : 'counts',
  filter: '',
  columns: [],
  subject: source.subject,
  k,
  hold: false,
  protect: 'suppress',
})

interface FormProps {
  sources: readonly OpenSource[]
  leastK: number
  selection: Selection | undefined
  onChange: (selection: Selection) => void
  onCheck: () => void
  busy: boolean
  error: Error | null
}

function Columns({ source, selection, onChange }: { source: OpenSource; selection: Selection; onChange: (selection: Selection) => void }) {
  const t = useText(openDeskTexts)
  const isCounts = selection.shape === 'counts'
  const columns = source[selection.shape]
  const set = (field: string, change: Partial<Selection['columns'][number]> | undefined) => {
    const others = selection.columns.filter((one) => one.field !== field)
    const before = selection.columns.find((one) => one.field === field)
    const wanted = change === undefined ? [] : [{ field, level: 'exact', ...before, ...change }]
    // In the order of the register, whichever was chosen first.
    const order = new Map(columns.map((one, i) => [one.field, i]))
    onChange({ ...selection, columns: [...others, ...wanted].sort((a, b) => order.get(a.field)! - order.get(b.field)!) })
  }
  return (
    <fieldset className="open-columns">
      <legend>{t.columns}</legend>
      <p className="help">{isCounts ? t.dimensionsHelp : t.columnsHelp}</p>
      {columns.map(({ field, label, levels, personal }) => {
        const chosen = selection.columns.find((one) => one.field === field)
        const all = levels.flat().filter(({ key }) => !isCounts || key !== 'exact' || levels.flat().length === 1)
        return (
          <div key={field} className="open-column">
            <label className="radio">
              <input
                type="checkbox"
                checked={chosen !== undefined}
                onChange={(event) => set(field, event.target.checked ? { level: all[0]!.key } : undefined)}
              />
              <span>
                {label} {personal && <span className="small soft">{t.personal}</span>}
              </span>
            </label>
            {chosen && all.length > 1 && (
              <select
                className="input"
                aria-label={t.level(label)}
                value={chosen.level}
                onChange={(event) => set(field, { level: event.target.value })}
              >
                {all.map(({ key, label: words }) => (
                  <option key={key} value={key}>
                    {words}
                  </option>
                ))}
              </select>
            )}
            {chosen && selection.subject === 'person' && !isCounts && (
              <label className="radio small">
                <input
                  type="checkbox"
                  checked={chosen.sensitive ?? false}
                  onChange={(event) => set(field, { sensitive: event.target.checked })}
                />
                <span>{t.sensitive}</span>
              </label>
            )}
          </div>
        )
      })}
      {selection.subject === 'person' && !isCounts && <p className="help">{t.sensitiveHelp}</p>}
    </fieldset>
  )
}

/** What is opened: register, shape, which records, which columns and how precise, and how many must be alike. */
export function SelectionForm({ sources, leastK, selection, onChange, onCheck, busy, error }: FormProps) {
  const t = useText(openDeskTexts)
  const [missing, setMissing] = useState(false)
  const source = sources.find(({ register }) => register === selection?.register)
  const register = useRegister(selection?.register ?? '')
  if (sources.length === 0) return <p>{t.noSources}</p>
  const choose = (register: string) => {
    const found = sources.find((one) => one.register === register)
    if (found) onChange(emptySelection(found, leastK))
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        setMissing(!selection || selection.columns.length === 0)
        if (selection && selection.columns.length > 0) onCheck()
      }}
    >
      <div className="asked">
        <label htmlFor="open-register">{t.register}</label>
        <select id="open-register" className="input" value={selection?.register ?? ''} onChange={(event) => choose(event.target.value)}>
          {!selection && <option value="">{t.chooseRegister}</option>}
          {sources.map(({ register, label }) => (
            <option key={register} value={register}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {selection && source && (
        <>
          <div className="asked">
            <label htmlFor="open-shape">{t.shape}</label>
            <select
              id="open-shape"
              className="input"
              value={selection.shape}
              onChange={(event) => onChange({ ...selection, shape: event.target.value as Selection['shape'], columns: [] })}
            >
              {source.records.length > 0 && <option value="records">{t.records}</option>}
              {source.counts.length > 0 && <option value="counts">{t.counts}</option>}
            </select>
          </div>
          <Columns {...{ source, selection, onChange }} />
          {register && (
            <fieldset className="asked">
              <legend>{t.filter}</legend>
              <Filters
                register={register}
                search={new URLSearchParams(selection.filter)}
                setSearch={(next) => onChange({ ...selection, filter: next.toString() })}
                titles={{}}
              />
              <p className="help">{t.filterHelp}</p>
            </fieldset>
          )}
          {!source.subjectFixed && (
            <div className="asked">
              <label htmlFor="open-subject">{t.subject}</label>
              <select
                id="open-subject"
                className="input"
                value={selection.subject}
                onChange={(event) => onChange({ ...selection, subject: event.target.value as Selection['subject'] })}
              >
                {(['person', 'organisation', 'thing'] as const).map((one) => (
                  <option key={one} value={one}>
                    {t[one]}
                  </option>
                ))}
              </select>
            </div>
          )}
          {selection.subject !== source.subject && (
            <div className="asked">
              <label htmlFor="open-ground">{t.ground}</label>
              <textarea
                id="open-ground"
                className="input"
                rows={2}
                maxLength={500}
                aria-describedby="open-ground-help"
                value={selection.ground ?? ''}
                onChange={(event) => onChange({ ...selection, ground: event.target.value })}
              />
              <p id="open-ground-help" className="help">
                {t.groundHelp}
              </p>
            </div>
          )}
          {selection.subject === 'person' && (
            <>
              <div className="asked">
                <label htmlFor="open-k">{t.k}</label>
                <input
                  id="open-k"
                  type="number"
                  className="input"
                  min={leastK}
                  max={100}
                  value={selection.k}
                  aria-describedby="open-k-help"
                  onChange={(event) => onChange({ ...selection, k: Math.trunc(Number(event.target.value)) || leastK })}
                />
                <p id="open-k-help" className="help">
                  {t.kHelp(leastK)}
                </p>
              </div>
              {selection.shape === 'records' ? (
                <label className="radio">
                  <input
                    type="checkbox"
                    checked={selection.hold}
                    onChange={(event) => onChange({ ...selection, hold: event.target.checked })}
                  />
                  <span>{t.hold}</span>
                </label>
              ) : (
                <div className="asked">
                  <label htmlFor="open-protect">{t.protect}</label>
                  <select
                    id="open-protect"
                    className="input"
                    value={selection.protect}
                    onChange={(event) => onChange({ ...selection, protect: event.target.value as Selection['protect'] })}
                  >
                    <option value="suppress">{t.suppress}</option>
                    <option value="round">{t.round}</option>
                  </select>
                </div>
              )}
            </>
          )}
        </>
      )}
      <p className="problem" role="status">
        {missing && t.columns}
      </p>
      {error && <Failure error={error} />}
      <div className="form-foot">
        <Button look="primary" type="submit" busy={busy}>
          {t.check}
        </Button>
      </div>
    </form>
  )
}
