/** Points of a line in a field of 100 by 28, the greatest at the top; a lone value lies in the middle. */
export function lineOf(points: readonly number[], among: readonly number[] = points): readonly (readonly [x: number, y: number])[] {
  const [least, most] = [Math.min(...among), Math.max(...among)]
  const height = (value: number) => (most === least ? 14 : 26 - (24 * (value - least)) / (most - least))
  return points.map((value, i) => [points.length === 1 ? 50 : (100 * i) / (points.length - 1), height(value)] as const)
}

/** The shape of the last values, with a target as a dashed line; `label` says in words what it shows. */
export function Sparkline({ points, label, target }: { points: readonly number[]; label: string; target?: number }) {
  if (points.length === 0) return null
  const among = target === undefined ? points : [...points, target]
  const line = lineOf(points, among)
  const [x, y] = line.at(-1)!
  const aim = target === undefined ? undefined : lineOf([target], among)[0]![1]
  return (
    <svg className="sparkline" viewBox="0 0 100 28" preserveAspectRatio="none" role="img" aria-label={label}>
      {aim !== undefined && <path className="sparkline-target" d={`M0 ${aim}H100`} vectorEffect="non-scaling-stroke" />}
      <polyline points={line.map((point) => point.join(',')).join(' ')} vectorEffect="non-scaling-stroke" />
      <path className="sparkline-now" d={`M${x} ${y}h0.01`} vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
