import type { MouseEvent, ReactNode } from 'react'
import { Icon } from '../blocks/icon.tsx'
import { MenuButton } from '../blocks/menu.tsx'
import { Tag } from '../blocks/tag.tsx'
import { useText } from '../texts.ts'
import type { Face } from './faces.ts'
import { Mark } from './mark.tsx'
import { ReaderMenu } from './reader-menu.tsx'
import { shellTexts } from './texts.ts'
import { isHere, type Frame, type NavItem, type Own } from './view.ts'

const homes: Record<Face, string> = { hall: '/', desk: '/desk', cockpit: '/cockpit' }
const signIns: Record<Face, string> = { hall: '/sign-in', desk: '/desk/sign-in', cockpit: '/desk/sign-in?next=%2Fcockpit' }

/** As many places as a thumb finds at the foot of a phone; the others stand behind "more". */
const inFootBar = 4

const Count = ({ count, said = false }: { count: number; said?: boolean }) => (
  <span className="count number" aria-hidden={said || undefined}>
    {count > 99 ? '99+' : count}
  </span>
)

function Bell({ face, unread }: { face: Face; unread: number }) {
  const t = useText(shellTexts)
  return (
    <a className="head-button bell" href={face === 'hall' ? '/messages' : '/desk/messages'}>
      <Icon name="bell" />
      <span className="unseen">{t.messages(unread)}</span>
      {unread > 0 && <Count count={unread} said />}
    </a>
  )
}

const OwnMenu = ({ own }: { own: Own }) => (
  <MenuButton icon="person" label={own.name} className="head-button own">
    {own.as && <p className="menu-title own-as">{own.as}</p>}
    {own.items.map(({ label, icon, to, act }) =>
      to ? (
        <a key={label} className="menu-item" href={to}>
          <span className="menu-mark">{icon && <Icon name={icon} />}</span>
          {label}
        </a>
      ) : (
        <button key={label} type="button" className="menu-item" onClick={act}>
          <span className="menu-mark">{icon && <Icon name={icon} />}</span>
          {label}
        </button>
      ),
    )}
  </MenuButton>
)

const Place = ({ item, here, icon }: { item: NavItem; here: string; icon?: boolean }) => (
  <a href={item.to} aria-current={isHere(item, here) ? 'page' : undefined}>
    {icon && <Icon name={item.icon ?? 'go'} size={1.35} />}
    <span>{item.label}</span>
    {item.count ? <Count count={item.count} /> : null}
  </a>
)

/** The head of every page: the city and the face, where one can go, how one reads, who one is. Props alone decide what it shows. */
export function HeaderView(frame: Frame) {
  const { face, city, demo, here, nav, own, unread } = frame
  const t = useText(shellTexts)
  return (
    <header className={`header header-${face}`}>
      <a className="skip" href="#main">
        {t.skip}
      </a>
      <div className="header-row">
        <a className="brand" href={homes[face]}>
          <Mark />
          <span className="brand-words">
            <span className="brand-city">{city ?? t.brand}</span>
            <b>{t[face]}</b>
          </span>
        </a>
        {demo && <Tag tone="plain">{t.demo}</Tag>}
        {nav.length > 0 && (
          <nav className="header-nav" aria-label={t.menu}>
            {nav.map((item) => (
              <Place key={item.to} item={item} here={here} />
            ))}
          </nav>
        )}
        <div className="header-end">
          {frame.tools}
          <ReaderMenu {...frame} />
          {unread !== null && <Bell face={face} unread={unread} />}
          {own?.as && (
            <span className="own-here" title={own.as}>
              {own.as}
            </span>
          )}
          {own ? (
            <OwnMenu own={own} />
          ) : (
            <a className="head-button sign-in" href={signIns[face]}>
              <Icon name="person" />
              <span>{t.signIn}</span>
            </a>
          )}
        </div>
      </div>
    </header>
  )
}

/** The places of the head again, at the foot of a phone, where a thumb reaches them. */
function FootBar({ nav, here }: Pick<Frame, 'nav' | 'here'>) {
  const t = useText(shellTexts)
  const [first, rest] = nav.length > inFootBar + 1 ? [nav.slice(0, inFootBar), nav.slice(inFootBar)] : [nav, []]
  if (nav.length === 0) return null
  return (
    <nav className="foot-bar" aria-label={t.menu}>
      {first.map((item) => (
        <Place key={item.to} item={item} here={here} icon />
      ))}
      {rest.length > 0 && (
        <MenuButton icon="menu" label={t.more} className="foot-more">
          {rest.map((item) => (
            <a key={item.to} className="menu-item" href={item.to} aria-current={isHere(item, here) ? 'page' : undefined}>
              <span className="menu-mark">{item.icon && <Icon name={item.icon} />}</span>
              {item.label}
            </a>
          ))}
        </MenuButton>
      )}
    </nav>
  )
}

/**
 * Head, content and foot of a page, made from values alone: the server's pages and the browser's use it alike.
 * `side` stands beside the content where there is room; `follow` may take over a press on a link of the frame.
 */
export function FrameView({
  side,
  follow,
  children,
  ...frame
}: Frame & { side?: ReactNode; follow?: (event: MouseEvent<HTMLElement>) => void; children: ReactNode }) {
  const t = useText(shellTexts)
  const { face, city, demo } = frame
  return (
    <div className={`shell shell-${face}`}>
      <div className="shell-head" onClick={follow}>
        <HeaderView {...frame} />
      </div>
      {/* Drawn at the foot, but reached by the keyboard where the places of a wide head are. */}
      <div className="shell-foot" onClick={follow}>
        <FootBar nav={frame.nav} here={frame.here} />
      </div>
      <div className={side ? 'shell-body shell-sided' : 'shell-body'}>
        {side}
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <footer className="footer">
        <p>{demo ? t.demoLong(city ?? '') : [city, t.brand].filter(Boolean).join(' ')}</p>
      </footer>
    </div>
  )
}
