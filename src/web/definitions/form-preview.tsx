import type { Fields, Problem } from '#declare'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Button, Empty, Kbd, Panel, Tag } from '../blocks/index.ts'
import { FieldsAsked } from '../forms/fields-asked.tsx'
import { useText } from '../texts.ts'
import { isAsked } from './draft-model.ts'
import { kindTexts } from './kind-texts.ts'
import { definitionTexts } from './texts.ts'

interface FormPreviewProps {
  fields: Fields
  chosen: string | null
  problems: readonly Problem[]
  canRemove: (key: string) => boolean
  /** It has data: it is retired, and not removed. */
  isInForce: (key: string) => boolean
  onChoose: (key: string) => void
  onMove: (key: string, by: number) => void
  onRemove: (key: string) => void
}

/** The form as it will look, with the inputs themselves; each field is chosen, moved and removed here, by keys too. */
export function FormPreview({ fields, chosen, problems, canRemove, isInForce, onChoose, onMove, onRemove }: FormPreviewProps) {
  const t = useText(definitionTexts)
  const kinds = useText(kindTexts)
  const [values, setValues] = useState<Record<string, unknown>>({})
  const list = useRef<HTMLOListElement>(null)
  const following = useRef<string>(undefined)
  // What was moved keeps the focus at its new place; after a removal it goes to the field that took the place.
  useEffect(() => {
    const key = following.current === '' ? chosen : following.current
    following.current = undefined
    if (key) list.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(key)}"] .preview-name`)?.focus()
  })
  const onKeyDown = (key: string) => (event: KeyboardEvent) => {
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault()
      following.current = key
      onMove(key, event.key === 'ArrowUp' ? -1 : 1)
    } else if (event.key === 'Delete' && canRemove(key)) {
      event.preventDefault()
      following.current = isInForce(key) ? key : ''
      onRemove(key)
    }
  }
  const keys = Object.keys(fields)
  return (
    <div className="designer-form">
      <Panel title={t.form} lead={t.formLead}>
        {keys.length === 0 && <Empty icon="add">{t.noFields}</Empty>}
        <ol ref={list} className="preview">
          {keys.map((key, i) => {
            const field = fields[key]!
            const isWrong = problems.some(({ path }) => path === `fields/${key}` || path.startsWith(`fields/${key}/`))
            return (
              <li
                key={key}
                data-field={key}
                className={['preview-field', key === chosen && 'preview-chosen', isWrong && 'preview-wrong'].filter(Boolean).join(' ')}
              >
                <div className="preview-head">
                  <button
                    type="button"
                    className="preview-name"
                    aria-pressed={key === chosen}
                    onClick={() => onChoose(key)}
                    onKeyDown={onKeyDown(key)}
                  >
                    <span className="small">{field.label}</span> <span className="small soft">{kinds[field.kind]}</span>
                    {isWrong && <Tag tone="bad">!</Tag>}
                  </button>
                  {key === chosen && (
                    <span className="preview-acts">
                      <Button
                        small
                        look="quiet"
                        icon="up"
                        aria-label={`${t.moveUp}：${field.label}`}
                        disabled={i === 0}
                        onClick={() => onMove(key, -1)}
                      />
                      <Button
                        small
                        look="quiet"
                        icon="down"
                        aria-label={`${t.moveDown}：${field.label}`}
                        disabled={i === keys.length - 1}
                        onClick={() => onMove(key, 1)}
                      />
                      {canRemove(key) && (
                        <Button small look="quiet" onClick={() => onRemove(key)}>
                          {isInForce(key) ? (field.retired ? t.restore : t.retire) : t.remove}
                        </Button>
                      )}
                    </span>
                  )}
                </div>
                {isAsked(field) ? (
                  <FieldsAsked fields={{ [key]: field }} values={values} prefix="preview" onChange={setValues} />
                ) : (
                  <p className="soft">
                    {field.label} · {field.retired ? t.retiredNote : t.given}
                  </p>
                )}
              </li>
            )
          })}
        </ol>
        {keys.length > 0 && (
          <p className="small soft row">
            <Kbd keys={['Alt', '↑']} /> <Kbd keys={['Alt', '↓']} /> {t.keysMove} <Kbd keys={['Delete']} /> {t.keysRemove}
          </p>
        )}
      </Panel>
    </div>
  )
}
