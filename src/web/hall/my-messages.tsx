import { Messages } from '../shell/messages.tsx'
import { SignedIn } from '../shell/signed-in.tsx'

/** The messages of a citizen or enterprise. */
export const MyMessages = () => (
  <SignedIn>
    <Messages />
  </SignedIn>
)
