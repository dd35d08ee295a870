import type { ReactNode } from 'react'

/** Names and values, side by side where there is room; `lines` puts each name before its value, one pair a line. */
export const Facts = ({ items, lines = false }: { items: readonly (readonly [label: string, value: ReactNode])[]; lines?: boolean }) => (
  <dl className={lines ? 'facts facts-lines' : 'facts'}>
    {items.map(([label, value]) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)
