/** A line without words, beside a number that says it; drawn by hand so that many of them cost nothing. */
export function Spark({ values, target }: { values: readonly (number | null)[]; target?: number | null | undefined }) {
  const known = values.flatMap((value) => value ?? [])
  if (known.length < 2) return <svg className="spark" viewBox="0 0 100 30" aria-hidden="true" />
  const least = Math.min(0, ...known)
  const most = Math.max(...known, target ?? 0, 1)
  const x = (i: number) => (i / (values.length - 1)) * 100
  const y = (value: number) => 28 - ((value - least) / (most - least)) * 26
  const path = values
    .map((value, i) => (value === null ? '' : `${(values[i - 1] ?? null) === null ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`))
    .join('')
  return (
    <svg className="spark" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
      {target !== null && target !== undefined && <path className="spark-target" d={`M0 ${y(target).toFixed(1)}H100`} />}
      <path d={path} />
    </svg>
  )
}
