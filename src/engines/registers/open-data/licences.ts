import type { OpenLicence } from './data-set.ts'

/** Where a licence can be read. */
export const licenceAddress = (origin: string, licence: OpenLicence): string =>
  ({
    'open-terms': `${origin}/open/terms`,
    'cc-by-4.0': 'https://creativecommons.org/licenses/by/4.0/',
    'cc0-1.0': 'https://creativecommons.org/publicdomain/zero/1.0/',
  })[licence]
