import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { LayerSummary } from '#engines/map'
import { request } from '../api/request.ts'
import type { DrawnLayer } from './style.ts'

export type { LayerSummary } from '#engines/map'

/** Layers of records that this person may see. */
export const useLayers = () =>
  useQuery({
    queryKey: ['map', 'layers'],
    queryFn: () => request<{ items: LayerSummary[] }>('GET', '/api/map/layers'),
    staleTime: 600_000,
  })

/** Named layers as they are drawn; one that this person may not see is left out. */
export function useDrawnLayers(names: readonly string[]): { summaries: readonly LayerSummary[]; drawn: readonly DrawnLayer[] } {
  const { data } = useLayers()
  const summaries = useMemo(
    () => names.flatMap((name) => data?.items.find((one) => one.name === name) ?? []),
    // A list written in place is another one each time; what is in it counts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [data, names.join()],
  )
  const told = useQueries({
    queries: summaries.map(({ name }) => ({
      queryKey: ['map', 'tile-json', name],
      queryFn: () => request<{ vector_layers: { id: string }[] }>('GET', `/tiles/${name}.json`),
      staleTime: 600_000,
    })),
    combine: (answers) => answers.map(({ data: answer }) => answer?.vector_layers.map(({ id }) => id).join(' ')).join('|'),
  })
  const drawn = useMemo(() => {
    const parts = told.split('|')
    return summaries.flatMap(({ name, kinds }, i): DrawnLayer[] =>
      parts[i] ? [{ name, tiles: `${location.origin}/tiles/${name}/{z}/{x}/{y}.mvt`, parts: parts[i].split(' '), kinds }] : [],
    )
  }, [summaries, told])
  return { summaries, drawn }
}
