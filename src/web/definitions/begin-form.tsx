import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState, type SubmitEvent } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { request } from '../api/request.ts'
import { Button, Failure, Panel } from '../blocks/index.ts'
import { useSystems } from '../registers/declared.ts'
import { useText } from '../texts.ts'
import { definitionCalls, type DefinitionFrom, type Listed } from './data.ts'
import { definitionTexts } from './texts.ts'

type Way = 'blank' | 'copy' | 'overlay' | 'template' | 'entry' | 'file'

interface Entry {
  id: string
  name: string
  register: string | null
}

/** Entries of the catalogue that no register of the platform stands behind: what departments hold elsewhere. */
const useEntries = (enabled: boolean) =>
  useQuery({
    queryKey: ['catalogue', 'entries'],
    queryFn: () => request<{ items: Entry[] }>('GET', '/api/catalogue?limit=200'),
    enabled,
  })

/** Where a draft begins. */
export function BeginForm({ templates }: Pick<Listed, 'templates'>) {
  const t = useText(definitionTexts)
  const id = useId()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { data: systems } = useSystems()
  // The page of an entry leads here.
  const given = useSearchParams()[0].get('entry')
  const [way, setWay] = useState<Way>(given ? 'entry' : 'blank')
  const [label, setLabel] = useState('')
  const [noun, setNoun] = useState('')
  const [which, setWhich] = useState(given ?? '')
  const [file, setFile] = useState<File>()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const entries = useEntries(way === 'entry').data?.items.filter(({ register }) => register === null) ?? []
  const registers = systems?.flatMap(({ registers: all }) => all) ?? []
  const choices: Partial<Record<Way, readonly { key: string; label: string }[]>> = {
    copy: registers.map((one) => ({ key: one.name, label: one.label })),
    overlay: registers.filter(({ name }) => !name.startsWith('local.')).map((one) => ({ key: one.name, label: one.label })),
    entry: entries.map((one) => ({ key: one.id, label: one.name })),
    template: templates.map((one) => ({ key: one.name, label: one.label })),
  }
  const options = choices[way]
  const isNamed = way === 'blank' || way === 'copy'
  const isReady = (!isNamed || label.trim() !== '') && (!options || which !== '') && (way !== 'file' || file !== undefined)
  const from = (): DefinitionFrom => {
    const named = { label: label.trim(), ...(noun ? { noun } : {}) }
    if (way === 'copy') return { kind: 'copy', register: which, ...named }
    if (way === 'overlay') return { kind: 'overlay', register: which }
    if (way === 'entry') return { kind: 'entry', entry: which }
    if (way === 'template') return { kind: 'template', template: which }
    return { kind: 'blank', ...named }
  }
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefusal(undefined)
    try {
      const begun = way === 'file' ? await definitionCalls.fromFile(file!) : await definitionCalls.begin(from())
      await client.invalidateQueries({ queryKey: ['definitions'] })
      await navigate(`/desk/definitions/${begun.id}`)
    } catch (error) {
      setRefusal(error as Error)
      setBusy(false)
    }
  }
  const ways: [Way, string][] = [
    ['blank', t.fromBlank],
    ['file', t.fromFile],
    ['copy', t.fromCopy],
    ['entry', t.fromEntry],
    ...(templates.length > 0 ? [['template', t.fromTemplate] as [Way, string]] : []),
    ['overlay', t.fromOverlay],
  ]
  return (
    <Panel title={t.begin} lead={t.beginLead} icon="add">
      <form className="stack" onSubmit={(event) => void send(event)}>
        <div className="begin-ways" role="radiogroup" aria-label={t.beginLead}>
          {ways.map(([key, said]) => (
            <label key={key} className="begin-way">
              <input
                type="radio"
                name={`${id}-way`}
                checked={way === key}
                onChange={() => {
                  setWay(key)
                  setWhich('')
                }}
              />
              <span>{said}</span>
            </label>
          ))}
        </div>
        <div className="begin-asked">
          {options && (
            <div className="asked">
              <label htmlFor={`${id}-which`}>{way === 'entry' ? t.whichEntry : way === 'template' ? t.whichTemplate : t.which}</label>
              <select id={`${id}-which`} className="input" value={which} onChange={(event) => setWhich(event.target.value)}>
                <option value="">{t.choose}</option>
                {options.map(({ key, label: said }) => (
                  <option key={key} value={key}>
                    {said}
                  </option>
                ))}
              </select>
            </div>
          )}
          {isNamed && (
            <>
              <div className="asked">
                <label htmlFor={`${id}-label`}>{t.name}</label>
                <input
                  id={`${id}-label`}
                  className="input"
                  maxLength={60}
                  value={label}
                  onChange={(event) => setLabel(event.target.value)}
                />
              </div>
              <div className="asked">
                <label htmlFor={`${id}-noun`}>{t.noun}</label>
                <p id={`${id}-noun-help`} className="help">
                  {t.nounHelp}
                </p>
                <input
                  id={`${id}-noun`}
                  className="input"
                  maxLength={24}
                  aria-describedby={`${id}-noun-help`}
                  value={noun}
                  onChange={(event) => setNoun(event.target.value.toLowerCase())}
                />
              </div>
            </>
          )}
          {way === 'file' && (
            <div className="asked">
              <label htmlFor={`${id}-file`}>{t.file}</label>
              <p id={`${id}-file-help`} className="help">
                {t.fileHelp}
              </p>
              <input
                id={`${id}-file`}
                className="input"
                type="file"
                accept=".csv,.xlsx,.ndjson,text/csv"
                aria-describedby={`${id}-file-help`}
                onChange={(event) => setFile(event.target.files?.[0])}
              />
            </div>
          )}
        </div>
        {refusal && <Failure error={refusal} />}
        <div className="row">
          <Button type="submit" look="primary" busy={busy} disabled={!isReady}>
            {t.start}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
