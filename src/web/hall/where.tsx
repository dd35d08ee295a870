import { useRegions } from '../fields/region.tsx'
import { useSession } from '../api/session.tsx'
import type { RegionSummary } from '../api/types.ts'
import { useText } from '../texts.ts'
import { hallTexts } from './texts.ts'

const kept = 'chengshu.region'

/** The counties of the city. */
export const useCounties = () => {
  const { city } = useSession()
  return useRegions(city?.region, city !== null)
}

/** The county that was last chosen in this browser. */
export const lastCounty = (): string | null => localStorage.getItem(kept)

/** Where the matter is to be done: limits, materials and offices differ by county. */
export function Where({ value, onChange }: { value: string | null; onChange: (county: RegionSummary | undefined) => void }) {
  const t = useText(hallTexts)
  const { data } = useCounties()
  return (
    <div className="asked">
      <label htmlFor="where">{t.where}</label>
      <p id="where-help" className="help">
        {t.whereHelp}
      </p>
      <select
        id="where"
        className="input"
        aria-describedby="where-help"
        value={value ?? ''}
        onChange={(event) => {
          const county = data?.find((one) => one.id === event.target.value)
          if (county) localStorage.setItem(kept, county.id)
          onChange(county)
        }}
      >
        <option value="">{t.choose}</option>
        {data?.map((county) => (
          <option key={county.id} value={county.id}>
            {county.name}
          </option>
        ))}
      </select>
    </div>
  )
}
