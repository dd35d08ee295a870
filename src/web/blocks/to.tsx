import type { AnchorHTMLAttributes } from 'react'
import { Link, useInRouterContext } from 'react-router'
import { isInApp } from '../shell/faces.ts'

/** A link to a page of the platform: the browser's own pages open in place, those of the server (and all, when made there) by loading them. */
export function To({ to, ...rest }: { to: string } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'>) {
  const routed = useInRouterContext()
  return routed && isInApp(to.replace(/[?#].*$/, '')) ? <Link to={to} {...rest} /> : <a href={to} {...rest} />
}
