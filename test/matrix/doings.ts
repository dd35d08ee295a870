import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { makeCreditCode } from '#chinese'
import type { Site } from '../../src/main.ts'
import { aside, newWord, personal, plain, type Planting, type Values } from './planting.ts'
import { seats, type SeatName } from './seats.ts'

/** Plants what people do: mandates, cases, drafts, uploads, messages, imports, views, definitions. @returns the matter that is applied for */
export async function plantDoings(
  site: Site,
  { doors, city, identity, planted, regions, asSystem, keep, add, ask, get, post, personOf, nameOf, numberOf, nameMark }: Planting,
): Promise<string> {
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
  // What an agent is told, so that it can act in that name: whose, the enterprise's facts, and the own ones that forms are filled with.
  const own = planted.find(({ name }) => name === 'population.person of the agent')!
  keep({
    kind: 'mandate',
    name: 'mandate of the holder',
    id: '',
    marks: [nameMark.holder, ...[...own.marks, ...business.marks].map(({ word }) => word)].map((word) => plain(word, aside)),
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
    // Only whoever prepares acts of regions writes one; the guard is off for as long as it takes.
    await admin.query('alter table identity.region_act disable trigger region_act_checked')
    await asSystem(async (ctx) => {
      for (const state of ['draft', 'proposed', 'approved'] as const) {
        const change = newWord()
        await add(
          ctx,
          'identity.region-act',
          {
            summary: `调整${change}`,
            kind: 'move',
            state,
            number: '试验',
            effectiveFrom: '2030-01-01',
            preparedBy: '试验',
            affected: [],
            reach: [],
          },
          { name: state, marks: [plain(change)], place: 'city', department: 'civil-affairs', state },
        )
      }
    })
    await admin.query('alter table identity.region_act enable trigger region_act_checked')
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

  return matter
}
