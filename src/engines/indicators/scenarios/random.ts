/**
 * Random numbers that depend on what they are for and not on when they are asked for: the same case of the same replication draws the same
 * in every scenario, which is what makes common random numbers common (synchronisation; Law, Simulation Modeling and Analysis, 11.2).
 * The mixing is the finaliser of MurmurHash3, 32 bits.
 */
const mix = (value: number): number => {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A number from 0 to below 1 for a seed, a replication, a purpose and the nth thing. */
export const uniform = (seed: number, replication: number, purpose: number, nth: number): number =>
  mix(mix(mix(mix(seed) ^ Math.imul(replication + 1, 0x9e3779b1)) ^ Math.imul(purpose + 1, 0x7feb352d)) ^ Math.imul(nth + 1, 0x846ca68b)) /
  0x1_0000_0000

/** A standard normal number (Box and Muller 1958). */
export const normal = (seed: number, replication: number, purpose: number, nth: number): number =>
  Math.sqrt(-2 * Math.log(1 - uniform(seed, replication, purpose, 2 * nth))) *
  Math.cos(2 * Math.PI * uniform(seed, replication, purpose, 2 * nth + 1))

/** A number of arrivals with this mean and a variance of `dispersion` times it, by inverting the distribution at `u`. */
export function count(mean: number, dispersion: number, u: number): number {
  if (mean <= 0) return 0
  // Poisson, or negative binomial where days differ more than by chance.
  const size = dispersion > 1.01 ? mean / (dispersion - 1) : Infinity
  let p = size === Infinity ? Math.exp(-mean) : Math.pow(size / (size + mean), size)
  if (p < 1e-290) return Math.max(0, Math.round(mean + Math.sqrt(mean * Math.max(1, dispersion)) * quantile(u)))
  let sum = p
  let k = 0
  const most = mean * 20 + 200
  while (u > sum && k < most) {
    k++
    p *= size === Infinity ? mean / k : ((size + k - 1) / k) * (mean / (size + mean))
    sum += p
  }
  return k
}

/** The normal quantile (Acklam's rational approximation, off by less than 1.2e-9). */
export function quantile(p: number): number {
  const at = Math.min(1 - 1e-12, Math.max(1e-12, p))
  const tail = (q: number) =>
    (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q +
      2.938163982698783) /
    ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
  if (at < 0.02425) return tail(Math.sqrt(-2 * Math.log(at)))
  if (at > 0.97575) return -tail(Math.sqrt(-2 * Math.log(1 - at)))
  const q = at - 0.5
  const r = q * q
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1)
  )
}

/** The quantile of Student's t by Cornish and Fisher's expansion; within 0.002 from ten degrees of freedom on. */
export function studentQuantile(p: number, freedom: number): number {
  const z = quantile(p)
  const z3 = z ** 3
  const z5 = z ** 5
  return (
    z +
    (z3 + z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom ** 3)
  )
}
