export type Face = 'hall' | 'desk' | 'cockpit'

/** The face that an address belongs to. */
export const faceOf = (pathname: string): Face =>
  /^\/desk(\/|$)/.test(pathname) ? 'desk' : /^\/cockpit(\/|$)/.test(pathname) ? 'cockpit' : 'hall'

/** Whether an address is a page that the browser makes; the reading pages of the hall are made on the server and loaded whole. */
export const isInApp = (pathname: string): boolean =>
  /^\/(desk|cockpit|me|messages|cases|sign-in|setup)(\/|$)/.test(pathname) || /^\/matters\/[^/]+\/apply$/.test(pathname)

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
