import { text, type Fields } from '#declare'
import { useState, type SubmitEvent } from 'react'
import type { Material } from '../api/types.ts'
import { Button, Tag } from '../blocks/index.ts'
import { caseTexts } from '../cases/texts.ts'
import { Upload } from '../fields/file.tsx'
import { elementId } from '../forms/fields-asked.tsx'
import { ProblemSummary } from '../forms/problem-summary.tsx'
import { useText } from '../texts.ts'
import { applicationOf, missingMaterials } from './application.ts'
import type { StepProps } from './apply.tsx'
import { fromApplicant } from './needs.ts'
import { applyTexts } from './apply-texts.ts'

/** Names of the materials, in the shape in which problems are led to their places. */
const named = (materials: readonly Material[]): Fields => Object.fromEntries(materials.map(({ key, name }) => [key, text(name)]))

/** What must be uploaded, and what need not. */
export function MaterialsStep({ detail, draft, setDraft, onNext, onBack }: StepProps) {
  const t = useText(applyTexts)
  const sources = useText(caseTexts)
  const [turn, setTurn] = useState(0)
  const application = applicationOf(detail, draft)
  const missing = missingMaterials(application, t.materialMissing)
  const problems = turn > 0 ? missing : []
  const asked = application.materials.filter(fromApplicant)
  const free = application.materials.filter((material) => !fromApplicant(material))
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    if (missing.length === 0) onNext()
  }
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <ProblemSummary problems={problems} fields={named(asked)} prefix="material" turn={turn} />
      {asked.length === 0 && <p>{t.nothingToUpload}</p>}
      <ul className="material-list">
        {asked.map(({ key, name, required, note, accept }) => {
          const problem = problems.find(({ path }) => path === key)
          const id = elementId('material', key)
          return (
            <li key={key} className={problem ? 'asked-wrong' : undefined}>
              <p className="row">
                <b>{name}</b>
                <Tag tone={required ? 'warn' : 'plain'}>{required ? t.must : t.may}</Tag>
              </p>
              {note && (
                <p id={`${id}-note`} className="small soft">
                  {note}
                </p>
              )}
              <Upload
                id={id}
                label={name}
                accept={accept}
                file={draft.files[key] ?? null}
                invalid={problem !== undefined}
                describedBy={note ? `${id}-note` : undefined}
                onChange={(file) => {
                  const { [key]: _, ...rest } = draft.files
                  setDraft({ ...draft, files: file ? { ...rest, [key]: file } : rest })
                }}
              />
            </li>
          )
        })}
      </ul>
      {free.length > 0 && (
        <section>
          <h3>{t.noUpload}</h3>
          <ul className="plain-list">
            {free.map(({ key, name, source }) => (
              <li key={key}>
                {name} <span className="small soft">{sources[`source_${source as 'applicant'}`] ?? source}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="form-foot">
        <Button type="submit" look="primary">
          {t.next}
        </Button>
        {onBack && <Button onClick={onBack}>{t.before}</Button>}
      </div>
    </form>
  )
}
