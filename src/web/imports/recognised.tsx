import { Facts, Notice, Panel, useDays, useNumber } from '../blocks/index.ts'
import { sizeInWords } from '../fields/file.tsx'
import { useText } from '../texts.ts'
import type { Batch, Preview } from './import-data.ts'
import { importTexts } from './texts.ts'

/** A cell as it stands in the file; what JSON nests stays JSON. */
export const cellText = (cell: unknown): string =>
  cell === null || cell === undefined ? '' : typeof cell === 'object' ? JSON.stringify(cell) : String(cell)

/** How a file was read, and its first rows. */
export function Recognised({ batch, preview }: { batch: Batch; preview: Preview }) {
  const t = useText(importTexts)
  const days = useDays()
  const number = useNumber()
  const { format, encoding, delimiter } = batch.shape
  const { header, rows } = preview.file
  const delimiters = { ',': t.comma, '\t': t.tab, ';': t.semicolon }
  return (
    <Panel title={t.recognised}>
      <div className="stack">
        {preview.before && (
          <Notice tone="warn" title={t.sameBefore}>
            <p>{t.sameBeforeAt(days.moment(preview.before))}</p>
          </Notice>
        )}
        <Facts
          items={[
            [t.format, format.toUpperCase()],
            [t.encoding, encoding.toUpperCase()],
            ...(delimiter ? [[t.delimiter, delimiters[delimiter]] as const] : []),
            [t.columns, t.columnsOf(number(header.length))],
            [t.size, sizeInWords(batch.bytes)],
          ]}
        />
        <details className="filters">
          <summary>{t.firstRows}</summary>
          {/* What scrolls must be reachable by the keyboard. */}
          <div className="import-rows" tabIndex={0} role="group" aria-label={t.firstRows}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t.row}</th>
                  {header.map((name, at) => (
                    <th key={at} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ n, cells }) => (
                  <tr key={n}>
                    <th scope="row" className="number">
                      {n}
                    </th>
                    {header.map((_, at) => (
                      <td key={at}>{cellText(cells[at])}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      </div>
    </Panel>
  )
}
