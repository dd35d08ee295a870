import { Panel } from '../blocks/panel.tsx'
import { useSigns, useText } from '../texts.ts'
import { Declared } from './finding.tsx'
import { nearTexts } from './near-texts.ts'
import type { PlaceOption } from './questions.tsx'

/** A place where people are served. */
export interface ServicePlace {
  id: string
  name: string
  region: string
  /** Seat of its county or town, degrees (WGS 84). */
  point: { lon: number; lat: number } | null
  /** Kilometres from where the reader is, when that is known. */
  km: number | null
}

export interface NearProps {
  counties: readonly PlaceOption[]
  county: string | null
  towns: readonly PlaceOption[]
  town: string | null
  centres: readonly ServicePlace[]
  townWindows: readonly ServicePlace[]
  windows: readonly string[]
}

const round = (km: number) => (km < 10 ? km.toFixed(1) : String(Math.round(km)))

function Places({ title, places }: { title: string; places: readonly ServicePlace[] }) {
  const t = useText(nearTexts)
  return (
    <Panel title={title}>
      {places.length === 0 ? (
        <p className="soft">{t.none}</p>
      ) : (
        <ol className="places" data-places>
          {places.map((place) => (
            <li key={place.id} data-lon={place.point?.lon} data-lat={place.point?.lat} className="row row-between">
              <Declared>{place.name}</Declared>
              <span className="small soft number" data-away>
                {place.km === null ? '' : place.km < 1 ? t.atHand : t.away(round(place.km))}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}

/** Where people are served, the nearest first: by the town that was chosen, or with scripts by where the device is. */
export function Near({ counties, county, towns, town, centres, townWindows, windows }: NearProps) {
  const t = useText(nearTexts)
  const signs = useSigns()
  const select = (id: string, name: string, label: string, any: string, options: readonly PlaceOption[], value: string | null) => (
    <div className="asked">
      <label htmlFor={id}>{label}</label>
      <select id={id} name={name} className="input" defaultValue={value ?? ''}>
        <option value="">{any}</option>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <p className="soft prose">{t.lead}</p>
      </div>
      <form action="/near" method="get" className="panel stack" data-swap-by="#places" aria-label={t.choose}>
        <div data-keep="county">{select('county', 'region', t.county, t.any, counties, county)}</div>
        {towns.length > 0 && <div data-keep="town">{select('town', 'town', t.town, t.anyTown, towns, town)}</div>}
        <div className="form-foot" data-keep="update">
          <button className="button button-plain">{t.show}</button>
        </div>
      </form>
      <div
        hidden
        className="stack-tight"
        data-locate
        data-away-words={t.away('{km}')}
        data-at-hand={t.atHand}
        data-located={t.located}
        data-not-located={t.notLocated}
      >
        <button type="button" className="button button-plain">
          {t.locate}
        </button>
        <p className="small soft">{t.locateHelp}</p>
        <p role="status" />
      </div>
      <div id="places" className="stack">
        <Places title={t.centres} places={centres} />
        <Places title={t.towns} places={townWindows} />
        {windows.length > 0 && (
          <Panel title={t.windows}>
            <ul className="plain-list">
              {windows.map((window) => (
                <li key={window}>
                  <Declared>{window}</Declared>
                </li>
              ))}
            </ul>
          </Panel>
        )}
        <p className="small soft">{signs.sentences([t.awayHelp, t.unknown])}</p>
      </div>
    </div>
  )
}
