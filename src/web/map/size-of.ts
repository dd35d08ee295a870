import { partsOfArea, type Area, type Line } from '#declare'
import { useText } from '../texts.ts'
import { mapTexts } from './texts.ts'

const written = (size: number) => size.toLocaleString('zh-CN', { maximumFractionDigits: 1 })

/** How long a line or how large an area is, in words; of one that was not kept yet, how many points it has. */
export function useSizeOf(): (shape: Line | Area) => string {
  const t = useText(mapTexts)
  return (shape) => {
    if (shape.type === 'LineString')
      return shape.metres === undefined ? t.points(written(shape.coordinates.length)) : t.metres(written(shape.metres))
    if (shape.squareMetres !== undefined) return t.squareMetres(written(shape.squareMetres))
    // The last point of a ring is its first again.
    return t.points(
      written(
        partsOfArea(shape)
          .flat()
          .reduce((sum, ring) => sum + ring.length - 1, 0),
      ),
    )
  }
}
