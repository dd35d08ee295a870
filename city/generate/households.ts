import { type Random, weightedPicker } from './random.ts'

/** How somebody is related to the head of the household. */
export type Relation = 'head' | 'spouse' | 'child' | 'parent' | 'grandchild'

/** One member of a household before they have a name: age in whole years and the sex. */
export type Member = { relation: Relation; age: number; sex: 'male' | 'female' }

type Kind = 'single' | 'old-single' | 'couple' | 'old-couple' | 'one-parent' | 'family' | 'three-generations' | 'grandparents'

/**
 * Shares of kinds of household. They and the ages below are fitted by hand so that the whole comes to the figures of calibration.ts; the
 * test of the people holds it there.
 */
const kinds = weightedPicker<Kind>([
  ['single', 0.125],
  ['old-single', 0.065],
  ['couple', 0.145],
  ['old-couple', 0.11],
  ['one-parent', 0.035],
  ['family', 0.325],
  ['three-generations', 0.155],
  ['grandparents', 0.04],
])

const familyChildren = weightedPicker<number>([
  [1, 0.47],
  [2, 0.42],
  [3, 0.11],
])

/** Boys per child: the surplus at birth, and the sons who stay when daughters marry away. */
const boys = 0.56

/** Age of somebody over sixty: fewer with every year. */
function oldAge(random: Random): number {
  return Math.min(102, 60 + Math.floor(-Math.log(1 - random.next()) * 11))
}

const between = (random: Random, low: number, high: number) => low + random.below(high - low + 1)

function couple(random: Random, age: number): Member[] {
  // Two thirds of the registered heads are men; a wife is on average two years younger.
  const husbandHeads = random.chance(0.68)
  const other = Math.max(20, age + (husbandHeads ? -2 : 2) + Math.round(random.normal() * 2))
  return [
    { relation: 'head', age, sex: husbandHeads ? 'male' : 'female' },
    { relation: 'spouse', age: other, sex: husbandHeads ? 'female' : 'male' },
  ]
}

/** Children of a mother of this age who still live at home: born when she was 20 to 38, and at most 29 now. */
function children(random: Random, motherAge: number, count: number): Member[] {
  const youngest = Math.max(0, motherAge - 38)
  const oldest = Math.max(youngest, Math.min(29, motherAge - 20))
  return Array.from({ length: count }, (): Member => {
    return { relation: 'child', age: between(random, youngest, oldest), sex: random.chance(boys) ? 'male' : 'female' }
  })
}

const motherOf = (members: readonly Member[]) => members.find(({ sex }) => sex === 'female')?.age ?? members[0]!.age - 2

/** One household, the head first. */
export function household(random: Random): Member[] {
  switch (kinds(random)) {
    case 'single':
      return [{ relation: 'head', age: between(random, 20, 59), sex: random.chance(0.6) ? 'male' : 'female' }]
    case 'old-single':
      return [{ relation: 'head', age: oldAge(random), sex: random.chance(0.42) ? 'male' : 'female' }]
    case 'couple':
      return couple(random, random.chance(0.35) ? between(random, 24, 34) : between(random, 44, 59))
    case 'old-couple':
      return couple(random, Math.min(92, oldAge(random)))
    case 'one-parent': {
      const parent: Member = { relation: 'head', age: between(random, 28, 55), sex: random.chance(0.3) ? 'male' : 'female' }
      return [parent, ...children(random, parent.age, 1)]
    }
    case 'family': {
      const parents = couple(random, between(random, 25, 52))
      return [...parents, ...children(random, motherOf(parents), familyChildren(random))]
    }
    case 'three-generations': {
      const parents = couple(random, between(random, 27, 46))
      const young = children(random, motherOf(parents), familyChildren(random))
      const grandmother: Member = { relation: 'parent', age: parents[0]!.age + between(random, 21, 30), sex: 'female' }
      const grandfather: Member = { relation: 'parent', age: grandmother.age + between(random, 0, 5), sex: 'male' }
      const old = random.chance(0.45) ? [grandfather, grandmother] : [random.chance(0.35) ? grandfather : grandmother]
      return [...parents, ...young, ...old]
    }
    case 'grandparents': {
      const old = couple(random, between(random, 52, 74))
      const young = Array.from({ length: random.chance(0.5) ? 2 : 1 }, (): Member => {
        return { relation: 'grandchild', age: between(random, 0, 15), sex: random.chance(boys) ? 'male' : 'female' }
      })
      return [...old, ...young]
    }
  }
}
