import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Link } from 'react-router'

export type ButtonLook = 'plain' | 'primary' | 'danger' | 'quiet'

/** A button; `busy` keeps it from being pressed twice while the first press is under way. */
export function Button({
  look = 'plain',
  busy = false,
  children,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { look?: ButtonLook; busy?: boolean }) {
  return (
    <button type="button" {...rest} className={`button button-${look}`} aria-busy={busy || undefined} disabled={rest.disabled || busy}>
      {children}
    </button>
  )
}

/** A link that looks like a button: it goes somewhere, it does nothing. */
export const ButtonLink = ({ to, look = 'plain', children }: { to: string; look?: ButtonLook; children: ReactNode }) => (
  <Link to={to} className={`button button-${look}`}>
    {children}
  </Link>
)
