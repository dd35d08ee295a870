import { useParams } from 'react-router'
import { CasePage } from '../cases/case-page.tsx'
import { caseTexts } from '../cases/texts.ts'
import { SignedIn } from '../shell/signed-in.tsx'
import { useText } from '../texts.ts'
import { hallTexts } from './texts.ts'

/** A case as its applicant sees it. */
export function MyCase() {
  const t = useText(hallTexts)
  const { case: id = '' } = useParams()
  return (
    <SignedIn>
      <CasePage id={id} up={{ to: '/me', label: t.myTitle }} mineTitle={useText(caseTexts).askedOfYou} fold />
    </SignedIn>
  )
}
