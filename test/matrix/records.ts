import { randomUUID } from 'node:crypto'
import { makePersonId } from '#chinese'
import type { Context } from '#kernel/context'
import { aside, newWord, personal, plain, type Planting } from './planting.ts'
import { places } from './seats.ts'

/** Plants what departments keep: of the administration itself, of the catalogue, of open data, of what is withheld. */
export async function plantRecords(
  { registers, identity, regions, planted, keep, add, organ, asOf, personOf }: Planting,
  ctx: Context,
): Promise<void> {
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
  for (const [department, place] of [
    ['public-security', 'qingcheng'],
    ['market-regulation', 'yangshan'],
  ] as const) {
    const [document, why] = [newWord(), newWord()]
    await add(
      ctx,
      'access.withholding',
      {
        person: personOf.holder,
        office: await organ(ctx, department, place),
        since: '2026-01-01',
        ground: 'hinders',
        document: `立字${document}号`,
        reason: `理由${why}`,
        until: '2027-01-01',
        asker: '试验',
        state: 'asked',
      },
      { name: `of ${department}`, marks: [plain(document), plain(why, aside)], place, department, holds: [personOf.holder] },
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
        askedOn: '2026-01-05',
        case: randomUUID(),
        state: 'open',
      },
      { name: 'by another department', marks: [plain(used)], place: 'city', department },
    )
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
}
