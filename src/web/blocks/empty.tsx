import type { ReactNode } from 'react'

/** Nothing here, and what that means. */
export const Empty = ({ children }: { children: ReactNode }) => <div className="empty">{children}</div>
