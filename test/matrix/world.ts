import { createHash, randomUUID } from 'node:crypto'
import pg from 'pg'
import { makeCreditCode, makePersonId } from '#chinese'
import type { Context } from '#kernel/context'
import type { Site } from '../../src/main.ts'
import type { Answer, Doors, Request } from './door.ts'
import { places, seats, signedIn, type Place, type SeatName } from './seats.ts'
import type { Mark, Planted } from './sights.ts'

type Values = Record<string, unknown>

/** Everything that was planted, and keys that routes want besides. */
export interface World {
  doors: Doors
  planted: readonly Planted[]
  /** Keys of regions by place. */
  regions: Readonly<Record<Place, string>>
  /** A matter of the published list that bureaus of market regulation handle. */
  matter: string
  /** The planted object of this name. */
  of(name: string): Planted
}

let made = 0
/**
 * A word that nothing else holds, that is near to no other, and that no mask lets through: letters and digits in turn, so that no search
 * takes it for a number or for pinyin.
 */
export function newWord(): string {
  const bytes = createHash('sha256').update(`matrix ${made++}`).digest()
  return Array.from({ length: 5 }, (_, n) => 'bcdfghjkmpqrtvwxz'[bytes[2 * n]! % 17]! + String(bytes[2 * n + 1]! % 10)).join('')
}
const plain = (word: string, more: Partial<Mark> = {}): Mark => ({ word, personal: false, ...more })
const personal = (word: string, more: Partial<Mark> = {}): Mark => ({ word, personal: true, ...more })
const aside = { aside: true } as const

const persons = {
  holder: { place: 'qingcheng', order: 11 },
  neighbour: { place: 'yangshan', order: 12 },
  agent: { place: 'qingxin', order: 13 },
} as const
type PersonSeat = keyof typeof persons

const good = (answer: Answer): Values => {
  if (answer.status >= 300) throw new Error(`${answer.status}: ${Buffer.from(answer.text, 'latin1').toString()}`)
  return answer.text ? answer.json() : {}
}

/** Plants the world in a city: what each object is, whose and where is said here; who may see it, in `sights.ts`. */
export async function plant(site: Site, doors: Doors): Promise<World> {
  const { city } = doors
  const { registers, identity } = city
  const planted: Planted[] = []
  const regions = {} as Record<Place, string>
  const paths = {} as Record<Place, { id: string; code: string; path: string }>
  for (const [place, code] of Object.entries(places) as [Place, string][]) {
    paths[place] = (await identity.places.byCode(code))!
    regions[place] = paths[place].id
  }
  const asSystem = <T>(work: (ctx: Context) => Promise<T>) => identity.asSystem('试验', work)
  const asOf = (ctx: Context, place: Place, organisation: string): Context => ({
    ...ctx,
    actor: { ...ctx.actor, region: paths[place], organisation },
  })
  const organ = async (ctx: Context, department: string, place: Place): Promise<string> =>
    (await identity.organisationFor(ctx, department, regions[place]))!.id
  const keep = (of: Planted) => void planted.push(of)
  const ask = async (seat: SeatName, request: Request) => good(await doors.ask(seat, request))
  const get = (seat: SeatName, url: string) => ask(seat, { method: 'GET', url })
  const post = (seat: SeatName, url: string, body: unknown = {}) => ask(seat, { method: 'POST', url, body })

  const personOf = {} as Record<PersonSeat, string>
  const nameOf = {} as Record<PersonSeat, string>
  const numberOf = {} as Record<PersonSeat, string>
  const nameMark = {} as Record<PersonSeat, string>
  const add = async (
    ctx: Context,
    kind: string,
    values: Values,
    of: Pick<Planted, 'name' | 'place' | 'holder' | 'department' | 'state' | 'holds'> & { marks?: readonly Mark[] },
  ): Promise<string> => {
    const department = of.department ?? 'government-services'
    const there = asOf(ctx, of.place, await organ(ctx, department, of.place))
    const id = await registers.addUntyped(there, kind, values).catch((error: unknown) => {
      throw new Error(`${kind} ${of.name} can't be planted: ${JSON.stringify(error)}`, { cause: error })
    })
    keep({ kind, id, marks: [], department, ...of, name: `${kind} ${of.name}` })
    return id
  }

  await asSystem(async (ctx) => {
    for (const [seat, { place, order }] of Object.entries(persons) as [PersonSeat, (typeof persons)[PersonSeat]][]) {
      const [address, phone] = [newWord(), `139000000${order}`]
      nameMark[seat] = newWord()
      nameOf[seat] = `赵${nameMark[seat]}`
      numberOf[seat] = makePersonId(places[place], '1990-03-07', order)
      personOf[seat] = await add(
        ctx,
        'population.person',
        {
          name: nameOf[seat],
          personId: numberOf[seat],
          sex: '1',
          birthDate: '1990-03-07',
          region: regions[place],
          address: `清远市云${address}里 8 号`,
          phone,
        },
        {
          name: `of the ${seat}`,
          marks: [personal(nameMark[seat]), personal(address), personal(numberOf[seat], aside), personal(phone, aside)],
          place,
          holder: seat,
        },
      )
      const home = newWord()
      await add(
        ctx,
        'population.residence',
        { person: personOf[seat], region: regions[place], address: `清远市云${home}里`, from: '2020-01-01' },
        { name: `of the ${seat}`, marks: [personal(home)], place, holder: seat, holds: [personOf[seat]] },
      )
      const account = await identity.addAccount(asOf(ctx, place, await organ(ctx, 'government-services', place)), {
        login: `matrix-${seat}`,
        name: nameOf[seat],
        person: personOf[seat],
        number: numberOf[seat],
        password: `chengshu-matrix-${seat}`,
      })
      keep({
        kind: 'identity.account',
        name: `identity.account of the ${seat}`,
        id: account,
        marks: [plain(`matrix-${seat}`, aside), personal(nameMark[seat]), personal(numberOf[seat], aside)],
        place,
        holder: seat,
        holds: [personOf[seat]],
      })
      const [business, principalName] = [newWord(), newWord()]
      const entity = await add(
        ctx,
        'entity.entity',
        {
          creditCode: makeCreditCode('92', places[place], `MTX000${order}`),
          name: `云${business}商行`,
          kind: 'individual',
          principal: personOf[seat],
          principalName: `赵${principalName}`,
          establishedOn: '2020-05-06',
          region: regions[place],
          address: '人民路 1 号',
          place: place === 'yangshan' ? [112.64, 24.47] : [113.05, 23.7],
          state: 'active',
        },
        {
          name: `of the ${seat}`,
          marks: [plain(business), personal(principalName, aside)],
          place,
          holder: seat,
          department: 'market-regulation',
          holds: [personOf[seat]],
        },
      )
      const number = newWord()
      await add(
        ctx,
        'licence.certificate',
        {
          kind: 'test',
          name: '食品经营许可证',
          number,
          holderName: `云${business}商行`,
          person: personOf[seat],
          entity,
          issuer: await organ(ctx, 'market-regulation', place),
          region: regions[place],
          issuedOn: '2026-01-05',
          state: 'valid',
          document: 'none',
          code: 'NONE',
        },
        {
          name: `of the ${seat}`,
          marks: [plain(number), plain(business, aside)],
          place,
          holder: seat,
          department: 'market-regulation',
          holds: [personOf[seat], entity],
        },
      )
      const reader = newWord()
      await add(
        ctx,
        'library.card',
        {
          reader: personOf[seat],
          readerName: `赵${reader}`,
          kind: 'adult',
          limit: 5,
          region: regions[place],
          issuedOn: '2026-01-05',
          state: 'valid',
        },
        { name: `of the ${seat}`, marks: [personal(reader)], place, holder: seat, department: 'culture-tourism', holds: [personOf[seat]] },
      )
    }
    const text = (await registers.listUntyped(ctx, 'regulation.text', { limit: 1 })).items[0]!
    for (const kind of [
      'identity.region',
      'identity.organisation',
      'calendar.day',
      'regulation.text',
      'regulation.amendment',
      'regulation.article',
    ]) {
      const [item] = (await registers.listUntyped(ctx, kind, { limit: 1 })).items
      keep({ kind, name: `${kind} of everybody`, id: item!.id, marks: [], place: 'city' })
    }
    for (const place of ['qingcheng', 'yangshan'] as const) {
      const office = await organ(ctx, 'health', place)
      const postName = newWord()
      const seat = await add(
        ctx,
        'identity.post',
        { name: `云${postName}岗`, organisation: office, region: regions[place] },
        { name: `in ${place}`, marks: [plain(postName)], place, department: 'health' },
      )
      const [login, name] = [newWord(), newWord()]
      const account = await identity.addAccount(asOf(ctx, place, office), {
        login,
        name: `赵${name}`,
        number: makePersonId(places[place], '1985-03-07', 21),
        password: 'chengshu-matrix-staff',
      })
      const common = { place, department: 'health' } as const
      keep({
        kind: 'identity.account',
        name: `identity.account of staff in ${place}`,
        id: account,
        marks: [plain(login, aside), personal(name)],
        ...common,
      })
      keep({ kind: 'session', name: `sessions of staff in ${place}`, id: account, marks: [], ...common })
      await add(ctx, 'identity.holding', { account, post: seat, since: '2020-01-01' }, { name: `in ${place}`, ...common })
      await add(ctx, 'identity.duty', { role: 'hall.reception', post: seat, region: regions[place] }, { name: `in ${place}`, ...common })
      const cited = newWord()
      await add(
        ctx,
        'regulation.citation',
        {
          what: 'other',
          code: cited,
          label: `引用${cited}`,
          organisation: office,
          text: text.id,
          article: randomUUID(),
          number: '第一条',
          clause: '全条',
          state: 'holds',
        },
        { name: `in ${place}`, marks: [plain(cited)], ...common },
      )
      const [kept, drivers] = [newWord(), newWord()]
      await add(
        ctx,
        'decision.scenario',
        {
          name: `情景${kept}`,
          author: '试验',
          comparedOn: '2026-01-05',
          region: regions[place],
          startsOn: '2026-01-05',
          horizon: 90,
          dataFrom: '2025-01-01',
          dataTo: '2025-12-31',
          traces: 10,
          seed: 1,
          runs: 10,
          drivers,
          results: '[]',
        },
        { name: `in ${place}`, marks: [plain(kept), plain(drivers, aside)], place, department: 'statistics' },
      )
    }
    for (const [name, state, department] of [
      ['published', 'published', 'market-regulation'],
      ['draft', 'draft', 'market-regulation'],
      ['draft elsewhere', 'draft', 'public-security'],
    ] as const) {
      const word = newWord()
      await add(
        ctx,
        'open.data-set',
        {
          code: word,
          title: `数据集${word}`,
          about: '试验用。',
          theme: 'credit',
          provider: await organ(ctx, department, 'city'),
          region: regions.city,
          licence: 'cc-by-4.0',
          cycle: 'monthly',
          contact: '0763-3360000',
          state,
        },
        { name, marks: [plain(word)], place: 'city', department, state },
      )
    }
    for (const [name, state, opening] of [
      ['published and open', 'published', 'open'],
      ['published', 'published', 'none'],
      ['draft', 'draft', 'none'],
      ['draft elsewhere', 'draft', 'none'],
    ] as const) {
      const word = newWord()
      const department = name === 'draft elsewhere' ? 'health' : 'civil-affairs'
      const resource = await add(
        ctx,
        'catalogue.resource',
        {
          code: `MTX-${word}`,
          name: `资源${word}`,
          kind: 'department',
          provider: await organ(ctx, department, 'city'),
          region: regions.city,
          about: '试验用。',
          format: 'database',
          items: [{ name: '名称', type: '字符型' }],
          share: 'conditional',
          shareCondition: '按用途使用',
          shareGround: '试验',
          opening,
          cycle: 'monthly',
          state,
        },
        {
          name,
          marks: [plain(word)],
          place: 'city',
          department,
          state: state === 'published' && opening === 'open' ? 'published, open' : state,
        },
      )
      keep({ ...planted.at(-1)!, kind: 'entry', name: `entry ${name}` })
      if (name !== 'published') continue
      const recipient = await organ(ctx, 'health', 'qingcheng')
      const [purpose, used] = [newWord(), newWord()]
      const common = { resource, provider: await organ(ctx, department, 'city'), recipient, region: regions.city, until: '2027-12-31' }
      await add(
        ctx,
        'catalogue.grant',
        { ...common, items: [{ name: '名称' }], purpose: `用途${purpose}`, since: '2026-01-01', reason: '试验' },
        { name: 'to another department', marks: [plain(purpose)], place: 'city', department },
      )
      await add(
        ctx,
        'catalogue.request',
        {
          ...common,
          resourceName: `资源${word}`,
          items: [{ name: '名称' }],
          purpose: `用途${used}`,
          ground: '试验',
          asker: '试验',
          askerAccount: randomUUID(),
          askedOn: '2026-01-05',
          limit: 10,
          due: '2026-01-19',
          state: 'open',
        },
        { name: 'by another department', marks: [plain(used)], place: 'city', department },
      )
      const asked = planted.at(-1)!
      keep({ ...asked, kind: 'request', name: 'request by another department' })
    }
    // What the granted department may read of people: their names and addresses, in its own county.
    const people = (
      await registers.listUntyped(ctx, 'catalogue.resource', { where: [{ field: 'register', operator: 'is', value: 'population.person' }] })
    ).items[0]!
    await add(
      ctx,
      'catalogue.grant',
      {
        resource: people.id,
        register: 'population.person',
        provider: await organ(ctx, 'public-security', 'city'),
        recipient: await organ(ctx, 'health', 'qingcheng'),
        items: [
          { name: '姓名', key: 'name' },
          { name: '住址', key: 'address' },
        ],
        purpose: '上门随访',
        region: regions.qingcheng,
        since: '2026-01-01',
        until: '2027-12-31',
        reason: '试验',
      },
      { name: 'of people', place: 'qingcheng', department: 'public-security' },
    )
  })

  const shipped = new Map(city.systems.flatMap(({ seed }) => seed.posts ?? []).map(({ account, password }) => [account, password]))
  await doors.signIn(
    new Map(
      signedIn.map((seat) => {
        const account = seats[seat].account!
        return [seat, { account, password: shipped.get(account) ?? `chengshu-${account}` }]
      }),
    ),
  )

  // An agent for the holder's enterprise, who then acts for it.
  const business = planted.find(({ name }) => name === 'entity.entity of the holder')!
  const { id: proxy } = await post('holder', '/api/proxies', {
    entity: business.id,
    agentName: nameOf.agent,
    agentNumber: numberOf.agent,
    matters: null,
    until: '2027-06-30',
  })
  await post('agent', `/api/proxies/${String(proxy)}/accept`)
  await ask('agent', { method: 'PUT', url: '/api/session', body: { actFor: proxy } })
  await doors.look('agent')
  keep({
    kind: 'identity.proxy',
    name: 'identity.proxy of the holder',
    id: String(proxy),
    marks: [plain(business.marks[0]!.word), plain(nameMark.agent), plain(numberOf.agent, aside), personal(nameMark.holder, aside)],
    place: 'qingcheng',
    holder: 'holder',
    holds: [personOf.holder, personOf.agent, business.id],
  })
  // What an agent is told of the principal, so that it can act in that name: who it is, and what forms are filled with.
  keep({
    kind: 'mandate',
    name: 'mandate of the holder',
    id: '',
    marks: [...planted.find(({ name }) => name === 'population.person of the holder')!.marks, ...business.marks].map(({ word }) =>
      plain(word, aside),
    ),
    place: 'qingcheng',
    holds: [String(proxy), personOf.holder, business.id, doors.actor('agent').account!],
  })

  const matter = city.cases
    .listMatters()
    .find((one) => one.origin && one.kind === 'administrative-licence' && one.function === 'market-regulation')!.name
  const villages = {} as Record<'qingcheng' | 'yangshan', string>
  for (const place of ['qingcheng', 'yangshan'] as const) {
    const [town] = await identity.places.below(regions[place])
    villages[place] = (await identity.places.below(town!.id))[0]!.id
  }
  for (const [seat, place] of [
    ['holder', 'qingcheng'],
    ['neighbour', 'yangshan'],
  ] as const) {
    const { values } = (await get(seat, `/api/matters/${matter}/prefill`)) as { values: Values }
    const [asked, address] = [newWord(), newWord()]
    const opened = (await post(seat, '/api/cases', {
      matter,
      region: villages[place],
      guide: {},
      answers: { ...values, region: villages[place], address: `云${address}里`, asked: `申请${asked}`, truthDeclared: true },
      materials: [],
      idempotencyKey: `matrix-${seat}-case`,
    })) as { case: { id: string; version: number; tasks: { id: string }[] } }
    const { id } = opened.case
    // The application holds what the register filled into it.
    const filled = planted.find(({ name }) => name === `population.person of the ${seat}`)!.marks.map(({ word }) => plain(word, aside))
    const marks = [plain(asked), plain(address, aside), ...filled]
    if (place === 'qingcheng') {
      const window = (await get('window', `/api/cases/${id}`)) as { version: number; tasks: { id: string }[] }
      await post('window', `/api/cases/${id}/acts`, {
        task: window.tasks[0]!.id,
        act: 'accept',
        version: window.version,
        input: {},
        idempotencyKey: 'matrix-accept',
      })
      await city.runWaitingJobs()
    }
    const now = (await get(place === 'qingcheng' ? 'examiner' : 'window elsewhere', `/api/cases/${id}`)) as {
      tasks: { id: string }[]
      instruments: { document: string | null }[]
    }
    const task = now.tasks[0]!.id
    keep({ kind: 'case', name: `case of the ${seat}`, id, marks, place, holder: seat, holds: [personOf[seat], task] })
    keep({ kind: 'task', name: `task of the ${seat}'s case`, id: task, marks: [], place, holder: seat })
    const document = now.instruments.find((one) => one.document)?.document
    if (document) keep({ kind: 'document', name: `document of the ${seat}'s case`, id: document, marks: [], place, holder: seat })
    const draft = newWord()
    await ask(seat, {
      method: 'PUT',
      url: `/api/drafts/${matter}`,
      body: {
        version: 0,
        region: null,
        step: null,
        guide: {},
        answers: { asked: `起草${draft}` },
        files: {},
        from: {},
        prefilled: false,
        entity: null,
        idempotencyKey: `matrix-${seat}-draft`,
      },
    })
    keep({ kind: 'draft', name: `draft of the ${seat}`, id: '', marks: [plain(draft)], place, holder: seat })
    const words = newWord()
    const file = await ask(seat, {
      method: 'POST',
      url: '/api/files',
      file: { name: `${words}.pdf`, bytes: Buffer.from(`%PDF-1.4\n% ${words}\n%%EOF\n`) },
    })
    keep({ kind: 'file', name: `file of the ${seat}`, id: String(file.id), marks: [plain(words)], place, holder: seat })
    const [reason, changed] = [newWord(), newWord()]
    const correction = (await post(seat, `/api/registers/population.person/${personOf[seat]}/corrections`, {
      changes: { address: `清远市云${changed}里` },
      reason: `有误${reason}`,
    })) as { ask: { id: string } }
    keep({
      kind: 'ask',
      name: `correction asked by the ${seat}`,
      id: correction.ask.id,
      marks: [plain(reason), plain(changed)],
      place,
      holder: seat,
      holds: [personOf[seat]],
    })
  }

  const admin = new pg.Client(site.connections.admin as pg.ClientConfig)
  await admin.connect()
  try {
    const seatOf = async (seat: SeatName) => doors.actor(seat)
    for (const [seat, column, key] of [
      ['holder', 'person', (await seatOf('holder')).person],
      ['neighbour', 'person', (await seatOf('neighbour')).person],
      ['examiner', 'post', (await seatOf('examiner')).post],
      ['window elsewhere', 'account', (await seatOf('window elsewhere')).account],
    ] as const) {
      const [id, word] = [randomUUID(), newWord()]
      const insert = {
        person: 'insert into messages.message (id, person, key, title, text, link) values ($1, $2, $3, $4, $5, $6)',
        post: 'insert into messages.message (id, post, key, title, text, link) values ($1, $2, $3, $4, $5, $6)',
        account: 'insert into messages.message (id, account, key, title, text, link) values ($1, $2, $3, $4, $5, $6)',
      }[column]
      await admin.query(insert, [id, key, word, `通知${word}`, '请查看。', '/me'])
      keep({ kind: 'message', name: `message to the ${seat}`, id, marks: [plain(word)], place: seats[seat].place, holder: seat })
    }
  } finally {
    await admin.end()
  }

  // A batch with a row that is refused, so that there is a file of errors.
  const [goodRow, badRow, fileName] = [newWord(), newWord(), newWord()]
  const rows = [
    '统一社会信用代码,名称,类型,法定代表人（经营者）姓名,成立日期,所在区划,住所（经营场所）,登记状态',
    `${makeCreditCode('92', '441802', 'MTX00091')},云${goodRow}店,个体工商户,钱一,2020-01-01,441802,人民路,存续`,
    `不是代码,云${badRow}店,个体工商户,钱一,2020-01-01,441802,人民路,存续`,
  ]
  const batch = (await ask('entities', {
    method: 'POST',
    url: '/api/registers/entity.entity/imports',
    file: { name: `${fileName}.csv`, bytes: Buffer.from(rows.join('\r\n')) },
  })) as { id: string }
  const mapping = ['creditCode', 'name', 'kind', 'principalName', 'establishedOn', 'region', 'address', 'state']
  await ask('entities', { method: 'PUT', url: `/api/imports/${batch.id}/mapping`, body: { mapping, mode: 'add' } })
  await city.runWaitingJobs()
  keep({
    kind: 'import',
    name: 'import of enterprises',
    id: batch.id,
    marks: [plain(fileName), plain(goodRow), plain(badRow)],
    place: 'qingcheng',
    holder: 'entities',
  })

  for (const reach of ['own', 'organisation'] as const) {
    const word = newWord()
    const view = await ask('examiner', {
      method: 'PUT',
      url: '/api/views',
      body: { page: 'registers/entity.entity', name: `视图${word}`, query: `search=${word}`, reach },
    })
    keep({
      kind: 'view',
      name: `view for ${reach}`,
      id: String(view.id),
      marks: [plain(word)],
      place: 'qingcheng',
      holder: 'examiner',
      state: reach,
    })
  }

  const defined = newWord()
  const definition = await post('definer', '/api/definitions', { from: { kind: 'blank', label: `目录${defined}` } })
  keep({ kind: 'definition', name: 'definition in draft', id: String(definition.id), marks: [plain(defined)], place: 'city' })

  const draftSet = planted.find(({ name }) => name === 'open.data-set draft')!
  const filtered = newWord()
  const version = await post('publisher', `/api/open/sets/${draftSet.id}/versions`, {
    register: 'entity.entity',
    shape: 'records',
    filter: `search=${filtered}`,
    columns: [{ field: 'name', level: 'exact' }],
    subject: 'organisation',
    k: 5,
    hold: false,
    protect: 'suppress',
  })
  await city.runWaitingJobs()
  keep({
    kind: 'open version',
    name: 'version of open data in draft',
    id: String(version.id),
    marks: [plain(filtered)],
    place: 'city',
    department: 'market-regulation',
  })

  // A duty that waits for another administrator.
  const { record } = (await post('security', '/api/registers/identity.duty', {
    role: 'library.clerk',
    post: planted.find(({ name }) => name === 'identity.post in qingcheng')!.id,
    region: regions.qingcheng,
  })) as { record: { id: string } }
  for (const kind of ['consent', 'identity.duty']) keep({ kind, name: `${kind} that waits`, id: record.id, marks: [], place: 'qingcheng' })

  return {
    doors,
    planted,
    regions,
    matter,
    of(name) {
      const found = planted.find((one) => one.name === name)
      if (!found) throw new Error(`nothing planted is called ${name}`)
      return found
    },
  }
}
