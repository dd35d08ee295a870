import type { Drivers, PresentView } from '#engines/indicators'

export type Present = Extract<PresentView, { traces: number }>

/** One thing that may be changed: a number with its present value and bounds. */
export interface Driver {
  key: string
  group: 'in' | 'people' | 'pace' | 'limits'
  label: string
  note: string
  unit: string
  present: number
  min: number
  max: number
  step: number
}

/** What a scenario changes, by the driver's key. */
export type Changed = Readonly<Record<string, number>>

const round = (value: number, step: number) => Math.round(Math.round(value / step) * step * 1000) / 1000

interface Words {
  arrivals: string
  arrivalsNote: (perMonth: string, from: string, to: string) => string
  supplements: string
  online: string
  shareNote: (n: string) => string
  officers: (role: string) => string
  officersNote: (desks: string, busy: string) => string
  hours: (role: string) => string
  hoursNote: string
  pace: (stage: string, role: string) => string
  paceNote: (days: string, n: string) => string
  statutory: string
  promised: string
  limitNote: (days: string, n: string) => string
  percent: string
  people: string
  hour: string
}

/** Fewer than these are too few to draw the other way of applying from. */
const FEWEST_OTHERS = 30
const MOST_ROLES = 4
const MOST_STAGES = 5

/** What may be changed of the present, in the order in which it is shown. */
export function driversOf(
  present: Present,
  t: Words,
  write: (value: number, digits?: number) => string,
  day: (day: string) => string,
): Driver[] {
  const { arrivals, supplements, online, roles, stages, statutory, promised } = present
  const times = { unit: t.percent, present: 100, min: 0, max: 200, step: 5 }
  const both = online.n >= FEWEST_OTHERS && online.other >= FEWEST_OTHERS
  const share = { unit: t.percent, min: 0, max: 100, step: 0.5 }
  return [
    {
      key: 'arrivals',
      group: 'in',
      label: t.arrivals,
      note: t.arrivalsNote(write(arrivals.perMonth), day(arrivals.from), day(arrivals.to)),
      ...times,
    },
    ...(supplements.share > 0
      ? [
          {
            key: 'supplements',
            group: 'in' as const,
            label: t.supplements,
            note: t.shareNote(write(supplements.n)),
            ...share,
            present: round(supplements.share * 100, 0.1),
          },
        ]
      : []),
    ...(both
      ? [
          {
            key: 'online',
            group: 'in' as const,
            label: t.online,
            note: t.shareNote(write(online.n + online.other)),
            ...share,
            present: round(online.share * 100, 0.1),
          },
        ]
      : []),
    ...roles.slice(0, MOST_ROLES).flatMap(({ role, label, officers, desks, busy, hours }): Driver[] => [
      {
        key: `officers:${role}`,
        group: 'people',
        label: t.officers(label),
        note: t.officersNote(write(desks), write(busy * 100)),
        unit: t.people,
        present: officers,
        min: desks,
        max: Math.max(officers * 2, desks + 5),
        step: 1,
      },
      {
        key: `hours:${role}`,
        group: 'people',
        label: t.hours(label),
        note: t.hoursNote,
        unit: t.hour,
        present: hours,
        min: 0.1,
        max: Math.max(7, hours * 3),
        step: 0.1,
      },
    ]),
    ...stages
      .filter(({ role }) => role !== '')
      .slice(0, MOST_STAGES)
      .map(({ key, label, roleLabel, median, n }): Driver => ({
        key: `pace:${key}`,
        group: 'pace',
        label: t.pace(label, roleLabel ?? ''),
        note: t.paceNote(write(median, 1), write(n)),
        ...times,
      })),
    ...[['statutory', t.statutory, statutory] as const, ['promised', t.promised, promised] as const].flatMap(
      ([key, label, limit]): Driver[] =>
        limit ? [{ key, group: 'limits', label, note: t.limitNote(write(limit.days), write(limit.n)), ...times }] : [],
    ),
  ]
}

/** What the server is asked for what somebody changed. */
export function asked(changed: Changed): Drivers {
  const drivers: { -readonly [K in keyof Drivers]: Drivers[K] } = {}
  const named = (start: string) =>
    Object.fromEntries(Object.entries(changed).flatMap(([key, value]) => (key.startsWith(start) ? [[key.slice(start.length), value]] : [])))
  for (const key of ['arrivals', 'supplements', 'online', 'statutory', 'promised'] as const)
    if (changed[key] !== undefined) drivers[key] = changed[key] / 100
  const officers = named('officers:')
  const hours = named('hours:')
  const pace = Object.fromEntries(Object.entries(named('pace:')).map(([key, value]) => [key, value / 100]))
  if (Object.keys(officers).length > 0) drivers.officers = officers
  if (Object.keys(hours).length > 0) drivers.hours = hours
  if (Object.keys(pace).length > 0) drivers.pace = pace
  return drivers
}
