import { Icon } from '../blocks/icon.tsx'
import { MenuButton } from '../blocks/menu.tsx'
import { useText } from '../texts.ts'
import { lookOf, type Choice, type Look } from '../theme/choice.ts'
import { shellTexts } from './texts.ts'
import type { Frame } from './view.ts'

const readerLooks: readonly Look[] = ['light', 'dark', 'contrast', 'auto']

/** One choice: a button of the form that the server answers, or done at once where scripts run. */
function Choose({
  name,
  value,
  chosen,
  set,
  children,
}: {
  name: keyof Choice
  value: string
  chosen: boolean
  set: Frame['setChoice']
  children: string
}) {
  return (
    <button
      type="submit"
      name={name}
      value={value}
      className="menu-item"
      aria-pressed={chosen}
      onClick={
        set &&
        ((event) => {
          event.preventDefault()
          set({ [name]: value } as Partial<Choice>)
        })
      }
    >
      <span className="menu-mark">{chosen && <Icon name="check" />}</span>
      {children}
    </button>
  )
}

/** How one wants to read: larger, in which look, in which language. Works without scripts through `GET /reader`. */
export function ReaderMenu({ face, choice, setChoice, here }: Frame) {
  const t = useText(shellTexts)
  const look = lookOf(choice, face)
  const large = choice.size === 'large'
  const names: Record<Look, string> = { light: t.lookLight, dark: t.lookDark, contrast: t.lookContrast, auto: t.lookAuto }
  return (
    <form className="reader" action="/reader" method="get">
      <input type="hidden" name="back" value={here} />
      <button
        type="submit"
        name="size"
        value={large ? 'normal' : 'large'}
        className="head-button reader-size"
        aria-pressed={large}
        title={t.largeLong}
        onClick={
          setChoice &&
          ((event) => {
            event.preventDefault()
            setChoice({ size: large ? 'normal' : 'large' })
          })
        }
      >
        <Icon name="letters" />
        <span className="reader-words">{t.large}</span>
      </button>
      <MenuButton icon="look" label={t.reading} hideLabel className="head-button">
        <p className="menu-title">{t.look}</p>
        {readerLooks.map((one) => (
          <Choose key={one} name="look" value={one} chosen={look === one} set={setChoice}>
            {names[one]}
          </Choose>
        ))}
        <p className="menu-title">{t.language}</p>
        <Choose name="lang" value="zh" chosen={choice.lang !== 'en'} set={setChoice}>
          中文
        </Choose>
        <Choose name="lang" value="en" chosen={choice.lang === 'en'} set={setChoice}>
          English
        </Choose>
      </MenuButton>
    </form>
  )
}
