import type { TestCity, Visitor } from '#testing'

/** A case as it stands before a task begins. */
export interface Ready {
  id: string
  number: string
}

let made = 0

/** A body that came with a good answer. @throws Error with what was answered instead */
function good<T>({ status, body }: { status: number; body: unknown }): T {
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`)
  return body as T
}

/** A licence of the market bureau of which a list gives the name: it runs on the general procedure. */
export async function matterOf(city: TestCity): Promise<{ name: string; label: string }> {
  const { body } = await city.stranger.get('/api/matters')
  const all = body as { name: string; label: string; kind: string; function: string; origin?: object }[]
  return all.find((one) => one.origin && one.kind === 'administrative-licence' && one.function === 'market-regulation')!
}

/** A village of Qingcheng. */
async function villageOf(city: TestCity): Promise<string> {
  let parent = ''
  for (const name of ['清远市', '清城区', undefined, undefined]) {
    const { body } = await city.stranger.get(`/api/regions${parent && `?parent=${parent}`}`)
    parent = (body as { id: string; name: string }[]).find((one) => name === undefined || one.name === name)!.id
  }
  return parent
}

/** Somebody has applied in Qingcheng, over the doors and not at a screen. */
export async function applied(city: TestCity, account: string): Promise<Ready> {
  const citizen = await city.as(account)
  const [{ name }, region] = await Promise.all([matterOf(city), villageOf(city)])
  const { values } = good<{ values: object }>(await citizen.get(`/api/matters/${name}/prefill`))
  const { case: opened } = good<{ case: Ready }>(
    await citizen.post('/api/cases', {
      matter: name,
      region,
      guide: {},
      answers: { ...values, region, address: '人民路 1 号', asked: '申请办理。', truthDeclared: true },
      materials: [],
      idempotencyKey: `task-${++made}-${Date.now()}`,
    }),
  )
  return opened
}

/** Somebody has done an act in a case. */
export async function acted(city: TestCity, account: string, { id }: Ready, act: string, input: object = {}): Promise<void> {
  const who: Visitor = await city.as(account)
  const now = good<{ version: number; tasks: { id: string; acts: { key: string }[] }[] }>(await who.get(`/api/cases/${id}`))
  const task = now.tasks.find(({ acts }) => acts.some(({ key }) => key === act))!
  good(
    await who.post(`/api/cases/${id}/acts`, {
      task: task.id,
      act,
      version: now.version,
      input,
      idempotencyKey: `task-${++made}-${Date.now()}`,
    }),
  )
}

/** What the window asks for in the cases of these tasks. */
export const gap = { material: '其他材料', problem: '没有写明经营地点', request: '补充经营地点的证明' }

/** What officers say with the acts that lead to a decision. */
const said = {
  propose: { opinion: '材料齐全，符合法定形式' },
  grant: { facts: '申请材料齐全，符合条件', lawCited: '行政许可法第三十八条第一款' },
}

/** A decision on paper that somebody holds: its code and its file. */
export async function decided(city: TestCity, account: string): Promise<{ code: string; file: Buffer; holder: string }> {
  const one = await applied(city, account)
  await acted(city, 'window', one, 'accept')
  await acted(city, 'market-examiner', one, 'propose', said.propose)
  await acted(city, 'market-approver', one, 'grant', said.grant)
  await city.runJobs()
  const citizen = await city.as(account)
  const { instruments, applicant } = good<{
    instruments: { label: string; id: string; document?: string; code: string }[]
    applicant: { name: string }
  }>(await citizen.get(`/api/cases/${one.id}`))
  const paper = instruments.find(({ label }) => label === '准予办理决定书')!
  const { bytes } = await citizen.bytes(`/api/documents/${paper.document ?? paper.id}.pdf`)
  return { code: paper.code, file: Buffer.from(bytes), holder: applicant.name }
}

/** Who a demonstration account is, by name and number: what somebody tells whoever appoints them. */
export async function tellsOf(city: TestCity, account: string): Promise<{ name: string; personId: string }> {
  const { items } = good<{ items: { items: { name: string; personId: string }[] }[] }>(
    await (await city.as(account)).get('/api/me/records'),
  )
  return items[0]!.items[0]!
}
