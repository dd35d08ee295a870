import { useSession } from '../api/session.tsx'
import { Page } from '../blocks/index.ts'
import { Messages } from '../shell/messages.tsx'
import { SignedIn } from '../shell/signed-in.tsx'
import { shellTexts } from '../shell/texts.ts'
import { useText } from '../texts.ts'
import { BackToMyself } from './mine/back-to-myself.tsx'

function Own() {
  const t = useText(shellTexts)
  const { actor } = useSession()
  if (!actor?.actingFor) return <Messages />
  return (
    <Page title={t.messagesTitle}>
      <BackToMyself />
    </Page>
  )
}

/** The messages of a citizen or enterprise; whoever acts for somebody else goes back to themselves first. */
export const MyMessages = () => (
  <SignedIn>
    <Own />
  </SignedIn>
)
