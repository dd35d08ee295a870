import { archive } from '../../src/testing/archive.ts'
import { encodeGb18030 } from '../../src/engines/registers/import/gb18030.ts'
import { chance, type Chance } from './chance.ts'

/** A file that comes in by mistake or on purpose, and what must come of it. */
export interface PoisonBatch {
  kind: string
  name: string
  bytes: Buffer
  /** Refused whole in words, or read: so many rows go in, and so many come back. */
  wanted: 'refused' | { good: number; bad: number }
}

export const header = '姓名,公民身份号码,性别,出生日期,居住地,住址'

/** Rows that are right, each of somebody new. */
export type Good = (count: number) => string[]

const table = (rows: readonly string[]) => Buffer.from([header, ...rows].join('\n'))
const letters = '甲乙丙丁戊己庚辛壬癸'

const bad = ({ of, below }: Chance, count: number) =>
  Array.from({ length: count }, () =>
    [of([...letters]), '441802192101011111', of(['男', '女', '无']), '1921-01-01', '无处', of(['', '街'])]
      .map((cell) => cell + 'x'.repeat(below(3)))
      .join(','),
  )

const objects = (rows: readonly string[]) =>
  rows.map((row) => JSON.stringify(Object.fromEntries(header.split(',').map((key, i) => [key, row.split(',')[i]]))))

type Make = (source: Chance, good: Good) => Pick<PoisonBatch, 'bytes' | 'wanted'> & { name?: string }

/** The corpus: each kind makes files of its own from chance. */
const kinds: Readonly<Record<string, Make>> = {
  'a damaged byte': (s, good) => {
    const bytes = table(good(3 + s.below(40)))
    const at = header.length * 3 + s.below(bytes.length - header.length * 3)
    return { bytes: Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xfe, 0x80]), bytes.subarray(at)]), wanted: 'refused' }
  },
  'UTF-16 that ends in the middle of a letter': (_s, good) => ({
    bytes: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(table(good(1)).toString(), 'utf16le'), Buffer.from([0x31])]),
    wanted: 'refused',
  }),
  nothing: () => ({ bytes: Buffer.alloc(0), wanted: 'refused' }),
  zeros: (s) => ({ bytes: Buffer.alloc(1 + s.below(5000)), wanted: 'refused' }),
  noise: (s) => ({ bytes: Buffer.from(Array.from({ length: 200 + s.below(2000) }, () => 128 + s.below(128))), wanted: 'refused' }),
  'blank lines alone': (s) => ({ bytes: Buffer.from('\n'.repeat(1 + s.below(500))), wanted: 'refused' }),
  'a name twice': (s, good) => ({ bytes: Buffer.from(`${header},${s.of(header.split(','))}\n${good(1)[0]},x`), wanted: 'refused' }),
  'an array of JSON': (_s, good) => ({ bytes: Buffer.from(`[${objects(good(2)).join(',')}]`), name: 'a.json', wanted: 'refused' }),
  'a PDF': (s) => ({ bytes: Buffer.from(`%PDF-1.${s.below(8)}\n${'x'.repeat(s.below(900))}`), name: 'a.csv', wanted: 'refused' }),
  'an archive cut off': (s) => {
    const whole = archive('xl/worksheets/sheet1.xml', Buffer.from('<worksheet><sheetData/></worksheet>'))
    return { bytes: whole.subarray(0, 4 + s.below(whole.length - 5)), name: 'a.xlsx', wanted: 'refused' }
  },
  'an archive of something else': (s) => ({
    bytes: archive(`${s.of([...letters])}.txt`, Buffer.from('x'.repeat(s.below(4000)))),
    name: 'a.xlsx',
    wanted: 'refused',
  }),
  'an archive that unpacks to too much': (s) => ({
    bytes: archive('xl/worksheets/sheet1.xml', Buffer.alloc((540 + s.below(60)) * 1024 * 1024, '<row/>')),
    name: 'a.xlsx',
    wanted: 'refused',
  }),
  'an archive with an entity': (s) => ({
    bytes: archive(
      'xl/worksheets/sheet1.xml',
      Buffer.from(
        `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">${'<!ENTITY b "&a;">'.repeat(s.below(5))}]><worksheet>&a;</worksheet>`,
      ),
    ),
    name: 'a.xlsx',
    wanted: 'refused',
  }),
  'bad rows among good ones': (s, good) => {
    const [few, many] = [2 + s.below(5), 1 + s.below(60)]
    const rows = [...good(few), ...bad(s, many)].sort(() => s.next() - 0.5)
    return { bytes: table(rows), wanted: { good: few, bad: many } }
  },
  'a field without an end': (s, good) => {
    const last = `${good(1)[0]!.slice(0, -1)}"${'长'.repeat(1000 + s.below(400_000))}`
    return { bytes: table([...good(2), last]), wanted: { good: 2, bad: 1 } }
  },
  'a field too long': (s, good) => ({
    bytes: table([...good(2), ...good(1).map((row) => row + '长'.repeat(100_001 + s.below(200_000))), ...good(1)]),
    wanted: { good: 3, bad: 1 },
  }),
  'too many cells': (s, good) => ({
    bytes: table([...good(2), ...good(1).map((row) => row + ',x'.repeat(1 + s.below(400)))]),
    wanted: { good: 2, bad: 1 },
  }),
  'too few cells': (s, good) => ({
    bytes: table([
      ...good(2),
      good(1)[0]!
        .split(',')
        .slice(0, 1 + s.below(4))
        .join(','),
    ]),
    wanted: { good: 2, bad: 1 },
  }),
  'words after a quote': (s, good) => ({
    bytes: table([...good(2), `"甲"${s.of([...letters])},${good(1)[0]}`]),
    wanted: { good: 2, bad: 1 },
  }),
  'a letter that no database keeps': (s, good) => ({
    bytes: table([...good(2), ...good(1).map((row) => `${row}${s.of([...letters])}\u0000`)]),
    wanted: { good: 2, bad: 1 },
  }),
  'somebody twice': (_s, good) => {
    const rows = good(3)
    return { bytes: table([...rows, rows[1]!]), wanted: { good: 3, bad: 1 } }
  },
  'GB18030 with bad rows': (s, good) => ({
    bytes: encodeGb18030([header, ...good(2), ...bad(s, 2), ...good(1).map((row) => `${row}𠮷㐂`)].join('\r\n')),
    wanted: { good: 3, bad: 2 },
  }),
  'a mark, and every kind of line break': (s, good) => ({
    bytes: Buffer.from(`\uFEFF${[header, ...good(2), ...bad(s, 1), ...good(1)].join(s.of(['\r\n', '\r', '\n']))}`),
    wanted: { good: 3, bad: 1 },
  }),
  'JSON that is nested deep': (s, good) => {
    const deep = 1_000 + s.below(300_000)
    const [one = '', two = ''] = objects(good(2))
    return {
      bytes: Buffer.from([one, `{"姓名":${'['.repeat(deep)}${']'.repeat(deep)}}`, two].join('\n')),
      name: 'a.ndjson',
      wanted: { good: 2, bad: 1 },
    }
  },
  'JSON that is broken off': (s, good) => {
    const [one = '', two = ''] = objects(good(2))
    return {
      bytes: Buffer.from([one, two.slice(0, 1 + s.below(two.length - 2))].join('\n')),
      name: 'a.ndjson',
      wanted: { good: 1, bad: 1 },
    }
  },
  'huge numbers and other things than words': (s, good) => {
    const [one = '', two = ''] = objects(good(2))
    const put = s.of(['1e999', '-1e400', '99999999999999999999999', '{"a":1}', '[1,2]', 'true'])
    return {
      bytes: Buffer.from([one, two.replace(/"性别":"."/, `"性别":${put}`)].join('\n')),
      name: 'a.ndjson',
      wanted: { good: 1, bad: 1 },
    }
  },
}

/** So many files, all kinds in turn; the same again for the same seed. One that unpacks to much is made but twice: it is slow to make. */
export function poisonBatches(seed: number, count: number, good: Good): PoisonBatch[] {
  const source = chance(seed)
  const names = Object.keys(kinds)
  const made: PoisonBatch[] = []
  let bombs = 0
  for (let i = 0; made.length < count; i++) {
    const kind = names[i % names.length]!
    if (kind === 'an archive that unpacks to too much' && ++bombs > 2) continue
    made.push({ kind, name: 'a.csv', ...kinds[kind]!(source, good) })
  }
  return made
}
