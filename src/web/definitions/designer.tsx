import type { AnyField, FieldKind, Fields, Problem } from '#declare'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { Button, Failure, Page, Panel, Tabs, Tag, useSay } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { AskForm } from './ask-form.tsx'
import { useAutosave, type SaveState } from './autosave.ts'
import { definitionCalls, type Version } from './data.ts'
import { addField, changeField, keyFor, kindGroups, kindsToChoose, moveField, newField, removeField, setPart } from './draft-model.ts'
import { FieldProperties } from './field-properties.tsx'
import { FormPreview } from './form-preview.tsx'
import { RegisterProperties } from './register-properties.tsx'
import { kindTexts } from './kind-texts.ts'
import { definitionTexts } from './texts.ts'

const tones = { saved: 'good', unsaved: 'plain', saving: 'info', failed: 'bad' } as const

/** The kinds of fields to choose from; what can't lie over a register that ships is not among them. */
function Kinds({ onAdd, isOverlay }: { onAdd: (kind: FieldKind) => void; isOverlay: boolean }) {
  const t = useText(definitionTexts)
  const kinds = useText(kindTexts)
  const offered = new Set<FieldKind>(kindsToChoose(isOverlay))
  const groups = { words: t.groupWords, amounts: t.groupAmounts, who: t.groupWho, where: t.groupWhere, more: t.groupMore }
  return (
    <Panel title={t.kinds}>
      <div className="kind-groups">
        {Object.entries(kindGroups).map(([group, all]) => (
          <div key={group} role="group" aria-label={groups[group as keyof typeof groups]}>
            <p className="small soft">{groups[group as keyof typeof groups]}</p>
            <div className="kind-buttons">
              {all
                .filter((kind) => offered.has(kind))
                .map((kind) => (
                  <Button key={kind} small onClick={() => onAdd(kind)}>
                    {kinds[kind]}
                  </Button>
                ))}
            </div>
          </div>
        ))}
      </div>
    </Panel>
  )
}

/** The problems of one field, by the rest of their path. */
const problemsOf = (problems: readonly Problem[], key: string): Problem[] =>
  problems.flatMap(({ path, message }) => {
    if (path === `fields/${key}`) return [{ path: '', message }]
    return path.startsWith(`fields/${key}/`) ? [{ path: path.slice(`fields/${key}/`.length), message }] : []
  })

/** The workbench of a draft: kinds to choose from, the form as it will look, the properties of what is chosen. */
export function Designer({ version }: { version: Version }) {
  const t = useText(definitionTexts)
  const say = useSay()
  const navigate = useNavigate()
  const client = useQueryClient()
  const kinds = useText(kindTexts)
  const { draft, problems, state, failure, change, settle } = useAutosave(version)
  const [chosen, setChosen] = useState<string | null>(null)
  const [fresh, setFresh] = useState<string | null>(null)
  // Counts what was chosen: a field whose key becomes another one stays the one that is worked on.
  const [picked, setPicked] = useState(0)
  const [sheet, setSheet] = useState<'field' | 'register'>('register')
  const [isAsking, setAsking] = useState(false)
  const isOverlay = version.kind === 'overlay'
  const fields = draft.register.fields as Fields
  const shipped = (version.shipped?.fields ?? {}) as Fields
  const inForce = (version.earlier?.register.fields ?? {}) as Fields
  const field = chosen === null ? undefined : fields[chosen]
  const choose = (key: string) => {
    setChosen(key)
    setPicked(picked + 1)
    setFresh(null)
    setSheet('field')
  }
  const add = (kind: FieldKind) => {
    const label = kinds[kind]
    const taken = Object.values(fields).map((one) => one.label)
    let said: string = label
    for (let i = 2; taken.includes(said); i++) said = `${label}${i}`
    const key = keyFor(said, fields, isOverlay)
    change(addField(draft, key, newField(kind, said), chosen))
    setChosen(key)
    setPicked(picked + 1)
    setFresh(key)
    setSheet('field')
    say(t.addedField(said))
  }
  const move = (key: string, by: number) => {
    const moved = moveField(draft, key, by)
    if (moved === draft) return
    change(moved)
    const order = Object.keys(moved.register.fields as Fields)
    say(t.moved(fields[key]!.label, order.indexOf(key) + 1, order.length))
  }
  const remove = (key: string) => {
    if (shipped[key]) return
    const { label } = fields[key]!
    if (inForce[key]) {
      const retired = fields[key]!.retired !== true
      const rest = retired
        ? { list: draft.register.list.filter((one) => one !== key), search: draft.register.search.filter((one) => one !== key) }
        : {}
      const set = changeField(draft, key, setPart(fields[key]!, 'retired', retired || undefined))
      change({ ...set, register: { ...set.register, ...rest } })
      return
    }
    const order = Object.keys(fields)
    const next = order[order.indexOf(key) + 1] ?? order[order.indexOf(key) - 1] ?? null
    change(removeField(draft, key))
    setChosen(next)
    setPicked(picked + 1)
    say(t.removedField(label))
  }
  const drop = async () => {
    await definitionCalls.remove(version.id)
    say(t.removed)
    await client.invalidateQueries({ queryKey: ['definitions'] })
    await navigate('/desk/definitions', { replace: true })
  }
  const saveWords: Record<SaveState, string> = { saved: t.savedNow, unsaved: t.unsaved, saving: t.saving, failed: t.saveFailed }
  const titleLine = `${draft.register.label} · ${t.version(version.version)}`
  return (
    <Page
      title={titleLine}
      up={{ to: '/desk/definitions', label: t.definitions }}
      mark={<Tag tone={tones[state]}>{saveWords[state]}</Tag>}
      actions={
        <>
          <Button onClick={() => void drop()}>{t.removeDraft}</Button>
          <Button look="primary" onClick={() => void settle().then((isSaved) => isSaved && setAsking(!isAsking))}>
            {isAsking ? t.backToForm : t.showPlan}
          </Button>
        </>
      }
    >
      {failure && <Failure error={failure} />}
      <p role="status" className={problems.length > 0 ? 'problem' : 'small soft'}>
        {problems.length > 0 ? t.problems(problems.length) : t.noProblems}
      </p>
      {isAsking ? (
        <AskForm version={version} />
      ) : (
        <div className="designer">
          <div className="designer-kinds">
            <Kinds onAdd={add} isOverlay={isOverlay} />
          </div>
          <FormPreview
            fields={fields}
            chosen={chosen}
            problems={problems}
            canRemove={(key) => !shipped[key]}
            isInForce={(key) => inForce[key] !== undefined}
            onChoose={choose}
            onMove={move}
            onRemove={remove}
          />
          <div className="designer-properties">
            <Panel title={t.properties}>
              <Tabs
                label={t.properties}
                tabs={[
                  { key: 'field', label: t.ofField },
                  { key: 'register', label: t.ofRegister },
                ]}
                open={sheet}
                onOpen={(key) => setSheet(key as typeof sheet)}
              >
                {sheet === 'field' ? (
                  field ? (
                    <FieldProperties
                      key={picked}
                      draft={draft}
                      of={chosen!}
                      field={field as AnyField}
                      problems={problemsOf(problems, chosen!)}
                      onChange={change}
                      onRename={(key) => {
                        setChosen(key)
                        if (fresh === chosen) setFresh(key)
                      }}
                      isShipped={shipped[chosen!] !== undefined}
                      isKept={inForce[chosen!] !== undefined}
                      isNew={fresh === chosen}
                      isOverlay={isOverlay}
                    />
                  ) : (
                    <p className="soft">{t.formLead}</p>
                  )
                ) : (
                  <RegisterProperties
                    draft={draft}
                    problems={problems}
                    onChange={change}
                    isOverlay={isOverlay}
                    isKept={version.base !== null}
                  />
                )}
              </Tabs>
            </Panel>
          </div>
        </div>
      )}
    </Page>
  )
}
