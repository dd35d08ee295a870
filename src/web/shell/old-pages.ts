declare global {
  interface WindowEventMap {
    /** Sent by the build's own loader when a part of the pages can't be loaded (Vite, "Load Error Handling"). */
    'vite:preloadError': Event & { payload: Error }
  }
}

/** Failures of parts of the pages that couldn't be loaded, as the build tells of them before they reach anybody else. */
const notLoaded = new WeakSet<Error>()

/** The build this page came from: its files carry a digest of their own in their names. */
const build = import.meta.url

const kept = 'chengshu.reloaded'

/** Hears of parts that can't be loaded. A tab that stayed open while a new version was installed asks for files that are gone. */
export function hearOfMissingParts(): void {
  addEventListener('vite:preloadError', (event) => void notLoaded.add(event.payload))
}

/**
 * Whether the page, loaded anew as a whole in its new version, could do what failed. Once for a build, so that a part which is truly missing
 * ends with words and not in a loop; and not without a network, when nothing could be loaded at all.
 */
export function isMendedByReloading(failure: unknown): boolean {
  if (!(failure instanceof Error) || !notLoaded.has(failure) || !navigator.onLine) return false
  try {
    return sessionStorage.getItem(kept) !== build
  } catch {
    // A browser that keeps nothing would not know that it has been here before.
    return false
  }
}

/** Loads the page anew, and keeps in mind for which build. */
export function reloadOldPage(): void {
  sessionStorage.setItem(kept, build)
  location.reload()
}
