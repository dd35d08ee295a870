import type { CaseMove, CaseView } from '../api/types.ts'
import { Timeline, type Happening, type Tone } from '../blocks/index.ts'
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

function happeningOf(move: CaseMove, view: CaseView): Happening {
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

/** What happened, newest first: who did what and when, what was said with it, which document it made. */
export function Moves({ view }: { view: CaseView }) {
  const t = useText(caseTexts)
  return <Timeline label={t.happened} items={view.moves.toReversed().map((move) => happeningOf(move, view))} />
}
