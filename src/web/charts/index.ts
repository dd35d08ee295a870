/** Charts: a figure over time, side by side, and by day; each with a description in words and its numbers. */
export { Columns } from './bars.tsx'
export { Days } from './days.tsx'
export { Spark } from './spark.tsx'
export { Trend } from './trend.tsx'
