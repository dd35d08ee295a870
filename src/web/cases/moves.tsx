import { useEffect, useRef, type RefObject } from 'react'
import type { CaseMove, CaseView } from '../api/types.ts'
import { Timeline, useDays, type Happening, type Tone } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { PaperLink } from './papers.tsx'
import { Sayings } from './sayings.tsx'
import { caseTexts } from './texts.ts'

/** What a move meant for the applicant. */
const tones: Record<string, Tone> = {
  accept: 'good',
  grant: 'good',
  deliver: 'good',
  supplement: 'warn',
  suspend: 'warn',
  extend: 'warn',
  reject: 'bad',
  refuse: 'bad',
}

type Shown = Pick<CaseView, 'moves' | 'instruments'>

function happeningOf(move: CaseMove, view: Shown): Happening {
  const papers = move.instruments.flatMap(({ id }) => view.instruments.find((one) => one.id === id) ?? [])
  const where = [move.branchLabel, move.stageLabel].filter(Boolean).join(' · ')
  const who = [move.organisationName, move.postName, move.actorName].filter(Boolean).join(' ')
  return {
    key: move.id,
    title: move.actLabel,
    at: move.at,
    by: [where, who].filter(Boolean).join(' · '),
    tone: tones[move.legal ?? ''] ?? 'info',
    children: (
      <>
        <Sayings said={move.said} />
        {papers.map((paper) => (
          <p key={paper.id}>
            <PaperLink paper={paper} />
          </p>
        ))}
      </>
    ),
  }
}

/** Acts that stay in sight of a long case, and how many more there must be before any is folded away. */
const IN_SIGHT = 5
const WORTH_FOLDING = 3

/** Moves in runs of one day, in their order. */
function byDay(moves: readonly CaseMove[], dayOf: (moment: string) => string): [day: string, moves: CaseMove[]][] {
  const runs: [string, CaseMove[]][] = []
  for (const move of moves) {
    const day = dayOf(move.at)
    const last = runs.at(-1)
    if (last?.[0] === day) last[1].push(move)
    else runs.push([day, [move]])
  }
  return runs
}

function Days({ moves, view }: { moves: readonly CaseMove[]; view: Shown }) {
  const days = useDays()
  return byDay(moves, days.dayOf).map(([day, run]) => (
    <section key={run[0]!.id} className="moves-day">
      <h3>{day}</h3>
      <Timeline label={day} items={run.map((move) => happeningOf(move, view))} ofOneDay />
    </section>
  ))
}

/** Opens what is folded for as long as the page is printed: paper has nothing to press. */
function useOpenOnPaper(fold: RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    let opened = false
    const before = () => {
      opened = fold.current?.open === false
      if (opened) fold.current!.open = true
    }
    const after = () => {
      if (opened && fold.current) fold.current.open = false
    }
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    return () => {
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
    }
  }, [fold])
}

/** What happened, newest first, by day: who did what and when, what was said with it, which document it made. What is long past is folded away. */
export function Moves({ view }: { view: Shown }) {
  const t = useText(caseTexts)
  const days = useDays()
  const fold = useRef<HTMLDetailsElement>(null)
  useOpenOnPaper(fold)
  const moves = view.moves.toReversed()
  const most = moves.length > IN_SIGHT + WORTH_FOLDING ? IN_SIGHT : moves.length
  const older = moves.slice(most)
  return (
    <div className="moves stack">
      <Days moves={moves.slice(0, most)} view={view} />
      {older.length > 0 && (
        <details className="filters" ref={fold}>
          <summary>{t.olderMoves(older.length, days.dayOf(older.at(-1)!.at), days.dayOf(older[0]!.at))}</summary>
          <div className="stack">
            <Days moves={older} view={view} />
          </div>
        </details>
      )}
    </div>
  )
}
