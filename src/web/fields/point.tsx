import { kindOf, type Position } from '#declare'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../blocks/button.tsx'
import { mapTexts } from '../map/texts.ts'
import { useText } from '../texts.ts'
import { PresenceFilter } from './filters.tsx'
import { TypedInput } from './typed-input.tsx'
import { fieldView, type InputProps } from './view.ts'

const PlacePicker = lazy(async () => ({ default: (await import('../map/place-picker.tsx')).PlacePicker }))

const isPosition = (value: unknown): value is Position => Array.isArray(value) && value.every((one) => typeof one === 'number')

/** Longitude and latitude as one text, chosen on a map, or where the person stands; the browser's WGS 84 equals CGCS2000 within centimetres. */
function PointInput(props: InputProps) {
  const t = useText(mapTexts)
  const [refused, setRefused] = useState(false)
  const [choosing, setChoosing] = useState(false)
  const here = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setRefused(false)
        props.onChange([coords.longitude, coords.latitude].map((degrees) => Number(degrees.toFixed(6))))
      },
      () => setRefused(true),
      { timeout: 10_000 },
    )
  return (
    <div className="stack-tight">
      <div className="row">
        <TypedInput {...props} width={20} autoComplete="off" write={(position: Position) => position.join(', ')} />
        <Button onClick={() => setChoosing(true)}>{t.pick}</Button>
        <Button onClick={here}>{t.here}</Button>
      </div>
      <p className="small soft" role="status">
        {refused ? t.refused : t.written}
      </p>
      {choosing && (
        <Suspense fallback={null}>
          <PlacePicker
            value={isPosition(props.value) ? props.value : null}
            onClose={() => setChoosing(false)}
            onChoose={(at) => {
              props.onChange([...at])
              setChoosing(false)
            }}
          />
        </Suspense>
      )}
    </div>
  )
}

export const view = fieldView({
  Cell: ({ value, field }) => <span className="number">{kindOf(field).format(value, field)}</span>,
  Input: PointInput,
  Filter: PresenceFilter,
})
