import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

/** Nothing here, what that means, and what can be done about it. */
export const Empty = ({ icon, title, action, children }: { icon?: IconName; title?: string; action?: ReactNode; children?: ReactNode }) => (
  <div className="empty">
    {icon && <Icon name={icon} size={2} />}
    {title && <p className="empty-title">{title}</p>}
    {children}
    {action && <div className="row">{action}</div>}
  </div>
)
