import { useParams } from 'react-router'
import { CasePage } from '../cases/case-page.tsx'
import { useText } from '../texts.ts'
import { deskTexts } from './texts.ts'

/** A case as an officer sees it. */
export function DeskCase() {
  const t = useText(deskTexts)
  const { case: id = '' } = useParams()
  return <CasePage id={id} up={{ to: '/desk', label: t.inboxTitle }} mineTitle={t.myTask} />
}
