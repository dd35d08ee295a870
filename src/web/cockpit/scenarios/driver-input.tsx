import { useId, useState, type CSSProperties } from 'react'
import { useNumber, withUnit } from '../../blocks/index.ts'
import { useText } from '../../texts.ts'
import type { Driver } from './drivers.ts'
import { scenarioTexts } from './texts.ts'

/** A driver as a slider and a number that say the same; the present value is marked under the slider. */
export function DriverInput({
  driver,
  value,
  onChange,
}: {
  driver: Driver
  value: number | undefined
  onChange: (value: number | undefined) => void
}) {
  const t = useText(scenarioTexts)
  const write = useNumber()
  const id = useId()
  const [typed, setTyped] = useState<string>()
  const { label, note, unit, present, min, max, step } = driver
  const shown = value ?? present
  const set = (next: number) => {
    if (!Number.isFinite(next)) return
    const within = Math.min(Math.max(next, min), max)
    onChange(within === present ? undefined : within)
  }
  const said = (number: number) => withUnit(write(number, 1), unit)
  const at = (present - min) / Math.max(1e-9, max - min)
  return (
    <div className={value === undefined ? 'driver' : 'driver driver-changed'}>
      <label htmlFor={id}>{label}</label>
      <span className="driver-number">
        <input
          id={id}
          className="input"
          type="number"
          inputMode="decimal"
          min={min}
          max={max}
          step={step}
          value={typed ?? String(shown)}
          aria-describedby={`${id}-note`}
          onChange={({ target }) => {
            setTyped(target.value)
            if (target.value !== '') set(Number(target.value))
          }}
          onBlur={() => setTyped(undefined)}
        />
        <span className="soft">{unit}</span>
      </span>
      <span className="driver-slide">
        <input
          type="range"
          aria-label={label}
          aria-valuetext={said(shown)}
          min={min}
          max={max}
          step={step}
          value={shown}
          onChange={({ target }) => set(Number(target.value))}
        />
        <span className="driver-mark" aria-hidden="true" style={{ '--at': at } as CSSProperties} />
      </span>
      <span className="small soft driver-note" id={`${id}-note`}>
        <b>{t.presentIs(said(present))}</b> {note}
      </span>
    </div>
  )
}
