const radius = 6371

/** Kilometres between two points on a sphere, degrees. */
function kilometres(lon: number, lat: number, otherLon: number, otherLat: number): number {
  const rad = Math.PI / 180
  const a =
    Math.sin(((otherLat - lat) * rad) / 2) ** 2 +
    Math.cos(lat * rad) * Math.cos(otherLat * rad) * Math.sin(((otherLon - lon) * rad) / 2) ** 2
  return 2 * radius * Math.asin(Math.sqrt(a))
}

function orderBy({ longitude, latitude }: GeolocationCoordinates, words: string, atHand: string): void {
  // What is known is where the seat of the place lies: less than a kilometre is not told closer.
  const away = (km: number) => (km < 1 ? atHand : words.replace('{km}', km < 10 ? km.toFixed(1) : String(Math.round(km))))
  for (const list of document.querySelectorAll<HTMLElement>('[data-places]')) {
    const items = [...list.children] as HTMLElement[]
    const far = items.map((item) => {
      const { lon, lat } = item.dataset
      return lon && lat ? kilometres(longitude, latitude, Number(lon), Number(lat)) : Infinity
    })
    for (const [index, item] of items.entries()) {
      const km = far[index]!
      const label = item.querySelector('[data-away]')
      if (label) label.textContent = km === Infinity ? '' : away(km)
    }
    list.append(
      ...items
        .map((item, index) => ({ item, km: far[index]! }))
        .sort((a, b) => a.km - b.km)
        .map(({ item }) => item),
    )
  }
}

/** Orders windows by where the device is. The position never leaves it. */
export function enhancePlaces(): void {
  const part = document.querySelector<HTMLElement>('[data-locate]')
  if (!part || !('geolocation' in navigator)) return
  const said = part.querySelector('[role=status]')!
  part.hidden = false
  part.querySelector('button')!.addEventListener('click', () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        orderBy(coords, part.dataset.awayWords!, part.dataset.atHand!)
        said.textContent = part.dataset.located!
      },
      () => (said.textContent = part.dataset.notLocated!),
      { maximumAge: 300_000, timeout: 10_000 },
    ),
  )
}
