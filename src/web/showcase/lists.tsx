import { useState } from 'react'
import {
  Button,
  ClockBlock,
  FilterBar,
  Light,
  Pager,
  Progress,
  SavedViews,
  SearchBox,
  SelectionBar,
  Sparkline,
  Stat,
  Stats,
  Steps,
  Table,
  Tabs,
  Tag,
  To,
  Toolbar,
  useDays,
  type Sorting,
} from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { showcaseTexts } from './texts.ts'

export function Lists() {
  const t = useText(showcaseTexts)
  const days = useDays()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(['2']))
  const [view, setView] = useState('mine')
  const [town, setTown] = useState(true)
  const [kind, setKind] = useState(true)
  const [words, setWords] = useState('')
  const [sorting, setSorting] = useState<Sorting>({ by: 'due', down: false })
  const rows = [
    { key: '1', title: t.restaurant, who: t.applicantName, due: '2026-03-09', light: 'green' as const, count: 3 },
    { key: '2', title: t.licence, who: t.applicantName, due: '2026-03-04', light: 'yellow' as const, count: 12 },
    { key: '3', title: t.fire, who: t.applicantName, due: '2026-02-27', light: 'red' as const, count: 1200 },
    { key: '4', title: t.signboard, who: t.applicantName, due: '2026-03-20', light: 'paused' as const, count: 0 },
  ]
  const chips = [
    ...(town ? [{ key: 'town', label: t.town, value: t.townName, onRemove: () => setTown(false) }] : []),
    ...(kind ? [{ key: 'kind', label: t.kind, value: t.kindName, onRemove: () => setKind(false) }] : []),
  ]
  return (
    <div className="stack">
      <SavedViews
        label={t.cases}
        views={[
          { key: 'mine', label: t.mine, count: 4 },
          { key: 'week', label: t.thisWeek, count: 2, own: true },
          { key: 'all', label: t.all },
        ]}
        open={view}
        onOpen={setView}
        onSave={() => undefined}
        onRemove={() => setView('mine')}
      />
      <Toolbar label={t.cases} end={<Button icon="download">{t.exportList}</Button>}>
        <SearchBox label={t.findCases} placeholder={t.findPlaceholder} hotkey="/" value={words} onChange={setWords} />
      </Toolbar>
      <FilterBar
        chips={chips}
        onClear={() => {
          setTown(false)
          setKind(false)
        }}
      >
        <label>
          <input type="checkbox" checked={town} onChange={() => setTown(!town)} /> {t.townName}
        </label>
        <label>
          <input type="checkbox" checked={kind} onChange={() => setKind(!kind)} /> {t.kindName}
        </label>
      </FilterBar>
      <Table
        label={t.cases}
        rows={rows}
        keyOf={(row) => row.key}
        choice={{ chosen, set: setChosen, nameOf: (row) => row.title }}
        sorting={{ ...sorting, set: setSorting }}
        open="3"
        columns={[
          { key: 'title', label: t.matter, title: true, sorts: true, cell: (row) => <To to={`/desk/cases/${row.key}`}>{row.title}</To> },
          { key: 'who', label: t.applicant, cell: (row) => row.who },
          { key: 'state', label: t.state, cell: () => <Tag>{t.underWay}</Tag> },
          {
            key: 'due',
            label: t.due,
            sorts: true,
            cell: (row) => (
              <>
                <span className="number">{days.day(row.due)}</span> <Light colour={row.light} />
              </>
            ),
          },
          { key: 'count', label: t.unit, align: 'end', sorts: true, cell: (row) => <span className="number">{row.count}</span> },
        ]}
      />
      <SelectionBar count={chosen.size} onClear={() => setChosen(new Set())}>
        <Button look="primary">{t.accepted}</Button>
        <Button>{t.assign}</Button>
      </SelectionBar>
      <Pager from={1} to={4} total={12345} back={undefined} next={() => undefined} />
      <Pager from={51} to={100} total={null} back="/desk?page=1" next="/desk?page=3" />
      <Table
        sticky
        busy
        label={`${t.cases} 2`}
        rows={rows}
        keyOf={(row) => row.key}
        columns={[{ key: 'title', label: t.matter, cell: (row) => row.title }]}
      />
    </div>
  )
}

export function Searching() {
  const t = useText(showcaseTexts)
  const [words, setWords] = useState('')
  const all = [t.restaurant, t.licence, t.signboard, t.fire]
  return (
    <SearchBox
      large
      showLabel
      label={t.want}
      placeholder={t.wantPlaceholder}
      value={words}
      onChange={setWords}
      onSearch={() => undefined}
      suggestions={words ? all.map((label) => ({ key: label, label, note: t.kindName })) : []}
      onPick={({ label }) => setWords(label)}
      action="/search"
      name="q"
    />
  )
}

export function Parts() {
  const t = useText(showcaseTexts)
  const [open, setOpen] = useState('progress')
  return (
    <Tabs
      label={t.cases}
      tabs={[
        { key: 'progress', label: t.progressTab },
        { key: 'materials', label: t.materialsTab, count: 7 },
        { key: 'law', label: t.lawTab },
      ]}
      open={open}
      onOpen={setOpen}
    >
      <p>{t.tabText}</p>
    </Tabs>
  )
}

export function Clocks() {
  const t = useText(showcaseTexts)
  const common = { label: t.clockLabel, basis: t.clockBasis, total: 5 }
  return (
    <div className="showcase-grid">
      <ClockBlock {...common} light="green" until="2026-03-09" left={4} />
      <ClockBlock {...common} light="yellow" until="2026-03-04" left={1} provisional />
      <ClockBlock {...common} light="yellow" until="2026-03-03" left={0} />
      <ClockBlock {...common} light="red" until="2026-02-27" left={-2} />
      <ClockBlock {...common} light="paused" until={null} left={3} />
    </div>
  )
}

export function Figures() {
  const t = useText(showcaseTexts)
  return (
    <div className="stack">
      <Stats>
        <Stat
          label={t.openCases}
          value={12345}
          unit={t.unit}
          at="2026-03-02T01:00:00Z"
          source={t.source}
          points={[11800, 11950, 12100, 12080, 12200, 12345]}
          change={{ by: 145, better: 'less' }}
          to="/desk"
        />
        <Stat
          label={t.lateShare}
          value={98.6}
          digits={1}
          unit="%"
          target={99}
          at="2026-03-01"
          source={t.source}
          points={[97.2, 97.9, 98.1, 98.6]}
          change={{ by: 0.5, better: 'more' }}
          provisional
        />
        <Stat label={<Light colour="red" words={t.late} />} value={0} unit={t.unit} change={{ by: 0, better: 'less' }} at="2026-03-01" />
        <Stat label={t.openCases} value={null} source={t.notCounted} />
      </Stats>
      <Sparkline points={[3, 5, 4, 8, 6, 9]} target={7} label={t.openCases} />
    </div>
  )
}

export function Going() {
  const t = useText(showcaseTexts)
  const steps = [
    { key: 'answer', label: t.answerStep, to: '/matters/food/apply' },
    { key: 'fill', label: t.fillStep },
    { key: 'upload', label: t.uploadStep },
    { key: 'check', label: t.checkStep },
  ]
  return (
    <div className="stack">
      <Steps steps={steps} now="fill" />
      <Progress label={t.loadingRows} done={3400} total={10000} note={t.loadingNote} onCancel={() => undefined} />
      <Progress label={t.loadingRows} done={3400} total={null} />
    </div>
  )
}
