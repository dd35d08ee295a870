import { useText } from '../texts.ts'
import { HeaderView } from '../shell/frame.tsx'
import type { Face } from '../shell/faces.ts'
import type { Frame } from '../shell/view.ts'
import { useReader } from '../theme/reader.tsx'
import { showcaseTexts } from './texts.ts'

const faces: readonly Face[] = ['hall', 'desk', 'cockpit']

/** The three heads, for somebody signed in. */
export function Frames() {
  const t = useText(showcaseTexts)
  const { look, size, locale } = useReader()
  const frame = (face: Face): Frame => ({
    face,
    city: t.sample,
    demo: false,
    here: '/me',
    nav: [
      { to: '/', label: t.crumbHome, icon: 'home', exact: true },
      { to: '/me', label: t.mine, icon: 'person', count: 3 },
    ],
    own: face === 'cockpit' ? null : { name: t.applicantName, as: t.windowPost, items: [{ label: t.later, icon: 'leave' }] },
    unread: face === 'desk' ? 128 : null,
    choice: { look, size, lang: locale },
  })
  return (
    <div className="stack showcase-heads">
      {faces.map((face) => (
        <HeaderView key={face} {...frame(face)} />
      ))}
    </div>
  )
}
