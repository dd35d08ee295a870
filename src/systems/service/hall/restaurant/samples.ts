/** One restaurant as an applicant describes it, and how people go about its case over HTTP: what the stories of this folder share. */

type Values = Record<string, unknown>

/** What a door answered; its shape is the door's own, and a story says what it expects of it. */
interface Answer {
  status: number
  body: unknown
}

/** A clock as a case shows it. */
interface SeenClock {
  key: string
  branch: string | null
  started: string
  due: string | null
  state: string
}

/** A case as somebody sees it, as far as the stories look. */
export interface Seen {
  id: string
  version: number
  state: string
  entity: { id: string; name: string } | null
  branches: { key: string; state: string; clocks: SeenClock[] }[]
  clocks: SeenClock[]
  tasks: { id: string; branch: string | null; stage: string; mine: boolean }[]
  materials: { key: string; file: { id: string } | null }[]
  moves: { branch: string | null; act: string }[]
  instruments: { template: string; ready: boolean; document: string }[]
  certificates: { id: string; code: string }[]
}

/** Somebody at the doors. */
export interface Doors {
  get(url: string): Promise<Answer>
  post(url: string, body?: unknown): Promise<Answer>
  upload(url: string, name: string, bytes: Uint8Array, type?: string): Promise<Answer>
}

/** Answers of the guide: a new shop of one's own, hot and cold dishes, tables, a sign; the fire officers come first. */
export const given: Values = {
  hasLicence: false,
  applicantKind: 'individual',
  foodItems: ['hot', 'cold'],
  simpleMaking: false,
  dineIn: true,
  floorArea: 86.5,
  fireMode: 'inspection',
  signOutside: true,
  signOwnNameOnly: true,
  usesAgent: false,
}

/** What the form asks and no register knows. */
export const said: Values = {
  businessName: '清远市清城区岫禾面馆（个体工商户）',
  staff: 4,
  tradeName: '岫禾',
  scope: '餐饮服务',
  address: '清城区凤城街道北江一路 18 号首层 01 号铺',
  rightKind: 'lease',
  leaseUntil: '2030-12-31',
  kitchenArea: 24,
  safetyManagerName: '邹燕',
  safetyManagerPhone: '15400000021',
  storey: '地上一层',
  seats: 32,
  exits: 2,
  fuel: 'pipeline-gas',
  signText: '岫禾面馆',
  signWidth: 320,
  signHeight: 90,
  signPosition: 'lintel',
  electronicDelivery: true,
  shareConsent: true,
  truthDeclared: true,
}

/** What is to be uploaded for these answers, with what an applicant calls the file. */
export const uploaded = {
  lease: '房屋租赁合同',
  'floor-plan': '店铺平面图',
  'equipment-and-flow': '设备和操作流程',
  'food-safety-rules': '食品安全制度',
  'special-area': '凉菜间平面图',
  'fire-rules': '消防安全制度和预案',
  'fire-facilities-plan': '消防设施平面图',
  'sign-rendering': '招牌效果图',
}

/** What officers say with their acts. */
export const opinion = { opinion: '材料齐全，符合法定形式' }
export const decision = { facts: '申请材料齐全，场所、设备、人员和制度符合要求', lawCited: '食品安全法第三十三条第一款第一至四项' }
export const refusal = {
  facts: '经营场所与污染源距离不足',
  lawCited: '食品安全法第三十三条第一款第一项',
  reason: '不具备保证食品安全的场所条件',
}
export const delivered = { deliveryWay: 'electronic', deliveryPlace: '网上办事大厅申请人账号' }
export const visited = (visitedOn: string) => ({ visitedOn, officers: '冯志坚、邓嘉欣', found: '布局与平面图一致' })

/** The answer's body, when it was a good one. @throws Error with the body otherwise */
export function ok<T = Values>({ status, body }: Answer): T {
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`)
  return body as T
}

/** The key of the region that is called so, going down from the city. @throws Error naming what there is instead */
export async function regionNamed(who: Doors, ...names: string[]): Promise<string> {
  let parent = ''
  for (const name of names) {
    const list = ok<{ id: string; name: string }[]>(await who.get(parent ? `/api/regions?parent=${parent}` : '/api/regions'))
    const found = list.find((one) => one.name === name)
    if (!found) throw new Error(`no ${name} among ${list.map((one) => one.name).join(' ')}`)
    parent = found.id
  }
  return parent
}

/** Uploads a file of one page that says what it is, so that no two are the same. */
export async function upload(who: Doors, name: string): Promise<string> {
  const page = new TextEncoder().encode(`%PDF-1.4\n% ${name}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`)
  return ok<{ id: string }>(await who.upload('/api/files', `${name}.pdf`, page, 'application/pdf')).id
}

/** What the registers fill into the form, with what the applicant says besides. */
export async function answersOf(who: Doors, region: string): Promise<Values> {
  const { values } = ok<{ values: Values }>(await who.get('/api/matters/hall.restaurant-opening/prefill'))
  const { personName, personId, personPhone, personResidence, fireOfficerName, fireOfficerPhone, deliveryAddress } = values
  return { ...said, region, personName, personId, personPhone, personResidence, fireOfficerName, fireOfficerPhone, deliveryAddress }
}

/** A whole application, its files uploaded. */
export async function applicationOf(who: Doors, region: string, guide: Values = given) {
  const materials = []
  for (const [key, name] of Object.entries(uploaded)) materials.push({ key, file: await upload(who, name) })
  return {
    matter: 'hall.restaurant-opening',
    region,
    guide,
    answers: await answersOf(who, region),
    materials,
    idempotencyKey: crypto.randomUUID(),
  }
}

/** The case of a key, to be looked at and moved on. `where` is a stage, or a branch and a stage of it, as `food/decide`. */
export function follow(id: () => string) {
  const view = async (who: Doors) => ok<Seen>(await who.get(`/api/cases/${id()}`))
  async function attempt(who: Doors, where: string, act: string, input: Values = {}, more: Values = {}): Promise<Answer> {
    const seen = await view(who)
    const places = seen.tasks.map((one) => ({
      ...one,
      where: [one.branch, one.stage].filter(Boolean).join('/'),
    }))
    const task = places.find((one) => one.where === where)
    if (!task) throw new Error(`no task ${where} among ${places.map((one) => one.where).join(' ')}`)
    return who.post(`/api/cases/${id()}/acts`, {
      task: task.id,
      act,
      version: seen.version,
      input,
      idempotencyKey: crypto.randomUUID(),
      ...more,
    })
  }
  const act = async (...given: Parameters<typeof attempt>) => ok<{ case: Seen }>(await attempt(...given)).case
  return { view, attempt, act }
}

/** A clock of a case as somebody sees it; `branch` is null for the case's own. */
export const clockOf = (seen: Seen, branch: string | null, key: string): SeenClock | undefined =>
  [...seen.clocks, ...seen.branches.flatMap((one) => one.clocks)].find((one) => one.branch === branch && one.key === key)

/** How a branch stands. */
export const stateOf = (seen: Seen, key: string): string | undefined => seen.branches.find((one) => one.key === key)?.state
