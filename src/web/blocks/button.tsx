import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'
import { To } from './to.tsx'

export type ButtonLook = 'plain' | 'primary' | 'danger' | 'quiet'

const names = (look: ButtonLook, small: boolean) => `button button-${look}${small ? ' button-small' : ''}`

/** A button; `busy` keeps it from being pressed twice while the first press is under way. */
export function Button({
  look = 'plain',
  busy = false,
  small = false,
  icon,
  children,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { look?: ButtonLook; busy?: boolean; small?: boolean; icon?: IconName }) {
  return (
    <button type="button" {...rest} className={names(look, small)} aria-busy={busy || undefined} disabled={rest.disabled || busy}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

/** A link that looks like a button: it goes somewhere, it does nothing. */
export const ButtonLink = ({
  to,
  look = 'plain',
  small = false,
  icon,
  children,
}: {
  to: string
  look?: ButtonLook
  small?: boolean
  icon?: IconName
  children: ReactNode
}) => (
  <To to={to} className={names(look, small)}>
    {icon && <Icon name={icon} />}
    {children}
  </To>
)
