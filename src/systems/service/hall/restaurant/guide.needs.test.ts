import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { makeCreditCode, makePersonId } from '#chinese'
import { checkAnswers, holds, kindOf, type Fields } from '#declare'
import { application } from './form.ts'
import { guide } from './guide.ts'
import { restaurantOpening } from './matters.ts'

type Answers = Record<string, unknown>
const short = (name: string) => name.slice(name.indexOf('.') + 1)
const needed = (answers: Answers) =>
  Object.entries(restaurantOpening.components)
    .filter(([, { when }]) => !when || holds(when, answers))
    .map(([name]) => short(name))

/** Situations as people tell them, and what the law asks of each: written before the guide's conditions and apart from them. */
const situations: { told: string; answers: Answers; needs: string[] }[] = [
  {
    told: 'a new noodle shop with tables and a sign',
    answers: {
      hasLicence: false,
      applicantKind: 'individual',
      foodItems: ['hot'],
      simpleMaking: false,
      dineIn: true,
      floorArea: 80,
      fireMode: 'inspection',
      signOutside: true,
      signOwnNameOnly: true,
      usesAgent: false,
    },
    needs: ['business-licence', 'food-permit', 'fire-safety-check', 'signboard'],
  },
  {
    told: 'a new company that sells milk tea over the counter, no sign',
    answers: {
      hasLicence: false,
      applicantKind: 'company',
      foodItems: ['drinks', 'prepackaged'],
      simpleMaking: true,
      dineIn: false,
      floorArea: 20,
      signOutside: false,
      usesAgent: true,
    },
    needs: ['business-licence', 'food-permit'],
  },
  {
    told: 'a licence holder adds raw fish and tables, and a sign that also advertises beer',
    answers: {
      hasLicence: true,
      foodItems: ['raw'],
      dineIn: true,
      floorArea: 300,
      fireMode: 'commitment',
      signOutside: true,
      signOwnNameOnly: false,
      usesAgent: false,
    },
    needs: ['food-permit', 'fire-safety-check'],
  },
  {
    told: 'a new shop where people eat what is packed elsewhere',
    answers: {
      hasLicence: false,
      applicantKind: 'individual',
      foodItems: ['prepackaged'],
      dineIn: true,
      floorArea: 60,
      fireMode: 'commitment',
      signOutside: false,
      usesAgent: false,
    },
    needs: ['business-licence', 'fire-safety-check'],
  },
  {
    told: 'a licence holder makes cold dishes to take away and puts up a name board',
    answers: {
      hasLicence: true,
      foodItems: ['cold'],
      simpleMaking: false,
      dineIn: false,
      floorArea: 35.5,
      signOutside: true,
      signOwnNameOnly: true,
      usesAgent: false,
    },
    needs: ['food-permit', 'signboard'],
  },
]

/** One matter alone is no joint matter. */
const alone: { told: string; answers: Answers; needs: string[] }[] = [
  {
    told: 'a licence holder makes drinks to take away, no sign',
    answers: {
      hasLicence: true,
      foodItems: ['drinks'],
      simpleMaking: true,
      dineIn: false,
      floorArea: 15,
      signOutside: false,
      usesAgent: false,
    },
    needs: ['food-permit'],
  },
  {
    told: 'a licence holder sells packed food over the counter',
    answers: { hasLicence: true, foodItems: ['prepackaged'], dineIn: false, floorArea: 15, signOutside: false, usesAgent: false },
    needs: [],
  },
]

interface When {
  question: string
  op: 'is' | 'in' | 'atLeast' | 'only'
  value: unknown
}
interface Shipped {
  guide: { key: string; decides: { matter: string; when: When }[]; blocks?: { matter: string; when: When }[] }[]
  form: { sections: { key: string; fields: { key: string; required: boolean; fromGuide?: string }[] }[] }
}
const shipped = JSON.parse(
  readFileSync(new URL('../../../../../city/4418/matters/restaurant-opening.json', import.meta.url), 'utf8'),
) as Shipped

const says = ({ question, op, value }: When, answers: Answers) => {
  const given = answers[question]
  if (op === 'is') return given === value
  if (op === 'in') return (given as unknown[] | undefined)?.some((one) => (value as unknown[]).includes(one)) ?? false
  throw new Error(`${op} decides nothing`)
}
const neededAsShipped = (answers: Answers) => {
  const entries = shipped.guide.flatMap(({ decides, blocks = [] }) => [
    ...decides.map((one) => ({ ...one, adds: true })),
    ...blocks.map((one) => ({ ...one, adds: false })),
  ])
  const holding = entries.filter(({ when }) => says(when, answers))
  const blocked = new Set(holding.filter(({ adds }) => !adds).map(({ matter }) => matter))
  return new Set(holding.flatMap(({ adds, matter }) => (adds && !blocked.has(matter) ? [matter] : [])))
}

const fieldsIn = (form: { sections: Record<string, { fields: Fields }> }): Fields =>
  Object.assign({}, ...Object.values(form.sections).map((section) => section.fields)) as Fields

describe('the guide decides which matters a shop needs', () => {
  it.each([...situations, ...alone])('$told', ({ answers, needs }) => expect(needed(answers)).toEqual(needs))

  it.each(situations)('takes the answers of $told', ({ answers }) => expect(checkAnswers(guide, answers)).toEqual([]))

  it.each(alone)('refuses $told as a joint matter', ({ answers }) =>
    expect(checkAnswers(guide, answers)).toEqual([
      { path: 'usesAgent', message: '联办至少要有两个事项；只需办理一个事项的，请单独办理该事项' },
    ]),
  )

  it('asks nothing that an earlier answer made pointless', () => {
    const answers = { ...situations[1]!.answers, fireMode: 'commitment' }
    expect(checkAnswers(guide, answers)).toEqual([{ path: 'fireMode', message: '没有这个字段' }])
  })

  it('agrees with what the city ships, for every combination of answers', () => {
    const foods = ['hot', 'cold', 'raw', 'drinks', 'prepackaged']
    const bits = [true, false]
    let compared = 0
    for (let mask = 1; mask < 2 ** foods.length; mask++)
      for (const hasLicence of bits)
        for (const dineIn of bits)
          for (const signOutside of bits)
            for (const signOwnNameOnly of signOutside ? bits : [undefined]) {
              const foodItems = foods.filter((_, index) => mask & (1 << index))
              const answers = { hasLicence, foodItems, dineIn, signOutside, signOwnNameOnly }
              expect(new Set(needed(answers)), JSON.stringify(answers)).toEqual(neededAsShipped(answers))
              compared++
            }
    expect(compared).toBe(31 * 2 * 2 * 3)
  })
})

describe('guide and form ask what the city ships', () => {
  it('has every question, and no other', () =>
    expect(Object.keys(fieldsIn(guide)).sort()).toEqual(shipped.guide.map(({ key }) => key).sort()))

  it('asks every field once that the guide has not asked, required where it is', () => {
    const asked = fieldsIn(application)
    const wanted = shipped.form.sections.flatMap(({ fields }) => fields).filter(({ fromGuide }) => !fromGuide)
    expect(
      Object.entries(asked)
        .map(([key, { optional }]) => `${key}${optional ? '?' : ''}`)
        .sort(),
    ).toEqual(wanted.map(({ key, required }) => `${key}${required ? '' : '?'}`).sort())
    const keys = [guide, application].flatMap((form) => Object.values(form.sections).flatMap((section) => Object.keys(section.fields)))
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('labels every question and knows its kind', () => {
    for (const [key, field] of Object.entries({ ...fieldsIn(guide), ...fieldsIn(application) })) {
      expect(field.label.trim(), key).not.toBe('')
      expect(kindOf(field).operators, key).toBeDefined()
    }
  })

  it('fills first values only into fields that it has', () => {
    const asked = fieldsIn(application)
    for (const [key, from] of Object.entries(application.prefill)) {
      expect(asked, key).toHaveProperty(key)
      for (const one of [from].flat()) expect(one).toMatch(/^(me|agent|entity)\.[a-zA-Z]+$/)
    }
  })
})

describe('the form', () => {
  const given = situations[4]!.answers
  const answers = {
    personName: '测试人',
    personId: makePersonId('441892', '1990-03-07', 1),
    personPhone: '15400000007',
    creditCode: makeCreditCode('92', '441892', 'PDY50001'),
    businessName: '清远市清城区某某凉菜店（个体工商户）',
    staff: 2,
    region: '01900000-0000-7000-8000-000000000001',
    address: '清城区某某路 1 号',
    rightKind: 'own',
    kitchenArea: 12,
    safetyManagerName: '测试人',
    safetyManagerPhone: '15400000007',
    signText: '某某凉菜',
    signWidth: 300,
    signHeight: 80,
    signPosition: 'lintel',
    shareConsent: true,
    truthDeclared: true,
  }
  const paths = (changed: Answers) => checkAnswers(application, { ...answers, ...changed }, given).map(({ path }) => path)

  it('asks only what the needed matters want', () => {
    expect(paths({})).toEqual([])
    expect(paths({ seats: 4 })).toContain('seats')
    expect(paths({ agentName: '代理' })).toContain('agentName')
  })
  it('asks for the end of a lease when there is one', () => expect(paths({ rightKind: 'lease' })).toContain('leaseUntil'))
  it('refuses a kitchen larger than the shop', () => {
    expect(paths({ kitchenArea: 36 })).toContain('kitchenArea')
    expect(paths({ kitchenArea: 35 })).not.toContain('kitchenArea')
  })
  it('refuses an application whose truth is not declared', () => expect(paths({ truthDeclared: false })).toContain('truthDeclared'))
})
