import { fileAddress } from '../api/calls.ts'
import type { CaseMaterial } from '../api/types.ts'
import { sizeInWords } from '../fields/file.tsx'
import { useText } from '../texts.ts'
import { caseTexts } from './texts.ts'

/** What was handed in, what comes from elsewhere, what is missing. */
export function Materials({ materials }: { materials: readonly CaseMaterial[] }) {
  const t = useText(caseTexts)
  if (materials.length === 0) return <p className="soft">{t.noMaterials}</p>
  return (
    <ul className="papers materials">
      {materials.map(({ key, name, file, source }) => (
        <li key={key} className="row row-between">
          <span>{name}</span>
          {file ? (
            <a href={fileAddress(file.id)} download={file.name}>
              {file.name} <span className="small soft">{sizeInWords(file.size)}</span>
            </a>
          ) : (
            <span className="small soft">{source === 'applicant' ? t.notGiven : (t[`source_${source as 'applicant'}`] ?? source)}</span>
          )}
        </li>
      ))}
    </ul>
  )
}
