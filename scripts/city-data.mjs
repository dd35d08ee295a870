/**
 * Remakes the data that ships with the city from the folders it was collected in:
 *
 *     node scripts/city-data.mjs <folder with divisions/ boundaries/ codes/> <folder with the notices, one JSON a year> <area codes, CSV>
 *
 * Sources and licences are in city/SOURCES.md, columns in city/README.md. The result depends on the input alone.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { organisations } from './city-organisations.mjs'

const [dataFolder, noticesFolder, areaCodesFile] = process.argv.slice(2)
if (!dataFolder || !noticesFolder || !areaCodesFile) {
  console.error('usage: node scripts/city-data.mjs <data folder> <notices folder> <area codes file>')
  process.exit(2)
}

const city = join(dirname(fileURLToPath(import.meta.url)), '..', 'city')
const cities = ['4418', '1309', '3418']

function write(path, text) {
  mkdirSync(dirname(join(city, path)), { recursive: true })
  writeFileSync(join(city, path), text)
  console.log(`${path}: ${text.length} characters`)
}

/** A JSON list with one entry a line, so that a change shows as one line. */
function lines(list) {
  return `[\n${list.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]`
}

function readCsv(path) {
  const [head, ...rows] = readFileSync(path, 'utf8')
    .replace(/^\ufeff/, '')
    .trim()
    .split(/\r?\n/)
  const names = head.split(',')
  return rows.map((row) => {
    const values = row.split(',')
    if (values.length !== names.length) throw new Error(`${path}: ${values.length} values in "${row}"`)
    return Object.fromEntries(names.map((name, index) => [name, values[index]]))
  })
}

/** Which of a year's two papers a day comes from: the second one changed or added these. */
const secondPaper = {
  2015: (day) => day.date.startsWith('2015-09'),
  2019: (day) => day.name === '劳动节',
  2020: (day) => day.date >= '2020-01-31' && day.date <= '2020-02-02',
}

function makeCalendar() {
  const notices = []
  const days = []
  for (const name of readdirSync(noticesFolder).sort()) {
    if (!/^\d{4}\.json$/.test(name)) continue
    const file = JSON.parse(readFileSync(join(noticesFolder, name), 'utf8'))
    if (file.days.length === 0) continue
    mkdirSync(join(city, 'cn', 'notices'), { recursive: true })
    copyFileSync(join(noticesFolder, name), join(city, 'cn', 'notices', name))
    notices.push({ year: file.year, papers: file.papers })
    for (const day of file.days) {
      const paper = secondPaper[file.year]?.(day) ? 1 : 0
      if (!file.papers[paper] || file.papers.length > (secondPaper[file.year] ? 2 : 1))
        throw new Error(`papers of ${file.year} are not understood`)
      days.push({ date: day.date, kind: day.isOffDay ? 'rest' : 'work', name: day.name, year: file.year, notice: file.papers[paper] })
    }
  }
  days.sort((a, b) => a.date.localeCompare(b.date))
  copyFileSync(join(noticesFolder, 'LICENSE'), join(city, 'cn', 'notices', 'LICENSE'))
  write('cn/calendar.json', `{ "years": ${lines(notices)},\n"days": ${lines(days)} }\n`)
}

/** Whether a point lies in a polygon (even-odd over its rings). */
function inPolygon(polygon, [x, y]) {
  let inside = false
  for (const ring of polygon) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [[xi, yi], [xj, yj]] = [ring[i], ring[j]]
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
    }
  }
  return inside
}

const polygonsOf = (geometry) => (geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates])
const contains = (geometry, point) => polygonsOf(geometry).some((polygon) => inPolygon(polygon, point))

/** Numbers from 0 to 1 that depend on a text alone (FNV-1a into xorshift). */
function* chances(text) {
  let state = 2166136261
  for (const character of text) state = Math.imul(state ^ character.charCodeAt(0), 16777619)
  for (;;) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    yield (state >>> 0) / 2 ** 32
  }
}

/** A point inside the county for a place that has none: near its town when that is known, else anywhere in the county. */
function derivedPoint(code, near, county) {
  const chance = chances(code)
  const next = () => chance.next().value
  const all = polygonsOf(county).flatMap((polygon) => polygon[0])
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)]
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  // About 4 km around the town: the usual way from a village to its market.
  for (let attempt = 0; attempt < 40 && near; attempt++) {
    const [angle, distance] = [next() * 2 * Math.PI, 0.04 * Math.sqrt(next())]
    const point = [near[0] + distance * Math.cos(angle), near[1] + distance * Math.sin(angle)]
    if (contains(county, point)) return point
  }
  for (;;) {
    const point = [west + next() * (east - west), south + next() * (north - south)]
    if (contains(county, point)) return point
  }
}

/** What the last digits of a code say: towns by GB/T 10114, villages by the statistics bureau's ranges. */
function kindOf(level, code, name) {
  if (level === 'city') return 'prefecture-city'
  if (level === 'county') {
    if (/^.{4}7/.test(code)) return 'statistical'
    if (name.endsWith('自治县')) return 'autonomous-county'
    return name.endsWith('区') ? 'district' : name.endsWith('市') ? 'county-city' : 'county'
  }
  const number = Number(level === 'town' ? code.slice(6, 9) : code.slice(9))
  if (level === 'town') return number < 100 ? 'subdistrict' : number < 200 ? 'town' : number < 400 ? 'township' : 'statistical'
  return number < 200 ? 'neighbourhood' : number < 400 ? 'village' : 'statistical'
}

const rounded = (point) => point.map((value) => value.toFixed(5))

function makeDivisions(cityCode) {
  const rows = readCsv(join(dataFolder, 'divisions', `divisions_${cityCode}.csv`))
  const boundaries = JSON.parse(readFileSync(join(dataFolder, 'boundaries', `counties_${cityCode}_wgs84.geojson`), 'utf8'))
  const geometries = new Map(boundaries.features.map((feature) => [feature.properties.code, feature.geometry]))
  const points = new Map()
  const counts = { source: 0, derived: 0, outside: 0 }
  const text = rows.map((row) => {
    const county = geometries.get(row.code.slice(0, 6)) ?? geometries.get(`${cityCode}00`)
    let point = row.wgs84_lon ? [Number(row.wgs84_lon), Number(row.wgs84_lat)] : undefined
    if (point && !contains(county, point)) {
      counts.outside++
      point = undefined
    }
    const origin = point ? 'source' : 'derived'
    // Rows come from the top down, so a village's town and a town's county already have their points.
    point ??= derivedPoint(row.code, row.level === 'village' ? points.get(row.parent) : undefined, county)
    points.set(row.code, point)
    counts[origin]++
    return [
      row.code,
      row.name,
      row.level,
      kindOf(row.level, row.code, row.name),
      row.parent,
      row.ur_code_2016,
      ...rounded(point),
      origin,
    ].join(',')
  })
  console.log(cityCode, counts)
  write(`${cityCode}/divisions.csv`, ['code,name,level,kind,parent,urban_class,lon,lat,point', ...text].join('\n') + '\n')

  const features = boundaries.features.map(({ properties, geometry }) => ({
    type: 'Feature',
    properties: { ...properties, note: '示意' },
    geometry: { type: geometry.type, coordinates: simplified(geometry.coordinates) },
  }))
  write(`${cityCode}/counties.geojson`, `{"type":"FeatureCollection","features":${lines(features)}}\n`)
  return rows
}

/** Coordinates with five decimals (about a metre); points that fall together become one. */
function simplified(coordinates) {
  if (typeof coordinates[0] === 'number') return coordinates.map((value) => Math.round(value * 1e5) / 1e5)
  return coordinates.map(simplified).filter((value, index, all) => {
    return typeof value[0] !== 'number' || index === 0 || value[0] !== all[index - 1][0] || value[1] !== all[index - 1][1]
  })
}

function makeIndustries() {
  const rows = readCsv(join(dataFolder, 'codes', 'gbt4754_2017.csv'))
  const levels = ['section', 'division', 'group', 'class']
  const text = rows.map(({ code, name, level, parent, section }) => [code, name, levels[Number(level) - 1], parent, section].join(','))
  write('cn/industries.csv', ['code,name,level,parent,section', ...text].join('\n') + '\n')
}

/** County-level and higher codes since 1981, one row a period of use. */
function makeAreaCodes() {
  const rows = readCsv(areaCodesFile)
  const levels = { 省级: 'province', 地级: 'city', 县级: 'county' }
  const text = rows
    .filter((row) => levels[row['级别']])
    .map((row) => [row['代码'], row['名称'], levels[row['级别']], row['启用时间'], row['变更/弃用时间']].join(','))
  write('cn/area-codes.csv', ['code,name,level,from,until', ...text].join('\n') + '\n')
}

makeCalendar()
makeIndustries()
makeAreaCodes()
for (const cityCode of cities) {
  const rows = makeDivisions(cityCode)
  if (cityCode === '4418') write('4418/organisations.json', `${lines(organisations(rows))}\n`)
}
