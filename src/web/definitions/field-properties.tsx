import { kindOf, privacies, shares, type AnyField, type ChoiceField, type Fields, type FieldKind, type Problem } from '#declare'
import { Button, Notice } from '../blocks/index.ts'
import { useSystems } from '../registers/declared.ts'
import { FieldsAsked } from '../forms/fields-asked.tsx'
import { useText } from '../texts.ts'
import type { DefinitionDraft } from './data.ts'
import { changeField, changeKind, keyFor, kindsToChoose, renameKey, setPart } from './draft-model.ts'
import { Choice, Quantity, Words, Yes } from './form-part.tsx'
import { InnerFields, Options } from './option-lines.tsx'
import { kindTexts } from './kind-texts.ts'
import { definitionTexts } from './texts.ts'

interface PropertiesProps {
  draft: DefinitionDraft
  field: AnyField
  /** The key of the field. */
  of: string
  /** Problems of this field, by the rest of their path. */
  problems: readonly Problem[]
  onChange: (draft: DefinitionDraft) => void
  /** Told when the key became another one. */
  onRename: (key: string) => void
  /** It ships: only its words, options and limits may be said otherwise. */
  isShipped: boolean
  /** It is in force: its key and kind stay. */
  isKept: boolean
  /** It was only just added, so that its name is to be written. */
  isNew: boolean
  isOverlay: boolean
}

type Plain = Record<string, unknown>

/** What only some kinds say of themselves. */
function OwnParts({
  field,
  set,
  said,
  fields,
  isShipped,
}: {
  field: AnyField
  set: (part: string, value: unknown) => void
  said: (part: string) => string | undefined
  fields: Fields
  isShipped: boolean
}) {
  const t = useText(definitionTexts)
  const { data: systems } = useSystems()
  const own = field as unknown as Plain
  const number = (part: string, label: string) => (
    <Quantity
      key={part}
      label={label}
      value={own[part] as number | undefined}
      onChange={(value) => set(part, value)}
      problem={said(part)}
    />
  )
  const words = (part: string, label: string, help?: string) => (
    <Words
      label={label}
      {...(help ? { help } : {})}
      value={String(own[part] ?? '')}
      onChange={(value) => set(part, value)}
      problem={said(part)}
    />
  )
  switch (field.kind) {
    case 'text':
      return (
        <>
          {number('max', t.max)}
          {!isShipped && <Yes label={t.lines} value={own.lines === true} onChange={(value) => set('lines', value || undefined)} />}
        </>
      )
    case 'number':
      return (
        <>
          {number('min', t.min)}
          {number('max', t.maxValue)}
          {!isShipped && number('decimals', t.decimals)}
          {!isShipped && words('unit', t.unit)}
        </>
      )
    case 'choice':
      return (
        <>
          <Options field={field as unknown as ChoiceField} problem={said('choices')} onChange={(choices) => set('choices', choices)} />
          {!isShipped && <Yes label={t.multiple} value={own.multiple === true} onChange={(value) => set('multiple', value || undefined)} />}
        </>
      )
    case 'date':
      return isShipped ? null : (
        <Yes label={t.endless} value={own.endless === true} onChange={(value) => set('endless', value || undefined)} />
      )
    case 'code':
      return isShipped ? null : words('list', t.list)
    case 'ref':
    case 'references': {
      const options = [
        ...(systems ?? []).flatMap(({ registers }) => registers).map((one): [string, string] => [one.name, one.label]),
        ...(systems?.some(({ registers }) => registers.some(({ name }) => name === 'identity.organisation'))
          ? []
          : [['identity.organisation', t.organisation] as [string, string]]),
      ]
      return isShipped ? null : (
        <Choice label={t.to} value={String(own.to ?? '')} onChange={(value) => set('to', value)} options={options} problem={said('to')} />
      )
    }
    case 'sequence':
    case 'gapless': {
      const dates = Object.entries(fields).flatMap(([key, one]): [string, string][] =>
        one.kind === 'date' || one.kind === 'moment' ? [[key, one.label]] : [],
      )
      return (
        <>
          {words('format', t.format, t.formatHelp('SJ{yyyy}{00000}'))}
          {field.kind === 'gapless' && (
            <Choice
              label={t.on}
              value={String(own.on ?? '')}
              onChange={(value) => set('on', value)}
              options={[['', t.onNone], ...dates]}
              problem={said('on')}
            />
          )}
        </>
      )
    }
    case 'formula':
      return isShipped ? null : (
        <>
          <Words
            label={t.formula}
            help={`${t.formulaHelp('depth > 30')} ${Object.entries(fields)
              .filter(([, one]) => one !== field && !one.retired)
              .map(([key, { label }]) => `${key} ${label}`)
              .join('；')}`}
            lines={3}
            max={1000}
            value={String(own.formula ?? '')}
            onChange={(value) => set('formula', value)}
            problem={said('formula')}
          />
          <Choice
            label={t.gives}
            value={String(own.gives)}
            onChange={(value) => set('gives', value)}
            options={(['number', 'money', 'date', 'flag', 'text'] as const).map((one) => [one, t[one]])}
          />
          {own.gives === 'number' && number('decimals', t.decimals)}
          {own.gives === 'number' && words('unit', t.unit)}
        </>
      )
    case 'rows':
      return isShipped ? null : (
        <>
          <InnerFields fields={own.fields as Fields} problem={said('fields')} onChange={(inner) => set('fields', inner)} />
          {number('max', t.mostRows)}
        </>
      )
    case 'address':
      return isShipped ? null : number('max', t.max)
    default:
      return null
  }
}

/** The properties of the chosen field. */
export function FieldProperties({ draft, field, of, problems, onChange, onRename, isShipped, isKept, isNew, isOverlay }: PropertiesProps) {
  const t = useText(definitionTexts)
  const kinds = useText(kindTexts)
  const said = (part: string) => problems.find(({ path }) => path === part)?.message
  const set = (part: string, value: unknown) => onChange(changeField(draft, of, setPart(field, part, value)))
  const english = (at: string, value: string) => {
    const { [at]: _before, ...rest } = draft.english
    onChange({ ...draft, english: value === '' ? rest : { ...rest, [at]: value } })
  }
  /** Until somebody writes a key, or it is in force, it is the pinyin of the name. */
  const followLabel = () => {
    if (isKept || isShipped || !isNew) return
    const { [of]: _own, ...others } = draft.register.fields as Fields
    const to = keyFor(field.label, others, isOverlay)
    const renamed = to === of ? draft : renameKey(draft, of, to)
    if (renamed === draft) return
    onChange(renamed)
    onRename(to)
  }
  const given = kindOf(field).given === true
  const hasFill = !isOverlay && !field.optional && !given && !field.sealed && !['file', 'picture', 'rows'].includes(field.kind)
  const whole = said('')
  return (
    <div className="stack properties">
      {isShipped && <Notice>{t.shippedField}</Notice>}
      {whole && <Notice tone="bad">{whole}</Notice>}
      <Words
        label={t.label}
        value={field.label}
        max={60}
        focused={isNew}
        onChange={(value) => set('label', value)}
        onLeave={followLabel}
        problem={said('label')}
      />
      {isKept || isShipped ? (
        <p className="small soft">
          {t.kind}：{kinds[field.kind as FieldKind]} · {t.key}：<code>{of}</code>
        </p>
      ) : (
        <Choice
          label={t.kind}
          value={field.kind}
          onChange={(kind) => onChange(changeKind(draft, of, kind as FieldKind))}
          options={kindsToChoose(isOverlay).map((kind) => [kind, kinds[kind]])}
        />
      )}
      {!given && !isShipped && !isOverlay && (
        <Yes label={t.required} value={!field.optional} onChange={(value) => set('optional', !value)} problem={said('optional')} />
      )}
      <OwnParts field={field} set={set} said={said} fields={draft.register.fields as Fields} isShipped={isShipped} />
      <Words label={t.help} value={field.help ?? ''} onChange={(value) => set('help', value)} problem={said('help')} />
      {!isShipped && (
        <>
          <Choice
            label={t.privacy}
            value={field.privacy}
            onChange={(value) => set('privacy', value)}
            options={Object.entries(privacies)}
            problem={said('privacy')}
          />
          <Choice
            label={t.share}
            value={field.share ?? ''}
            onChange={(value) => set('share', value)}
            options={[['', t.sameShare], ...Object.entries(shares)]}
            problem={said('share')}
          />
          <Yes label={t.open} value={field.open} onChange={(value) => set('open', value)} problem={said('open')} />
          {kindOf(field).column(field) === 'text' && !given && !isKept && field.kind !== 'person-id' && (
            <Yes label={t.sealed} value={field.sealed} onChange={(value) => set('sealed', value)} problem={said('sealed')} />
          )}
        </>
      )}
      {hasFill && isOverlay === false && (
        <details open={said('optional') !== undefined}>
          <summary>{t.fill}</summary>
          <p className="help">{t.fillHelp}</p>
          <FieldsAsked
            fields={{ [of]: { ...field, optional: true, label: t.fill } as AnyField }}
            values={draft.fill}
            prefix="fill"
            onChange={(values) => {
              const { [of]: value } = values
              const { [of]: _before, ...rest } = draft.fill
              onChange({ ...draft, fill: value === null || value === undefined || value === '' ? rest : { ...rest, [of]: value } })
            }}
          />
        </details>
      )}
      <details>
        <summary>{t.inEnglish}</summary>
        <div className="stack">
          <Words label={t.labelEn} value={draft.english[of] ?? ''} max={100} onChange={(value) => english(of, value)} />
          <Words label={t.helpEn} value={draft.english[`${of}/help`] ?? ''} onChange={(value) => english(`${of}/help`, value)} />
          {field.kind === 'choice' &&
            Object.entries((field as unknown as ChoiceField).choices).map(([option, words]) => (
              <Words
                key={option}
                label={t.optionEn(words)}
                max={100}
                value={draft.english[`${of}/choices/${option}`] ?? ''}
                onChange={(value) => english(`${of}/choices/${option}`, value)}
              />
            ))}
        </div>
      </details>
      {!isKept && !isShipped && <KeyOf of={of} draft={draft} onChange={onChange} onRename={onRename} />}
    </div>
  )
}

/** The key, which is written whole before it takes the place of the other. */
function KeyOf({ of, draft, onChange, onRename }: Pick<PropertiesProps, 'of' | 'draft' | 'onChange' | 'onRename'>) {
  const t = useText(definitionTexts)
  return (
    <details>
      <summary>{t.key}</summary>
      <form
        className="stack-tight"
        onSubmit={(event) => {
          event.preventDefault()
          const to = String(new FormData(event.currentTarget).get('key')).trim()
          const renamed = renameKey(draft, of, to)
          if (renamed === draft) return
          onChange(renamed)
          onRename(to)
        }}
      >
        <label className="asked">
          <span className="help">{t.keyHelp}</span>
          <input name="key" className="input" aria-label={t.key} maxLength={32} defaultValue={of} pattern="[a-z][A-Za-z0-9]*" />
        </label>
        <Button type="submit" small>
          {t.change}
        </Button>
      </form>
    </details>
  )
}
