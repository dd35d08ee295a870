import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import {
  address,
  area,
  choice,
  code,
  creditCode,
  date,
  file,
  flag,
  formula,
  gapless,
  kindOf,
  line,
  moment,
  money,
  number,
  period,
  personId,
  phone,
  picture,
  plate,
  point,
  ref,
  references,
  region,
  rows,
  sequence,
  text,
  type AnyField,
  type FieldKind,
} from '#declare'
import { SessionContext } from '../api/session.tsx'
import { Panel } from '../blocks/index.ts'
import { FieldCell } from '../fields/field-cell.tsx'
import { viewOf } from '../fields/index.ts'
import type { Comparisons } from '../fields/view.ts'
import { FieldsAsked } from '../forms/fields-asked.tsx'
import { useText } from '../texts.ts'
import { kindNames, kindTexts } from './kind-texts.ts'

const key = '01900000-0000-7000-8000-000000000001'
const near = (east: number, north: number): [number, number] => [113.05 + east / 100, 23.68 + north / 100]
const ring = [near(0, 0), near(2, 0), near(2, 1), near(0, 1), near(0, 0)]

/** A field of each kind, with a value. */
function useSamples(): Record<FieldKind, { field: AnyField; value: unknown }> {
  const n = useText(kindNames)
  const t = useText(kindTexts)
  return {
    text: { field: text(n.text), value: t.street },
    choice: { field: choice(n.choice, { earth: t.earth, rubble: t.rubble }), value: 'earth' },
    code: { field: code(n.code, 'industry'), value: '4819' },
    number: { field: number(n.number, { decimals: 2, unit: t.cubic }), value: 1200.5 },
    money: { field: money(n.money), value: 1234550 },
    date: { field: date(n.date), value: '2026-03-02' },
    moment: { field: moment(n.moment), value: '2026-03-02T01:05:00Z' },
    flag: { field: flag(n.flag), value: true },
    'person-id': { field: personId(n['person-id']), value: '11010519491231002X' },
    'credit-code': { field: creditCode(n['credit-code']), value: '91110000802100433B' },
    phone: { field: phone(n.phone), value: '13800138000' },
    region: { field: region(n.region), value: key },
    point: { field: point(n.point), value: near(0.13, 0.5) },
    file: { field: file(n.file), value: key },
    ref: { field: ref(n.ref, 'population.person'), value: key },
    sequence: { field: sequence(n.sequence, { format: 'ZT{00000}' }), value: 'ZT00012' },
    rows: {
      field: rows(n.rows, { day: date(t.day), loads: number(t.loads) }),
      value: [{ day: '2026-03-06', loads: 12 }],
    },
    plate: { field: plate(n.plate), value: t.plate },
    period: { field: period(n.period), value: { from: '2026-03-06', until: '2026-09-05' } },
    address: { field: address(n.address), value: { text: t.street, region: key } },
    line: { field: line(n.line), value: { type: 'LineString', coordinates: ring.slice(0, 3), metres: 3147.2 } },
    area: { field: area(n.area), value: { type: 'Polygon', coordinates: [ring], squareMetres: 2257100 } },
    picture: { field: picture(n.picture), value: { file: key, alt: t.gate } },
    references: { field: references(n.references, 'population.person'), value: [key] },
    gapless: { field: gapless(n.gapless, { format: '{000}' }), value: t.certificate },
    formula: { field: formula(n.formula, 'volume * 12.5', { gives: 'money' }), value: 1500625 },
  }
}

// No server stands behind the catalogue: what would be asked for stays unknown.
const offline = new QueryClient({ defaultOptions: { queries: { enabled: false } } })
const nobody = { actor: null, demo: false, city: null }

function Sample({ kind, field, value }: { kind: string; field: AnyField; value: unknown }) {
  const t = useText(kindTexts)
  const [given, setGiven] = useState<Record<string, unknown>>({})
  const [comparisons, setComparisons] = useState<Comparisons>({})
  const { Filter } = viewOf(field)
  const at = `kind-${kind}`
  return (
    <Panel title={field.label}>
      <div className="stack-tight">
        <p>
          <span className="small soft">{t.read}</span>{' '}
          <FieldCell field={field} value={value} titles={{ [key]: field.kind === 'region' ? t.somewhere : t.someone }} />
        </p>
        {kindOf(field).given ? (
          <p className="small soft">{t.none}</p>
        ) : (
          <FieldsAsked fields={{ one: { ...field, label: t.asked } }} values={given} onChange={setGiven} prefix={at} />
        )}
        {kindOf(field).operators.length > 0 && (
          <div className="asked">
            <label htmlFor={`${at}-filter`}>{t.filtered}</label>
            <Filter id={`${at}-filter`} field={field} value={comparisons} onChange={setComparisons} />
          </div>
        )}
      </div>
    </Panel>
  )
}

/** Every kind of field: how a value of it is shown, asked for and filtered by. */
export function FieldSamples() {
  const samples = useSamples()
  return (
    <QueryClientProvider client={offline}>
      <SessionContext value={nobody}>
        <div className="showcase-grid">
          {Object.entries(samples).map(([kind, { field, value }]) => (
            <Sample key={kind} kind={kind} field={field} value={value} />
          ))}
        </div>
      </SessionContext>
    </QueryClientProvider>
  )
}
