import { kindOf, type AnyField, type Area, type Line } from '#declare'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../blocks/button.tsx'
import { useSizeOf } from '../map/size-of.ts'
import { mapTexts } from '../map/texts.ts'
import { useText } from '../texts.ts'
import { NumbersFilter } from './filters.tsx'
import { TypedInput } from './typed-input.tsx'
import { fieldView, type InputProps } from './view.ts'

const PlacePicker = lazy(async () => ({ default: (await import('../map/place-picker.tsx')).PlacePicker }))

const ShapeMap = lazy(async () => ({ default: (await import('../map/place-map.tsx')).ShapeMap }))

type Place = readonly [number, number]

const isShape = (value: unknown): value is Line | Area => typeof value === 'object' && value !== null

/** Points put down one after another as a shape of the field's kind; nothing while there are too few. */
function shapeOf(field: AnyField, points: readonly Place[]): unknown {
  if (field.kind === 'line') return points.length > 1 ? { type: 'LineString', coordinates: points } : null
  return points.length > 2 ? { type: 'Polygon', coordinates: [[...points, points[0]!]] } : null
}

/** A shape as well-known text or GeoJSON, or drawn point by point on the map. */
function ShapeInput(props: InputProps) {
  const t = useText(mapTexts)
  const { field, value, onChange } = props
  const [points, setPoints] = useState<readonly Place[]>([])
  const [choosing, setChoosing] = useState(false)
  const take = (next: readonly Place[]) => {
    setPoints(next)
    onChange(shapeOf(field, next))
  }
  const kind = kindOf(field)
  return (
    <div className="stack-tight">
      <TypedInput {...props} lines autoComplete="off" write={(shape: never) => kind.sheet?.(shape, field) ?? ''} />
      <div className="row">
        <Button onClick={() => setChoosing(true)}>{points.length === 0 ? t.draw : t.nextPoint}</Button>
        {points.length > 0 && <Button onClick={() => take(points.slice(0, -1))}>{t.lastPointAway}</Button>}
      </div>
      <p className="small soft" role="status">
        {points.length > 0 ? t.pointsSoFar(points.length, value !== null && value !== undefined) : t.shapeWritten}
      </p>
      {isShape(value) && kind.check(value, field) === undefined && (
        <Suspense fallback={null}>
          <ShapeMap shape={value} />
        </Suspense>
      )}
      {choosing && (
        <Suspense fallback={null}>
          <PlacePicker
            value={points.at(-1) ?? null}
            onClose={() => setChoosing(false)}
            onChoose={(at) => {
              take([...points, at])
              setChoosing(false)
            }}
          />
        </Suspense>
      )}
    </div>
  )
}

export const view = fieldView({
  Cell: ({ value }) => {
    const sizeOf = useSizeOf()
    return <span className="number">{isShape(value) ? sizeOf(value) : String(value)}</span>
  },
  Input: ShapeInput,
  // Metres and square metres.
  Filter: NumbersFilter,
})
