import { Outlet } from 'react-router'
import { CodesShown } from '../fields/codes-shown.ts'
import { useHallNav } from '../reading/nav.ts'
import { Shell } from '../shell/shell.tsx'
import './hall.css'
import './mine/mine.css'

/** The hall: for citizens and enterprises. */
export function Hall() {
  return (
    <Shell face="hall" nav={useHallNav()}>
      <CodesShown value={false}>
        <Outlet />
      </CodesShown>
    </Shell>
  )
}
