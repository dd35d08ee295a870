import type { ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import { useSession } from '../api/session.tsx'
import { signInAddress } from './faces.ts'

/** Shows its content to somebody who has signed in and leads everybody else there first. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { actor } = useSession()
  const { pathname, search } = useLocation()
  return actor ? children : <Navigate to={signInAddress(pathname, search)} replace />
}
