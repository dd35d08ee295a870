import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export type Tone = 'info' | 'good' | 'warn' | 'bad'

const icons: Record<Tone, IconName> = { info: 'info', good: 'done', warn: 'warn', bad: 'stop' }

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
    <Icon name={icons[tone]} size={1.3} />
    <div className="notice-words">
      {title && <p className="notice-title">{title}</p>}
      {children}
    </div>
  </div>
)
