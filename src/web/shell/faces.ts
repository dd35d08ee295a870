export type Face = 'hall' | 'desk' | 'cockpit'

/** The face that an address belongs to. */
export const faceOf = (pathname: string): Face =>
  /^\/desk(\/|$)/.test(pathname) ? 'desk' : /^\/cockpit(\/|$)/.test(pathname) ? 'cockpit' : 'hall'

/** Where one signs in, coming back to the given address afterwards. */
export function signInAddress(pathname: string, search = ''): string {
  const page = faceOf(pathname) === 'hall' ? '/sign-in' : '/desk/sign-in'
  return `${page}?next=${encodeURIComponent(pathname + search)}`
}

/** The address to go back to, when it is one of ours; an address of another site is never followed. */
export function nextAddress(search: URLSearchParams, otherwise: string): string {
  const next = search.get('next')
  return next && /^\/(?![/\\])[^\t\n\r\\]*$/.test(next) ? next : otherwise
}
