/** Reads vector tiles (Mapbox Vector Tile 2.1) as far as tests ask: layers, and the properties and places of their features. */
export interface ReadLayer {
  name: string
  features: { properties: Record<string, string | number>; at: [number, number] | undefined }[]
}

/** Fields of a protocol buffer: number, and a varint or bytes. */
function* fieldsOf(bytes: Buffer): Generator<[field: number, value: number | Buffer]> {
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++]!
      value += (byte & 127) * shift
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const key = varint()
    const kind = key & 7
    if (kind === 0) yield [key >> 3, varint()]
    else if (kind === 2) {
      const length = varint()
      yield [key >> 3, bytes.subarray(at, (at += length))]
    } else throw new Error(`no field of kind ${kind} is expected here`)
  }
}

function numbersOf(bytes: Buffer): number[] {
  const numbers: number[] = []
  let [value, shift] = [0, 1]
  for (const byte of bytes) {
    value += (byte & 127) * shift
    shift *= 128
    if (byte < 128) {
      numbers.push(value)
      ;[value, shift] = [0, 1]
    }
  }
  return numbers
}
const unzigzag = (value: number) => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)

/** The layers of a tile. */
export function readTile(bytes: Buffer): ReadLayer[] {
  return [...fieldsOf(bytes)].map(([, layer]) => {
    const fields = [...fieldsOf(layer as Buffer)]
    const text = (value: number | Buffer) => (value as Buffer).toString('utf8')
    const keys = fields.filter(([field]) => field === 3).map(([, value]) => text(value))
    const values = fields
      .filter(([field]) => field === 4)
      .map(([, value]) => {
        const [field, inner] = [...fieldsOf(value as Buffer)][0]!
        return field === 1 ? text(inner) : field === 6 ? unzigzag(inner as number) : (inner as number)
      })
    return {
      name: text(fields.find(([field]) => field === 1)![1]),
      features: fields
        .filter(([field]) => field === 2)
        .map(([, feature]) => {
          const parts = [...fieldsOf(feature as Buffer)]
          const tags = numbersOf((parts.find(([field]) => field === 2)?.[1] as Buffer | undefined) ?? Buffer.alloc(0))
          const isPoint = parts.some(([field, value]) => field === 3 && value === 1)
          const [, x, y] = numbersOf(parts.find(([field]) => field === 4)![1] as Buffer)
          return {
            properties: Object.fromEntries(
              Array.from({ length: tags.length / 2 }, (_, i) => [keys[tags[2 * i]!]!, values[tags[2 * i + 1]!]!]),
            ),
            at: isPoint ? ([unzigzag(x!), unzigzag(y!)] as [number, number]) : undefined,
          }
        }),
    }
  })
}

/** The tile of a zoom that a point lies in. */
export function tileAround([longitude, latitude]: readonly [number, number], z: number): { z: number; x: number; y: number } {
  const sine = Math.sin((latitude * Math.PI) / 180)
  return {
    z,
    x: Math.floor(((longitude + 180) / 360) * 2 ** z),
    y: Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z),
  }
}
