import { atWork, seatNames, type Place, type SeatName } from './seats.ts'

/**
 * Who may see what, in this test's own words. Nothing here asks the product: it is written from what each register, role and page says it is
 * for, and the product is held against it. A seat that no line names sees nothing.
 */

/** A word that stands in one object, and in nothing else. */
export interface Mark {
  word: string
  /** It tells about a person: whoever sees the object masked does not see it. */
  personal: boolean
  /** It is not on every page of the object. */
  aside?: boolean
}

/** Something planted in the world, that some may see and others may not. */
export interface Planted {
  /** A register's name, or what else it is: `case`, `import`, `draft`. */
  kind: string
  /** What the report calls it. */
  name: string
  id: string
  marks: readonly Mark[]
  place: Place
  department?: string
  /** Whose own it is. */
  holder?: SeatName
  /** What else decides who sees it: `draft`, `published`. */
  state?: string
  /** Keys of other objects that stand in it: who sees it sees them, and nothing else of what they are keys of. */
  holds?: readonly string[]
}

/** How much of an object there is for somebody. */
export type Level = 'hidden' | 'masked' | 'whole'
/** What reading is done by. A right to read is none to look back, nor to take away. */
export type Act = 'read' | 'history' | 'export' | 'reveal' | 'readers'

/** Some seats, of which objects, how much, and what else they may do than read. */
interface Line {
  seats: readonly SeatName[]
  where: (of: Planted, seat: SeatName) => boolean
  sees: Exclude<Level, 'hidden'>
  also?: readonly Exclude<Act, 'read'>[]
}

const anywhere = () => true
const own = (of: Planted, seat: SeatName) => of.holder === seat
const at =
  (place: Place) =>
  (of: Planted): boolean =>
    of.place === place
const by =
  (department: string, place: Place) =>
  (of: Planted): boolean =>
    of.department === department && of.place === place
const state =
  (...states: string[]) =>
  (of: Planted): boolean =>
    states.includes(of.state ?? '')

// An agent who acts for somebody is nobody in particular where mandates don't reach, and sees the own records after going back.
const persons: readonly SeatName[] = ['holder', 'neighbour']
const both = ['history', 'export', 'reveal'] as const
/** Whoever may change a record is told who may see it. */
const keeping = [...both, 'readers'] as const

const everybody: readonly Line[] = [
  { seats: seatNames, where: anywhere, sees: 'whole' },
  { seats: [...persons, ...atWork], where: anywhere, sees: 'whole', also: ['history'] },
]
const ownLine: Line = { seats: persons, where: own, sees: 'whole', also: ['history'] }
const toThem: Line = { seats: seatNames, where: own, sees: 'whole' }
/** Of the administration itself, in the county of the three administrators. */
const administrators = (...who: SeatName[]): Line => ({ seats: who, where: at('qingcheng'), sees: 'masked', also: ['history'] })

/** Makers and answerers of the catalogue, over the whole city or over their own organisation's. */
const catalogueLines: readonly Line[] = [
  { seats: ['catalogue'], where: anywhere, sees: 'whole', also: keeping },
  { seats: ['data steward'], where: by('civil-affairs', 'city'), sees: 'whole', also: keeping },
]

export const lines: Readonly<Record<string, readonly Line[]>> = {
  'identity.region': everybody,
  'identity.organisation': everybody,
  'identity.post': everybody,
  'calendar.day': everybody,
  'regulation.text': everybody,
  'regulation.amendment': everybody,
  'regulation.article': everybody,
  // Known to everybody at work, because it is shared without conditions; changed, looked back at and taken away by those whose duty it is.
  'regulation.citation': [{ seats: atWork, where: anywhere, sees: 'whole' }],
  'identity.region-act': [{ seats: atWork, where: anywhere, sees: 'whole' }],
  'identity.account': [
    ownLine,
    { seats: ['administrator'], where: at('qingcheng'), sees: 'whole', also: ['history', 'reveal'] },
    { seats: ['security'], where: at('qingcheng'), sees: 'masked', also: ['history', 'reveal'] },
    administrators('auditor'),
  ],
  'identity.holding': [administrators('administrator', 'security', 'auditor')],
  'identity.duty': [administrators('security', 'auditor')],
  'identity.proxy': [ownLine],
  'population.person': [
    ownLine,
    { seats: ['people'], where: at('qingcheng'), sees: 'whole', also: keeping },
    { seats: ['people elsewhere'], where: at('qingxin'), sees: 'whole', also: keeping },
    { seats: ['granted'], where: at('qingcheng'), sees: 'masked', also: ['reveal'] },
  ],
  'population.residence': [
    ownLine,
    { seats: ['people'], where: at('qingcheng'), sees: 'whole', also: keeping },
    { seats: ['people elsewhere'], where: at('qingxin'), sees: 'whole', also: keeping },
  ],
  'entity.entity': [
    ownLine,
    { seats: ['entities'], where: at('qingcheng'), sees: 'whole', also: keeping },
    { seats: ['publisher'], where: anywhere, sees: 'whole', also: keeping },
    { seats: ['examiner'], where: at('qingcheng'), sees: 'masked', also: ['reveal'] },
    { seats: ['market elsewhere'], where: at('yangshan'), sees: 'masked', also: ['reveal', 'readers'] },
    { seats: ['leader'], where: at('yangshan'), sees: 'masked' },
  ],
  'licence.certificate': [
    ownLine,
    { seats: ['certificates'], where: at('qingcheng'), sees: 'whole', also: keeping },
    { seats: ['market elsewhere'], where: by('market-regulation', 'yangshan'), sees: 'whole' },
  ],
  'library.card': [ownLine, { seats: ['library'], where: anywhere, sees: 'masked', also: ['history', 'reveal', 'readers'] }],
  // The person whose looks are withheld knows nothing of it; whoever audits the county does.
  'access.withholding': [
    { seats: ['people'], where: by('public-security', 'qingcheng'), sees: 'whole', also: ['history', 'reveal'] },
    { seats: ['auditor'], where: at('qingcheng'), sees: 'masked', also: ['history'] },
  ],
  'decision.scenario': [{ seats: ['leader'], where: at('yangshan'), sees: 'whole', also: both }],
  'open.data-set': [
    { seats: seatNames, where: state('published'), sees: 'whole' },
    { seats: [...persons, ...atWork], where: state('published'), sees: 'whole', also: ['history'] },
    { seats: ['publisher'], where: by('market-regulation', 'city'), sees: 'whole', also: keeping },
    { seats: ['data steward'], where: by('civil-affairs', 'city'), sees: 'whole', also: keeping },
    { seats: ['open approver'], where: anywhere, sees: 'whole', also: ['history'] },
  ],
  'catalogue.resource': [...catalogueLines, { seats: atWork, where: state('published, open', 'published'), sees: 'whole' }],
  // The same on the pages of the catalogue, where what may be opened is known to everybody.
  entry: [
    ...catalogueLines,
    { seats: seatNames, where: state('published, open'), sees: 'whole' },
    { seats: atWork, where: state('published'), sees: 'whole' },
  ],
  'catalogue.grant': [...catalogueLines, { seats: atWork, where: anywhere, sees: 'whole' }],
  'catalogue.request': [...catalogueLines],
  mandate: [{ seats: ['agent'], where: anywhere, sees: 'whole' }],
  // What belongs to one person, one post, one office.
  case: [
    ownLine,
    { seats: ['window', 'examiner'], where: at('qingcheng'), sees: 'whole' },
    { seats: ['window elsewhere'], where: at('yangshan'), sees: 'whole' },
  ],
  task: [
    ownLine,
    { seats: ['examiner'], where: at('qingcheng'), sees: 'whole' },
    { seats: ['window elsewhere'], where: at('yangshan'), sees: 'whole' },
  ],
  document: [ownLine, { seats: ['window', 'examiner'], where: at('qingcheng'), sees: 'whole' }],
  file: [ownLine],
  draft: [ownLine],
  message: [toThem],
  session: [administrators('administrator')],
  import: [{ seats: ['entities'], where: own, sees: 'whole' }],
  view: [
    { seats: ['examiner'], where: own, sees: 'whole' },
    { seats: ['entities', 'examiner'], where: state('organisation'), sees: 'whole' },
  ],
  ask: [ownLine, { seats: ['people'], where: at('qingcheng'), sees: 'whole' }],
  definition: [{ seats: ['definer', 'data steward'], where: anywhere, sees: 'whole' }],
  'open version': [{ seats: ['publisher', 'open approver'], where: anywhere, sees: 'whole' }],
  consent: [{ seats: ['administrator', 'security'], where: at('qingcheng'), sees: 'whole' }],
}

/** Those whose office it is to say who may see a record of their county, and who learn nothing of what is in it. */
const offices: readonly SeatName[] = ['administrator', 'security', 'auditor']

const ranks = ['hidden', 'masked', 'whole'] as const

/** How much of an object there is for a seat, by an act. */
export function levelOf(of: Planted, seat: SeatName, act: Act = 'read'): Level {
  if (act === 'readers' && offices.includes(seat) && of.place === 'qingcheng') return 'masked'
  const found = (lines[of.kind] ?? []).filter(
    ({ seats, where, also = [] }) => seats.includes(seat) && where(of, seat) && (act === 'read' || also.includes(act)),
  )
  return ranks[Math.max(0, ...found.map(({ sees }) => ranks.indexOf(sees)))]!
}
