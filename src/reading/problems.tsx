import type { Problem } from '#kernel/http'
import { ProblemPage } from '../web/reading/problem.tsx'
import { readingTexts } from '../web/reading/texts.ts'
import { textsIn } from '../web/texts.ts'
import type { Asked } from './asked.ts'
import type { Page } from './render.tsx'

/** A problem as somebody who looks at pages is shown it. */
export function problemPageOf({ status, body }: Problem, { choice, path }: Asked): Page {
  const t = textsIn(readingTexts, choice.lang ?? 'zh')
  const text = (given: unknown) => (typeof given === 'string' ? given : null)
  return {
    status,
    head: {
      title: status === 404 ? t.notFoundTitle : t.troubleTitle,
      description: status === 404 ? t.notFoundLead : t.troubleLead,
      path,
      hidden: true,
    },
    content: <ProblemPage status={status} detail={text(body.detail)} number={text(body.instance)} />,
  }
}
