import { Outlet } from 'react-router'
import { useHallNav } from '../reading/nav.ts'
import { Shell } from '../shell/shell.tsx'
import './hall.css'
import './mine/mine.css'

/** The hall: for citizens and enterprises. */
export function Hall() {
  return (
    <Shell face="hall" nav={useHallNav()}>
      <Outlet />
    </Shell>
  )
}
