import { useCallback } from 'react'
import { useNavigate } from 'react-router'
import { isInApp } from './faces.ts'

/** Goes to an address of the platform: within these pages where they have it, otherwise by loading the page that the server makes. */
export function useGo(): (to: string, options?: { replace?: boolean }) => Promise<void> {
  const navigate = useNavigate()
  return useCallback(
    async (to, { replace = false } = {}) => {
      if (isInApp(to.replace(/[?#].*$/, ''))) await navigate(to, { replace })
      else if (replace) location.replace(to)
      else location.assign(to)
    },
    [navigate],
  )
}
