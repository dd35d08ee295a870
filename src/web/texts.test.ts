import { expect, it } from 'vitest'
import { administrationTexts } from './administration/texts.ts'
import { blockTexts } from './blocks/texts.ts'
import { caseTexts } from './cases/texts.ts'
import { chartTexts } from './charts/texts.ts'
import { cockpitTexts } from './cockpit/texts.ts'
import { deskTexts } from './desk/texts.ts'
import { fieldTexts } from './fields/texts.ts'
import { formTexts } from './forms/texts.ts'
import { applyTexts } from './hall/apply-texts.ts'
import { stageTexts } from './hall/mine/stage-texts.ts'
import { mineTexts } from './hall/mine/texts.ts'
import { hallTexts } from './hall/texts.ts'
import { listTexts } from './lists/texts.ts'
import { mapTexts } from './map/texts.ts'
import { guideTexts } from './reading/guide-texts.ts'
import { helpTexts } from './reading/help-texts.ts'
import { nearTexts } from './reading/near-texts.ts'
import { readingTexts } from './reading/texts.ts'
import { verifyTexts } from './reading/verify-texts.ts'
import { registerTexts } from './registers/texts.ts'
import { shellTexts } from './shell/texts.ts'
import { showcaseTexts } from './showcase/texts.ts'

const folders: Record<string, { zh: object; en?: object }> = {
  administration: administrationTexts,
  blocks: blockTexts,
  cases: caseTexts,
  charts: chartTexts,
  cockpit: cockpitTexts,
  desk: deskTexts,
  fields: fieldTexts,
  forms: formTexts,
  apply: applyTexts,
  mine: mineTexts,
  stages: stageTexts,
  hall: hallTexts,
  lists: listTexts,
  map: mapTexts,
  reading: readingTexts,
  'reading/guide': guideTexts,
  'reading/help': helpTexts,
  'reading/near': nearTexts,
  'reading/verify': verifyTexts,
  registers: registerTexts,
  shell: shellTexts,
  showcase: showcaseTexts,
}
const chinese = /[\u4e00-\u9fff]/
const written = (texts: object | undefined): [string, string][] =>
  Object.entries(texts ?? {}).filter(([, text]) => typeof text === 'string' && text !== '—') as [string, string][]

it.each(Object.entries(folders))('the Chinese texts of %s are Chinese and the English ones English', (_folder, { zh, en }) => {
  expect(written(zh).length).toBeGreaterThan(0)
  expect(written(zh).filter(([, text]) => !chinese.test(text))).toEqual([])
  expect(written(en).filter(([, text]) => chinese.test(text))).toEqual([])
})
