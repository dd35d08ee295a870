/** Who asks: one of every kind of actor that the platform knows, in two counties and the city, of six departments. */

/** The three counties of the world, and the city that they lie in. */
export const places = { city: '4418', qingcheng: '441802', qingxin: '441803', yangshan: '441823' } as const
export type Place = keyof typeof places

export interface Seat {
  /** Under which account; nobody's where there is none. Accounts that begin with `matrix-` are made for this world, the rest ship. */
  account: string | null
  /** `post`: at work; `person`: for oneself. */
  kind: 'nobody' | 'person' | 'post'
  place: Place
  /** What the organisation does. */
  department?: string
}

const post = (account: string, place: Place, department: string): Seat => ({ account, kind: 'post', place, department })
const person = (account: string, place: Place): Seat => ({ account, kind: 'person', place })

export const seats = {
  nobody: { account: null, kind: 'nobody', place: 'city' },
  holder: person('matrix-holder', 'qingcheng'),
  neighbour: person('matrix-neighbour', 'yangshan'),
  /** Acts for the holder's enterprise, by a mandate. */
  agent: person('matrix-agent', 'qingxin'),
  people: post('population', 'qingcheng', 'public-security'),
  'people elsewhere': post('population-qingxin', 'qingxin', 'public-security'),
  entities: post('entity', 'qingcheng', 'market-regulation'),
  /** Reads enterprises masked, and may ask for one plain value at a time. */
  examiner: post('market-examiner', 'qingcheng', 'market-regulation'),
  'market elsewhere': post('yangshan-market', 'yangshan', 'market-regulation'),
  window: post('window', 'qingcheng', 'government-services'),
  'window elsewhere': post('yangshan-window', 'yangshan', 'government-services'),
  /** A department that was granted names and addresses of the people of its county. */
  granted: post('health', 'qingcheng', 'health'),
  administrator: post('administrator', 'qingcheng', 'government-services'),
  security: post('security', 'qingcheng', 'government-services'),
  auditor: post('audit', 'qingcheng', 'government-services'),
  certificates: post('licence', 'qingcheng', 'government-services'),
  library: post('library-clerk', 'city', 'culture-tourism'),
  leader: post('county-head', 'yangshan', 'government'),
  publisher: post('open-market', 'city', 'market-regulation'),
  'open approver': post('open-approver', 'city', 'government-services'),
  catalogue: post('catalogue', 'city', 'government-services'),
  'data steward': post('data-civil', 'city', 'civil-affairs'),
  definer: post('definition', 'city', 'government-services'),
} as const satisfies Record<string, Seat>

export type SeatName = keyof typeof seats
export const seatNames = Object.keys(seats) as SeatName[]
export const atWork = seatNames.filter((name) => seats[name].kind === 'post')
export const signedIn = seatNames.filter((name) => seats[name].kind !== 'nobody')
