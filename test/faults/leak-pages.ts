import type { Fields } from '#declare'
import type { Actor } from '#kernel/context'
import { hold, quiet, read, type Door, type Got, type Try } from './leak-doors.ts'
import { isDrawn, levelOf, lies, mayBeOpened, mayDo, mayOpenItem, ownSight, placeNames, type Item, type Level } from './leak-world.ts'

const json = <T>({ text }: Got): T => JSON.parse(text) as T
/** The tile of zoom 14 in which everything of the worlds lies: x and y of 113.05° E, 23.7° N (Web Mercator, EPSG 3857). */
const ZOOM = 14
const tileOf = (lon: number, lat: number) => {
  const n = 2 ** ZOOM
  return [Math.floor(((lon + 180) / 360) * n), Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * n)]
}
const layerOf = (register: string) => register.replace('.r', '.l')
const figureOf = (register: string) => register.replace('.r', '.i')
const registerOf = ({ world, register }: Try) => world.registers.find(({ name }) => name === register)!

/** Records on the map: exactly those are drawn whose place and name are there, and names that tell about nobody alone are in it. */
export const tile: Door = async (of) => {
  const { world, actor, items } = of
  const [x, y] = tileOf(113.05, 23.7)
  const got = await of.ask('GET', `/tiles/${layerOf(of.register)}/${ZOOM}/${x}/${y}.mvt`)
  const isPlain = (registerOf(of).fields as Fields).name!.privacy === 'none'
  hold(of, 'tile', got, (item, key) =>
    key === 'name' && isPlain && items.includes(item) && isDrawn(world, actor, item) ? 'plain' : 'none',
  )
  for (const item of items) {
    const there = got.status === 200 && got.text.includes(item.id)
    if (isDrawn(world, actor, item)) of.shows('tile', there && (!isPlain || got.text.includes(String(item.values.name))))
    else if (there) of.leak('tile draws a record that is hidden')
  }
}

/** How many records there are in each region: of those that are drawn, but for what is there as one's own alone, which is not counted. */
export const counts: Door = async (of) => {
  const { world, items } = of
  const actor = { ...of.actor, person: null }
  for (const [kind, url] of [
    ['counts', `/api/map/layers/${layerOf(of.register)}/counts?by=own`],
    ['tile from afar', `/tiles/${layerOf(of.register)}/8/208/110.mvt`],
    ['layer', `/tiles/${layerOf(of.register)}.json`],
  ] as const) {
    const got = await of.ask('GET', url)
    hold(of, kind, got, () => 'none')
    if (kind !== 'counts') continue
    const told = got.status === 200 ? json<{ counts: Record<string, number> }>(got).counts : {}
    for (const place of placeNames) {
      const count = items.filter((item) => item.place === place && isDrawn(world, actor, item)).length
      const said = told[world.places[place].id] ?? 0
      if (said > count) of.leak(`counts: ${said} for ${count}`)
      else if (count > 0) of.shows('counts', said === count)
    }
  }
}

/** A figure: to whom it is shown, how many it says, and that where persons are counted for whoever may not read them nothing below five is told. */
export const figure: Door = async (of) => {
  const { world, actor, items } = of
  const { seenBy, open } = world.indicators.find(({ name }) => name === figureOf(of.register))!
  const { class: classed, fields, title } = registerOf(of)
  const ofPersons = classed !== 'public' && (fields as Fields)[title]!.privacy !== 'none'
  for (const place of placeNames) {
    const { id, path } = world.places[place]
    const within = items.filter((item) => lies(world.places[item.place].path, path))
    const covered = actor.duties.some(({ role, regionPath }) => seenBy.includes(role) && lies(path, regionPath))
    const got = await of.ask('GET', `/api/indicators/${figureOf(of.register)}?region=${id}`)
    hold(of, 'figure', got, () => 'none')
    const told = got.status === 200
    if (told !== (covered || open)) of[told ? 'leak' : 'shows'](told ? 'figure is told' : 'figure', false)
    const hidden = ofPersons && within.some((item) => levelOf(world, actor, item, title) === 'none')
    const [point] = told ? json<{ points: { count: number | null }[] }>(got).points.slice(-1) : []
    if (point) {
      const said = point.count ?? 0
      if (hidden && said % 5 !== 0) of.leak(`figure counts ${said} persons`)
      else if (!ofPersons) of.shows('figure', said === within.length)
    }
    await of
      .ask('GET', `/api/indicators/${figureOf(of.register)}?region=${id}&by=region`)
      .then((parts) => hold(of, 'figure by region', parts, () => 'none'))
    const listed = await of.ask('GET', `/api/indicators/${figureOf(of.register)}/records?region=${id}&limit=200`)
    hold(of, 'records of a figure', listed, read(of))
    if (listed.status === 200 && !covered) of.leak('records of a figure are told')
    if (covered && !actor.seeing) of.shows('records of a figure', listed.status === 200)
    if (listed.status !== 200 || !json<{ items: unknown[] }>(listed).items.length) continue
    if (hidden) of.leak('records of a figure name persons one by one')
    for (const item of within)
      // What is sensitive names no record elsewhere.
      if (levelOf(world, actor, item, title) === 'plain' && (fields as Fields)[title]!.privacy !== 'sensitive')
        of.shows('records of a figure', listed.text.includes(String(item.values.name)))
  }
}

/** Who may see a record: told to whoever may change it, and for each post of the world exactly what the rule says of it. */
export const readers: Door = async (of) => {
  const { world, actor, items } = of
  const labels = registerOf(of).fields as Fields
  for (const item of [...items.filter((one) => mayDo(world, actor, one, 'change')).slice(0, 2), ...items.slice(0, 1)]) {
    const got = await of.ask('GET', `/api/registers/${of.register}/${item.id}/readers`)
    hold(of, 'readers', got, () => 'none')
    if (!mayDo(world, actor, item, 'change')) {
      if (got.status === 200) of.leak('readers are told')
      continue
    }
    of.shows('readers', got.status === 200)
    if (got.status !== 200) continue
    const told = json<{ items: { post: string; plain: string[]; masked: string[] }[] }>(got).items
    for (const post of world.actors.filter(({ kind, seeing }) => kind === 'post' && !seeing)) {
      const sight = ownSight(world, post, item)
      const found = told.find((one) => one.post === post.post)
      const say = (keys: readonly string[]) => keys.map((key) => labels[key]!.label).sort()
      const wanted = sight && JSON.stringify([say(sight.plain), say(sight.masked)])
      const said = found && JSON.stringify([[...found.plain].sort(), [...found.masked].sort()])
      if (wanted !== said) of.leak(`readers: a post sees ${wanted ?? 'nothing'}, told is ${said ?? 'nothing'}`)
      else of.shows('readers', true)
    }
  }
}

const ABSENT = 'qabsentq'
/** A file whose rows name records by what is hidden: they are refused as those that are not there, and nobody else sees the batch. */
export const imported: Door = async (of) => {
  const { world, actor, items, register } = of
  if (actor.kind !== 'post') return
  const rows = [...items.map((item) => `${String(item.values.name)},改`), `${ABSENT},改`]
  const uploaded = await of.ask('POST', `/api/registers/${register}/imports`, { csv: ['名称,备注', ...rows].join('\r\n') })
  const mine = items.filter((item) => mayDo(world, actor, item, 'change'))
  if (uploaded.status !== 200) {
    if (mine.length > 0) of.shows('import', false)
    return
  }
  // Of what sources say no file without a source is taken.
  const isBased = registerOf(of).base !== undefined
  const { id } = json<{ id: string }>(uploaded)
  const begun = await of.ask('PUT', `/api/imports/${id}/mapping`, { mapping: ['name', 'note'], mode: 'change', key: ['name'] })
  const given = (item: Item, key: string): Level => (key === 'name' && items.includes(item) ? 'plain' : 'none')
  hold(of, 'import', begun, given)
  if (begun.status !== 200) return
  await of.city.jobs['registers-import-check']!({ batch: id, actor })
  const doors = ['', '/preview', '/refusals', '/errors'].map((door) => `/api/imports/${id}${door}`)
  const answers: Got[] = []
  for (const door of doors) {
    const got = await of.ask('GET', door)
    answers.push(got)
    hold(of, 'import', got, given)
    of.shows('import', got.status === 200)
  }
  const refused = json<{ items: { n: number; problems: unknown }[] }>(answers[2]!).items
  const problems = new Map(refused.map(({ n, ...rest }) => [n, JSON.stringify(rest).replaceAll(/q[0-9a-z]{5,6}[qz]/g, '')]))
  const first = Math.max(...problems.keys()) - items.length
  const absent = problems.get(first + items.length)
  of.shows('import', absent !== undefined)
  for (const [i, item] of items.entries()) {
    const said = problems.get(first + i)
    const level = levelOf(world, actor, item, 'name')
    if (level !== 'plain' && said !== absent) of.leak(`import tells a record that is hidden from one that is not there: ${said} ${absent}`)
    if (level === 'plain' && mayDo(world, actor, item, 'change') && levelOf(world, actor, item, 'note') === 'plain' && !isBased)
      of.shows('import', said === undefined)
  }
  const other = world.actors.find(({ kind, account }) => kind === 'post' && account !== actor.account)!
  for (const door of doors) {
    const got = await of.ask('GET', door, undefined, other)
    if (got.status < 400) of.leak('import is shown to another post')
    hold(of, 'import of another', got, () => 'none')
  }
}

/** What is opened to everybody: exactly the records and columns that its maker may give away, and nothing before another person approved. */
export const opened: Door = async (of) => {
  const { world, actor, items, register } = of
  const set = world.sets.find(({ organisation }) => organisation === actor.organisation)
  if (!set || actor.kind !== 'post' || actor.seeing) return
  const declared = registerOf(of)
  const chosen = (['name', 'note', 'count'] as const).filter((key) => mayBeOpened(declared, key))
  const select = (columns: readonly string[], filter = '') => ({
    register,
    shape: 'records',
    filter,
    columns: columns.map((field) => ({ field, level: 'exact' })),
    subject: 'thing',
    ground: '试验用的记录，与个人无关',
    k: 5,
    hold: false,
    protect: 'suppress',
  })
  const begin = (body: unknown) => of.ask('POST', `/api/open/sets/${set.id}/versions`, body)
  for (const key of ['name', 'note', 'count', 'secret'] as const)
    if (!mayBeOpened(declared, key)) {
      const got = await begin(select([key]))
      if (got.status < 400) of.leak(`open data: ${key} may be chosen`)
      hold(of, 'open data', got, () => 'none')
    }
  if (chosen.length === 0) return
  const isTold =
    (keys: readonly string[]) =>
    (item: Item, key: string): Level =>
      keys.includes(key) && item.register === register && mayOpenItem(world, actor, item, keys) ? 'plain' : 'none'
  const version = async (columns: readonly string[], filter = '') => {
    const made = await begin(select(columns, filter))
    // What was asked by is said again.
    hold(of, 'open data', { ...made, text: made.text.replaceAll(filter, '') }, isTold(columns))
    if (made.status !== 200) return undefined
    const { id } = json<{ id: string }>(made)
    await of.city.jobs['open-data-check']!({ version: id, actor })
    const got = await of.ask('GET', `/api/open/versions/${id}`)
    hold(of, 'open data', { ...got, text: got.text.replaceAll(filter, '') }, isTold(columns))
    return { id, got }
  }
  // By what is hidden nothing is chosen.
  const hidden = items.find(
    (item) => !mayOpenItem(world, actor, item, ['note']) && levelOf(world, actor, item, 'note', 'export') === 'none',
  )
  if (hidden) {
    const found = await version(chosen.slice(-1), `where.note=${String(hidden.values.note)}`)
    const rows = found && json<{ rows: number | null; state: string }>(found.got)
    if (rows?.state === 'checked' && (rows.rows ?? 0) > 0) of.leak('open data is chosen by what is hidden')
  }
  const made = await version(chosen)
  const whole = items.filter((item) => mayOpenItem(world, actor, item, chosen))
  if (!made) {
    if (whole.length > 0) of.shows('open data', false)
    return
  }
  for (const item of whole) for (const key of chosen) of.shows('open data', made.got.text.includes(String(item.values[key])))
  const stranger = world.actors[0]!
  for (const by of [stranger, world.actors.find((one) => one.kind === 'post' && one.organisation !== actor.organisation)!]) {
    const got = await of.ask('GET', `/api/open/versions/${made.id}`, undefined, by)
    if (got.status < 400) of.leak('a version is shown to somebody else')
    hold({ ...of, actor: by }, 'version of another', got, () => 'none')
  }
  await everybody(of, set.code, () => 'none')
  if (whole.length === 0 || world.published.has(register)) return
  world.published.add(register)
  await publish(of, made.id)
  await everybody(
    of,
    set.code,
    isTold(chosen),
    whole.flatMap((item) => chosen.map((key) => String(item.values[key]))),
  )
  const gone = await of.ask('POST', `/api/open/versions/${made.id}/withdraw`, { reason: '核对以后收回' })
  of.shows('open data', gone.status === 200)
  await everybody(of, set.code, () => 'none')
}

/** Another person approves, and the version is published. */
async function publish(of: Try, id: string): Promise<void> {
  const { city, world, actor } = of
  const proposed = await of.ask('POST', `/api/open/versions/${id}/propose`, { note: '请予审核' })
  of.shows('open data', proposed.status === 200)
  const place = world.places.city
  const { id: organisation } = (await city.identity.asSystem('试验', (ctx) =>
    city.identity.organisationFor(ctx, 'government-services', place.id),
  ))!
  const duties = [{ role: 'open.approver', organisation, regionPath: place.path }]
  const approver: Actor = {
    ...actor,
    name: '审核员',
    account: world.approver,
    post: world.approver,
    organisation,
    region: place,
    duties,
    grants: [],
  }
  const answered = await of.ask('POST', `/api/open/versions/${id}/answer`, { accept: true, reason: '同意开放' }, approver)
  of.shows('open data', answered.status === 200)
  await city.jobs['open-data-publish']!({ version: id, actor: approver })
}

/** The doors of open data as everybody comes to them. */
async function everybody(of: Try, code: string, level: (item: Item, key: string) => Level, words: readonly string[] = []): Promise<void> {
  const by = of.world.actors[0]!
  const as = { ...of, actor: by }
  for (const url of [`/api/open/data-sets/${code}/rows?limit=1000`, `/open/${code}.csv`, `/open/${code}.json`]) {
    const got = await of.ask('GET', url, undefined, by)
    hold(as, url, got, level)
    for (const word of words) of.shows(url, got.text.includes(word))
  }
  for (const url of [
    `/open/${code}.csv-metadata.json`,
    `/api/open/data-sets/${code}`,
    '/api/open/data-sets',
    '/catalog.jsonld',
    '/catalog.ttl',
  ])
    hold(as, url, await of.ask('GET', url, undefined, by), () => 'none')
}

/** Every route of maps, figures, files, open data and of who sees what, with how it is tried. */
export const pageDoors: Readonly<Record<string, Door>> = {
  'GET /tiles/:layer/:z/:x/:y.mvt': tile,
  'GET /api/map/layers/:layer/counts': counts,
  'GET /tiles/:layer.json': counts,
  'GET /api/map/layers': quiet('GET', '/api/map/layers'),
  'GET /api/indicators': quiet('GET', '/api/indicators'),
  'GET /api/indicators/:name': figure,
  'GET /api/indicators/:name/records': figure,
  'GET /api/registers/:register/:id/readers': readers,
  'POST /api/registers/:register/imports': imported,
  'GET /api/registers/:register/imports': quiet('GET', '/api/registers/:register/imports'),
  'GET /api/imports/:id': imported,
  'GET /api/imports/:id/preview': imported,
  'PUT /api/imports/:id/mapping': imported,
  'GET /api/imports/:id/refusals': imported,
  'GET /api/imports/:id/errors': imported,
  'POST /api/imports/:id/start': quiet('POST', '/api/imports/:id/start'),
  'POST /api/imports/:id/cancel': quiet('POST', '/api/imports/:id/cancel'),
  'GET /open/:set.:format': opened,
  'GET /open/:set/:version.:format': opened,
  'GET /api/open/data-sets': opened,
  'GET /api/open/data-sets/:set': opened,
  'GET /api/open/data-sets/:set/rows': opened,
  'GET /api/open/data-sets/:set/groups': opened,
  'GET /api/open/sources': quiet('GET', '/api/open/sources'),
  'GET /api/open/waiting': quiet('GET', '/api/open/waiting'),
  'GET /api/open/sets/:id': quiet('GET', '/api/open/sets/:id'),
  'POST /api/open/sets/:id/versions': opened,
  'GET /api/open/versions/:id': opened,
  'POST /api/open/versions/:id/propose': opened,
  'POST /api/open/versions/:id/answer': opened,
  'POST /api/open/versions/:id/withdraw': opened,
  'GET /catalog.jsonld': opened,
  'GET /catalog.ttl': opened,
}
