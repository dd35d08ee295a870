import type { ReactNode } from 'react'

export type Tone = 'info' | 'good' | 'warn' | 'bad'

/** A few words set apart. `live` says them aloud when they appear. */
export const Notice = ({
  tone = 'info',
  title,
  live,
  children,
}: {
  tone?: Tone
  title?: ReactNode
  live?: boolean
  children?: ReactNode
}) => (
  <div className={`notice notice-${tone}`} role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
    {title && <p className="notice-title">{title}</p>}
    {children}
  </div>
)
