import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useNavigate } from 'react-router'
import { deskCalls } from '../api/desk-calls.ts'
import { Dialog, Icon, Kbd, type IconName } from '../blocks/index.ts'
import { useSettled } from '../fields/settled.ts'
import { useSystems } from '../registers/declared.ts'
import { useText } from '../texts.ts'
import { useActs } from './acts.ts'
import { index, matching, type Command, type Sounds } from './palette-model.ts'
import { deskTexts } from './texts.ts'

const MOST = 30
const icons: Record<Command['group'], IconName> = {
  pages: 'go',
  acts: 'settings',
  views: 'star',
  registers: 'registers',
  cases: 'matters',
  records: 'paper',
}

/** What is there without asking the server: pages, registers, views, acts. */
function useKnown(pages: readonly Command[]): Command[] {
  const { data: systems } = useSystems()
  const { data: views } = useQuery({ queryKey: ['views', 'all'], queryFn: () => deskCalls.views(), staleTime: 60_000 })
  const acts = useActs()
  return useMemo(
    () => [
      ...pages,
      ...acts,
      ...(views?.items ?? []).map((view): Command => ({
        key: view.id,
        group: 'views',
        label: view.name,
        note: systems?.flatMap(({ registers }) => registers).find(({ name }) => `registers/${name}` === view.page)?.label ?? '',
        to: `/desk${view.page === 'inbox' ? '' : `/${view.page}`}?${view.query}`,
      })),
      ...(systems ?? []).flatMap((system) =>
        system.registers.map((register): Command => ({
          key: register.name,
          group: 'registers',
          label: register.label,
          note: system.label,
          to: `/desk/registers/${register.name}`,
        })),
      ),
    ],
    [pages, acts, views, systems],
  )
}

/** What the server finds for these words: cases and records that this person may see. */
function useFound(words: string): Command[] {
  const t = useText(deskTexts)
  const asked = useSettled(words.trim(), 180)
  const enabled = asked.length >= 2
  const cases = useQuery({ queryKey: ['find', 'cases', asked], queryFn: () => deskCalls.findCases(asked), enabled, staleTime: 30_000 })
  const records = useQuery({
    queryKey: ['find', 'records', asked],
    queryFn: () => deskCalls.findRecords(asked),
    enabled,
    staleTime: 30_000,
  })
  const { data: systems } = useSystems()
  if (!enabled || asked !== words.trim()) return []
  // Registers of persons are looked through on their own page, where it shows what is on record: the words are taken along.
  const people = (systems ?? [])
    .flatMap(({ registers }) => registers)
    .filter(({ search, fields }) => search.length > 0 && Object.values(fields).some(({ privacy }) => privacy !== 'none'))
  return [
    ...(cases.data?.items ?? []).map((one): Command => ({
      key: one.id,
      group: 'cases',
      label: one.title,
      note: one.open ? one.number : `${one.number} ${t.caseOver}`,
      to: `/desk/cases/${one.id}`,
    })),
    ...(records.data?.items ?? []).map((one): Command => ({
      key: one.id,
      group: 'records',
      label: one.title,
      note: one.label,
      to: `/desk/registers/${one.register}/${one.id}`,
    })),
    ...people.map((register): Command => ({
      key: `search ${register.name}`,
      group: 'records',
      label: t.paletteSearchIn(register.label, asked),
      to: `/desk/registers/${register.name}?search=${encodeURIComponent(asked)}`,
    })),
  ]
}

/** What leads somewhere comes before what does something: nobody signs out by pressing Enter once too often. */
const groups: readonly Command['group'][] = ['pages', 'views', 'registers', 'cases', 'records', 'acts']

/** Goes anywhere and does anything by a few letters: words, numbers, or the first letters of their sounds. */
export function Palette({ pages, onClose }: { pages: readonly Command[]; onClose: () => void }) {
  const t = useText(deskTexts)
  const navigate = useNavigate()
  const id = useId()
  const box = useRef<HTMLInputElement>(null)
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const [sounds, setSounds] = useState<Sounds | null>(null)
  // After the dialog has opened, which puts the focus on its first button.
  useEffect(() => box.current?.focus(), [])
  useEffect(() => {
    let wanted = true
    void import('./sounds.ts').then(({ soundsOf }) => wanted && setSounds(() => soundsOf))
    return () => {
      wanted = false
    }
  }, [])
  const known = useKnown(pages)
  const all = useMemo(() => index(known, sounds), [known, sounds])
  const typed = useDeferredValue(words)
  const found = useFound(words)
  const shown = useMemo(() => {
    const best = [...matching(typed, all, MOST), ...found]
    // The best of each kind, kinds in the order of their best unless nothing was typed.
    const order = typed.trim() === '' ? groups : [...new Set(best.map(({ group }) => group))]
    return order
      .map((group) => ({ group, commands: best.filter((one) => one.group === group) }))
      .filter(({ commands }) => commands.length > 0)
  }, [typed, all, found])
  const flat = shown.flatMap(({ commands }) => commands)
  const pointed = flat[Math.min(at, flat.length - 1)]
  const labels: Record<Command['group'], string> = {
    pages: t.palettePages,
    acts: t.paletteActs,
    views: t.paletteViews,
    registers: t.paletteRegisters,
    cases: t.paletteCases,
    records: t.paletteRecords,
  }
  const take = (command: Command) => {
    onClose()
    if (command.to) void navigate(command.to)
    else command.act?.()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || flat.length === 0) return
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move) {
      event.preventDefault()
      const next = (Math.min(at, flat.length - 1) + move + flat.length) % flat.length
      setAt(next)
      document.getElementById(`${id}-${flat[next]!.key}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && pointed) {
      event.preventDefault()
      take(pointed)
    }
  }
  return (
    <Dialog title={t.palette} onClose={onClose}>
      <div className="palette">
        <input
          ref={box}
          type="search"
          className="input"
          role="combobox"
          aria-label={t.palette}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={pointed && `${id}-${pointed.key}`}
          placeholder={t.paletteHint}
          value={words}
          onChange={(event) => {
            setWords(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
        <div role="listbox" id={`${id}-list`} aria-label={t.palette} className="palette-list">
          {shown.map(({ group, commands }) => (
            <div key={group} role="group" aria-label={labels[group]}>
              <p className="palette-group small soft" aria-hidden="true">
                {labels[group]}
              </p>
              {commands.map((command) => (
                <div
                  key={command.key}
                  id={`${id}-${command.key}`}
                  role="option"
                  aria-selected={command === pointed}
                  className={command === pointed ? 'palette-item palette-pointed' : 'palette-item'}
                  onClick={() => take(command)}
                >
                  <Icon name={icons[group]} />
                  <span>{command.label}</span>
                  {command.note && <span className="palette-note small soft">{command.note}</span>}
                </div>
              ))}
            </div>
          ))}
        </div>
        {words !== '' && flat.length === 0 && <p className="soft">{t.paletteNothing}</p>}
        <p className="row small soft palette-foot">
          {(
            [
              [['↑', '↓'], t.paletteChoose],
              [['Enter'], t.paletteOpen],
              [['Esc'], t.paletteClose],
            ] as const
          ).map(([keys, words]) => (
            <span key={words}>
              <Kbd keys={keys} /> {words}
            </span>
          ))}
        </p>
      </div>
    </Dialog>
  )
}
