import type { CaseView } from '../api/types.ts'
import { momentInWords } from '../blocks/days.ts'
import { PaperLink } from './papers.tsx'

/** What happened, newest first: who did what, what was said with it, which document it made. */
export const Moves = ({ view }: { view: CaseView }) => (
  <ol className="timeline">
    {view.moves.toReversed().map((move) => (
      <li key={move.id}>
        <p className="row">
          <b>{move.actLabel}</b>
          <time className="small soft" dateTime={move.at}>
            {momentInWords(move.at)}
          </time>
        </p>
        <p className="small soft">
          {[move.branchLabel, move.stageLabel, [move.organisationName, move.postName, move.actorName].filter(Boolean).join(' ')]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {move.note && <p className="lines">{move.note}</p>}
        {move.instruments.map(({ id }) => {
          const paper = view.instruments.find((one) => one.id === id)
          return paper ? (
            <p key={id}>
              <PaperLink paper={paper} />
            </p>
          ) : null
        })}
      </li>
    ))}
  </ol>
)
