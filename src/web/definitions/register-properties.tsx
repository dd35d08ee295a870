import { baseClasses, cycles, shares, themes, type AnyField, type AnyRegister, type Fields, type Problem, type RegisterAct } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { calls } from '../api/calls.ts'
import { useSystems } from '../registers/declared.ts'
import { useSigns, useText } from '../texts.ts'
import type { DefinitionDraft, Grant } from './data.ts'
import { Choice, Several, Words, Yes } from './form-part.tsx'
import { actTexts } from './kind-texts.ts'
import { definitionTexts } from './texts.ts'

interface PropertiesProps {
  draft: DefinitionDraft
  problems: readonly Problem[]
  onChange: (draft: DefinitionDraft) => void
  isOverlay: boolean
  /** Where its records lie can't be said otherwise once it is in force. */
  isKept: boolean
}

const acts: readonly RegisterAct[] = ['read', 'add', 'change', 'end', 'reveal', 'unmask', 'export', 'history']

/** What its own roles may do. */
function Grants({ draft, onChange, problems }: Pick<PropertiesProps, 'draft' | 'onChange' | 'problems'>) {
  const t = useText(definitionTexts)
  const names = useText(actTexts)
  const set = (role: string, change: Partial<Grant>) => {
    const known = draft.grants.some((one) => one.role === role)
    const grants = known ? draft.grants : [...draft.grants, { role, acts: [], scope: 'region' as const }]
    onChange({
      ...draft,
      grants: grants.map((one) => (one.role === role ? { ...one, ...change } : one)).filter((one) => one.acts.length > 0),
    })
  }
  return (
    <div className="stack">
      <p className="help">{t.grantsLead}</p>
      {(['keeper', 'reader'] as const).map((role) => {
        const at = draft.grants.findIndex((one) => one.role === role)
        const grant = draft.grants[at]
        return (
          <div key={role} className="stack-tight">
            <Several
              legend={t[role]}
              options={acts.map((act) => [act, names[act]])}
              chosen={grant?.acts ?? []}
              onChange={(chosen) => set(role, { acts: acts.filter((one) => chosen.includes(one)) })}
              problem={problems.find(({ path }) => path === `grants/${at}`)?.message}
            />
            {grant && (
              <Choice
                label={`${t[role]} · ${t.scope}`}
                value={grant.scope}
                onChange={(scope) => set(role, { scope: scope as Grant['scope'] })}
                options={[
                  ['region', t.scopeRegion],
                  ['organisation', t.scopeOrganisation],
                  ['all', t.scopeAll],
                ]}
              />
            )}
          </div>
        )
      })}
      {problems.some(({ path }) => path === 'grants') && (
        <p className="problem">{problems.find(({ path }) => path === 'grants')!.message}</p>
      )}
    </div>
  )
}

/** Functions of organisations, each under the name of one that has it; of the other registers' stewards by themselves. */
function useFunctions(): (readonly [string, string])[] {
  const { data: systems } = useSystems()
  const { data: organisations } = useQuery({
    queryKey: ['records', 'identity.organisation', 'functions'],
    queryFn: () => calls.records('identity.organisation', { limit: 500 }),
    staleTime: 300_000,
    retry: false,
  })
  const found = new Map<string, string>()
  for (const { steward } of systems?.flatMap(({ registers }) => registers) ?? []) found.set(steward, steward)
  // The highest organisation of a function stands first in the tree.
  for (const row of organisations?.items.toReversed() ?? []) if (row.function) found.set(String(row.function), String(row.name))
  return [...found].sort(([, one], [, other]) => one.localeCompare(other, 'zh-CN'))
}

/** The properties of the register itself. */
export function RegisterProperties({ draft, problems, onChange, isOverlay, isKept }: PropertiesProps) {
  const t = useText(definitionTexts)
  const signs = useSigns()
  const functions = useFunctions()
  const { register } = draft
  const fields = Object.entries(register.fields as Fields).filter(([, { retired }]) => !retired)
  const said = (part: string) => problems.find(({ path }) => path === part || path.startsWith(`${part}/`))?.message
  const set = (change: Record<string, unknown>) => onChange({ ...draft, register: { ...register, ...change } as AnyRegister })
  const english = (at: string, value: string) => {
    const { [at]: _before, ...rest } = draft.english
    onChange({ ...draft, english: value === '' ? rest : { ...rest, [at]: value } })
  }
  const named = (kinds?: readonly string[]) =>
    fields.filter(([, { kind }]) => !kinds || kinds.includes(kind)).map(([key, { label }]): [string, string] => [key, label])
  const to = (name: string) =>
    fields.flatMap(([key, field]): [string, string][] =>
      field.kind === 'ref' && (field as unknown as { to: string }).to === name ? [[key, field.label]] : [],
    )
  const classed = register.classed ? ('base' in register.classed ? `base ${register.classed.base}` : `theme ${register.classed.theme}`) : ''
  const words = (
    <>
      <Words label={t.name} value={register.label} max={60} onChange={(label) => set({ label })} problem={said('label')} />
      <Words label={t.about} value={register.about ?? ''} lines={2} onChange={(about) => set({ about })} problem={said('about')} />
      <details>
        <summary>{t.inEnglish}</summary>
        <div className="stack">
          <Words label={t.labelEn} value={draft.english[''] ?? ''} max={100} onChange={(value) => english('', value)} />
          <Words label={t.aboutEn} value={draft.english.about ?? ''} onChange={(value) => english('about', value)} />
        </div>
      </details>
      <Several legend={t.listColumns} options={named()} chosen={register.list} onChange={(list) => set({ list })} problem={said('list')} />
    </>
  )
  if (isOverlay) return <div className="stack properties">{words}</div>
  return (
    <div className="stack properties">
      {words}
      <Choice
        label={t.title}
        help={t.titleHelp}
        value={register.title}
        onChange={(title) => {
          // People know a record by it: it is never left out.
          const field = register.fields[title] as AnyField | undefined
          const titled = field?.optional && !isKept ? { fields: { ...register.fields, [title]: { ...field, optional: false } } } : {}
          set({ title, ...titled })
        }}
        options={[['', t.choose], ...named(['text', 'credit-code', 'sequence', 'gapless', 'code', 'choice', 'plate'])]}
        problem={said('title')}
      />
      <Several
        legend={t.search}
        options={named(['text', 'credit-code', 'plate', 'phone', 'address', 'sequence', 'gapless', 'code', 'picture'])}
        chosen={register.search}
        onChange={(search) => set({ search })}
        problem={said('search')}
      />
      <UniqueKeys key={isKept ? 'kept' : 'new'} unique={register.unique} onChange={(unique) => set({ unique })} problem={said('unique')} />
      <Choice
        label={t.steward}
        help={t.stewardHelp}
        value={register.steward}
        onChange={(steward) => set({ steward })}
        options={[['', t.choose], ...functions]}
        problem={said('steward')}
      />
      <Choice
        label={t.share}
        value={register.share}
        onChange={(share) => set({ share })}
        options={Object.entries(shares)}
        problem={said('share')}
      />
      {register.share === 'conditional' && (
        <Words
          label={t.shareCondition}
          value={register.shareCondition ?? ''}
          lines={2}
          max={500}
          onChange={(value) => set({ shareCondition: value })}
          problem={said('shareCondition')}
        />
      )}
      {register.share !== 'unconditional' && (
        <Words
          label={t.shareGround}
          value={register.shareGround ?? ''}
          lines={2}
          max={500}
          onChange={(value) => set({ shareGround: value })}
          problem={said('shareGround')}
        />
      )}
      <Choice label={t.cycle} value={register.cycle ?? 'irregular'} onChange={(cycle) => set({ cycle })} options={Object.entries(cycles)} />
      <Choice
        label={t.classed}
        value={classed}
        onChange={(value) => {
          const [kind, name] = value.split(' ')
          set({ classed: name ? { [kind!]: name } : undefined })
        }}
        options={[
          ['', t.classedNone],
          ...Object.entries(baseClasses).map(([key, label]): [string, string] => [`base ${key}`, t.classedBase(label)]),
          ...Object.entries(themes).map(([key, label]): [string, string] => [`theme ${key}`, t.classedTheme(label)]),
        ]}
      />
      {!isKept && (
        <>
          <Choice
            label={t.class}
            value={register.class}
            onChange={(value) => set({ class: value })}
            options={[
              ['internal', t.internal],
              ['public', t.public],
            ]}
          />
          <Choice
            label={t.region}
            value={register.region ?? ''}
            onChange={(region) => set({ region: region || undefined })}
            options={[['', t.ownNone], ...named(['region'])]}
            problem={said('region')}
          />
          <Choice
            label={t.organisation}
            value={register.organisation ?? ''}
            onChange={(value) => set({ organisation: value || undefined })}
            options={[['', t.ownNone], ...to('identity.organisation')]}
            problem={said('organisation')}
          />
          <Yes
            label={t.effective}
            value={register.effective === true}
            onChange={(effective) => set({ effective: effective || undefined })}
          />
        </>
      )}
      <h3>
        {t.grants}
        {signs.colon}
      </h3>
      <Grants draft={draft} onChange={onChange} problems={problems} />
    </div>
  )
}

const linesOf = (unique: AnyRegister['unique']) => unique.map((key) => key.join(' + ')).join('\n')

function UniqueKeys({
  unique,
  onChange,
  problem,
}: {
  unique: AnyRegister['unique']
  onChange: (unique: string[][]) => void
  problem: string | undefined
}) {
  const t = useText(definitionTexts)
  return (
    <UniqueLines
      label={t.unique}
      help={t.uniqueHelp('number + year')}
      problem={problem}
      initial={linesOf(unique)}
      onChange={(lines) =>
        onChange(
          lines
            .split('\n')
            .map((line) =>
              line
                .split('+')
                .map((key) => key.trim())
                .filter(Boolean),
            )
            .filter((key) => key.length > 0),
        )
      }
    />
  )
}

function UniqueLines({
  label,
  help,
  problem,
  initial,
  onChange,
}: {
  label: string
  help: string
  problem: string | undefined
  initial: string
  onChange: (lines: string) => void
}) {
  const [lines, setLines] = useState(initial)
  return (
    <Words
      label={label}
      help={help}
      lines={2}
      max={1000}
      value={lines}
      problem={problem}
      onChange={(value) => {
        setLines(value)
        onChange(value)
      }}
    />
  )
}
