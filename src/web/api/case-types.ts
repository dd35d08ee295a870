/** Cases and tasks as the browser reads them: what the engine tells, and its parts by name. */
import type { CaseView, Light } from '#engines/cases'

export type { CaseSummary, CaseView, Inbox as InboxPage, Said, TaskSummary } from '#engines/cases'

export type LightColour = Light
export type CaseTask = CaseView['tasks'][number]
export type CaseAct = CaseTask['acts'][number]
export type CaseClock = CaseView['clocks'][number]
export type CaseMaterial = CaseView['materials'][number]
export type CaseMove = CaseView['moves'][number]
/** An instrument or a certificate that came out of a case. */
export type Paper = Pick<CaseView['instruments'][number], 'id' | 'label' | 'number' | 'ready' | 'code'> & {
  /** Key of the file once it is made. */
  document?: string | null
}
