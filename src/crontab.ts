/**
 * Jobs by the clock, as graphile-worker reads them (minute, hour, day, month, day of the week; UTC): lights each minute, partitions of the
 * coming months each night.
 */
export const crontab = [
  '10 1 * * * kernel-partitions',
  '* * * * * cases-clocks',
  '* * * * * cases-calendar',
  '* * * * * identity-region-acts',
  '25 * * * * identity-region-sweep',
  '* * * * * indicators-count',
  '* * * * * map-count',
  '* * * * * registers-definitions',
  '* * * * * catalogue-follow',
  '30 18 * * * catalogue-count',
  '40 2 * * * cases-keys',
  '50 2 * * * cases-drafts',
  '20 3 * * * documents-clear',
  '30 3 * * * registers-import-clear',
  '*/5 * * * * registers-base-order',
  '* * * * * registers-words',
].join('\n')
