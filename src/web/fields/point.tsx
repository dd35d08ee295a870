import { kindOf, type Position } from '#declare'
import { useState } from 'react'
import { Button } from '../blocks/button.tsx'
import { PresenceFilter } from './filters.tsx'
import { TypedInput } from './typed-input.tsx'
import { fieldView, type InputProps } from './view.ts'

/** Longitude and latitude as one text, or where the person stands; the browser's WGS 84 equals CGCS2000 within centimetres. */
function PointInput(props: InputProps) {
  const [refused, setRefused] = useState(false)
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
        <Button onClick={here}>用我的位置</Button>
      </div>
      <p className="small soft" role="status">
        {refused ? '没有取到位置，请填写经度和纬度' : '经度在前，纬度在后，如 113.051300, 23.685000'}
      </p>
    </div>
  )
}

export const view = fieldView({
  Cell: ({ value, field }) => <span className="number">{kindOf(field).format(value, field)}</span>,
  Input: PointInput,
  Filter: PresenceFilter,
})
