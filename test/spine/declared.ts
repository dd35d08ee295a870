import { choice, date, flag, moment, money, number, personId, phone, point, ref, register, role, rows, text } from '#declare'
import type { Actor, Duty } from '#kernel/context'
import { newKey } from '#kernel/keys'

/** A register with a field of nearly every kind, of people in a reading room that does not exist. */
export const readers = register('spine.reader', {
  label: '读者',
  title: 'name',
  unique: ['card', 'personId'],
  search: ['card', 'name'],
  steward: 'library',
  holder: 'person',
  fields: {
    card: text('证号', { max: 30 }),
    name: text('姓名', { max: 50, privacy: 'personal' }),
    personId: personId('身份证号', { optional: true }),
    phone: phone('电话', { optional: true }),
    born: date('出生日期', { optional: true, privacy: 'personal' }),
    joined: moment('办证时间', { optional: true }),
    kind: choice('类别', { child: '少儿', adult: '成人' }),
    visits: number('到馆次数', { optional: true }),
    deposit: money('押金', { optional: true }),
    active: flag('有效'),
    home: point('住处', { optional: true }),
    loans: rows('借阅', { title: text('书名', { max: 60 }), days: number('天数') }, { optional: true }),
    person: text('本人', { max: 36, optional: true }),
  },
})

/** Records that hold for a period. */
export const tariffs = register('spine.tariff', {
  label: '收费标准',
  title: 'name',
  steward: 'library',
  class: 'public',
  effective: true,
  fields: { name: text('名称', { max: 50 }), fen: money('金额') },
})

/** Records that point at others. */
export const fines = register('spine.fine', {
  label: '逾期费',
  title: 'note',
  steward: 'library',
  fields: { note: text('说明', { max: 60 }), reader: ref('读者', 'spine.reader'), fen: money('金额') },
})

export const everything = role('spine.librarian', {
  label: '馆员',
  about: '管理本区划的读者。',
  may: [readers, tariffs, fines].map(({ name }) => ({
    register: name,
    acts: ['read', 'add', 'change', 'end', 'unmask', 'export', 'history'] as const,
    scope: 'region' as const,
  })),
})
export const masked = role('spine.volunteer', {
  label: '志愿者',
  about: '查看本区划的读者，看不到个人信息的明文。',
  may: [readers, tariffs, fines].map(({ name }) => ({ register: name, acts: ['read', 'history'] as const, scope: 'region' as const })),
})
export const widely = role('spine.counter', {
  label: '借阅台',
  about: '查看全市的读者，只看得到本单位读者的明文。',
  may: [
    { register: readers.name, acts: ['read', 'history'], scope: 'all' },
    { register: readers.name, acts: ['unmask'], scope: 'organisation' },
  ],
})

/** A region of a made-up tree: city, two counties, a town below the first. */
const place = (code: string, path: string) => ({ id: newKey(), code, path })
const city = place('990000', '/c/')
export const places = {
  city,
  east: place('990001', '/c/e/'),
  west: place('990002', '/c/w/'),
  eastTown: place('990001001', '/c/e/t/'),
}
export type PlaceName = keyof typeof places

export const organisations = { library: newKey(), archive: newKey() }

/** Somebody at a post in a place, with these roles there. */
export const officer = (at: PlaceName, roles: readonly string[], organisation: string = organisations.library): Actor => ({
  kind: 'post',
  name: '馆员',
  account: newKey(),
  person: null,
  post: newKey(),
  organisation,
  region: places[at],
  duties: roles.map((name): Duty => ({ role: name, organisation, regionPath: places[at].path })),
})

/** A citizen, who holds what names this key. */
export const citizen = (person: string): Actor => ({ ...officer('city', []), kind: 'person', person, post: null, organisation: null })

/** A reader record that passes every check. */
export const newReader = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  card: `K${newKey()}`.slice(0, 30),
  name: '欧阳翠翠',
  kind: 'adult',
  active: true,
  ...changes,
})
