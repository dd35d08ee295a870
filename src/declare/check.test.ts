import { describe, expect, it } from 'vitest'
import { checkSystems } from './check.ts'
import { beside, library } from './checks/library.samples.ts'
import type { AnySystem } from './index.ts'

/** A part of a declaration that a mistake is put into. */
type Loose = Record<string, unknown>

/** The library with the value at a path replaced (`undefined` takes it away); declarations are plain data, so a copy is enough. */
function broken(path: string, value: unknown): AnySystem {
  const copy = structuredClone(library) as unknown as Loose
  const keys = path.split('/')
  const last = keys.pop()!
  let at = copy
  for (const key of keys) at = at[key] as Loose
  if (value === undefined) delete at[last]
  else at[last] = value
  return copy as unknown as AnySystem
}

const check = (...systems: AnySystem[]) => checkSystems(systems, beside).map(({ path, message }) => `${path}: ${message}`)

const joining = 'library/procedures/library.joining'
const card = 'library/registers/library.card'

describe('checkSystems', () => {
  it('finds nothing wrong with the library', () => expect(check(library)).toEqual([]))

  it.each<[string, string, unknown, string]>([
    ['a system of a city without its organisation', 'owner', 'opera', 'library/owner: no organisation has the function "opera"'],
    [
      'a register under a foreign name',
      'registers/0/name',
      'museum.card',
      'library/registers/museum.card: is written library.<noun>, in lower case',
    ],
    ['a title that is no field', 'registers/0/title', 'nummer', `${card}/title: there is no field nummer`],
    ['a key over no field', 'registers/0/unique', [['nummer']], `${card}/unique/0: there is no field nummer`],
    ['a search in no field', 'registers/0/search', ['nummer'], `${card}/search/0: there is no field nummer`],
    ['a list of no field', 'registers/0/list', ['nummer'], `${card}/list/0: there is no field nummer`],
    ['a sealed title', 'registers/0/fields/number/sealed', true, `${card}/title: a sealed field is no title: references could not show it`],
    [
      'a search in a sealed field',
      'registers/0/fields/remark/sealed',
      true,
      `${card}/search/1: a sealed field is found by its whole value, not by words`,
    ],
    ['a region that is a text', 'registers/0/region', 'remark', `${card}/region: remark is not a region`],
    [
      'an organisation that is a person',
      'registers/0/organisation',
      'reader',
      `${card}/organisation: reader is not a reference to identity.organisation`,
    ],
    ['a holder that is an organisation', 'registers/0/holder', 'branch', `${card}/holder: branch is not a reference to population.person`],
    ['a case that is none', 'registers/0/case', 'branch', `${card}/case: branch is not a reference to cases.case`],
    [
      'a reference to nothing',
      'registers/0/fields/reader/to',
      'population.ghost',
      `${card}/fields/reader/to: there is no register population.ghost`,
    ],
    ['an unknown code list', 'registers/0/fields/occupation/list', 'jobs', `${card}/fields/occupation/list: there is no code list jobs`],
    ['a choice of nothing', 'registers/0/fields/kind/choices', {}, `${card}/fields/kind/choices: there is nothing to choose from`],
    [
      'a number without a counter',
      'registers/0/fields/number/format',
      'L{yyyy}',
      `${card}/fields/number/format: a number has exactly one counter, such as {00000}`,
    ],
    [
      'publishing what is personal',
      'registers/0/fields/reader/open',
      true,
      `${card}/fields/reader/open: what tells about a person is not published`,
    ],
    [
      'publishing a field of a register that is not opened',
      'registers/0/fields/remark/open',
      true,
      `${card}/fields/remark/open: a field is opened with its register`,
    ],
    ['opening nothing', 'registers/0/open', true, `${card}/open: a register is opened by fields that may be open`],
    [
      'sharing people with everybody',
      'registers/0/share',
      'unconditional',
      `${card}/fields/reader/share: what tells about a person is shared on conditions at most`,
    ],
    [
      'sharing a field further than its register',
      'registers/0/fields/remark/share',
      'unconditional',
      `${card}/fields/remark/share: a field is shared no further than its register`,
    ],
    ['a field without a label', 'registers/0/fields/remark/label', ' ', `${card}/fields/remark/label: a field has a label`],
    [
      'a role over nothing',
      'roles/0/may/0/register',
      'library.book',
      'library/roles/library.librarian/may/0/register: there is no register library.book',
    ],
    ['a permission of nothing', 'roles/0/may/0/acts', [], 'library/roles/library.librarian/may/0/acts: a permission allows something'],
    [
      'the public part of what is internal',
      'roles/0/may/0/scope',
      'public',
      'library/roles/library.librarian/may/0/scope: library.card is internal, so nothing of it is public',
    ],
    [
      'a matter without its procedure',
      'matters/0/procedure',
      'library.leaving',
      'library/matters/library.joining/procedure: there is no procedure library.leaving',
    ],
    [
      'a form that nobody works on',
      'matters/0/procedure',
      undefined,
      'library/matters/library.joining/form: a form and a procedure go together: one asks, the other works on it',
    ],
    [
      'a component that is no matter',
      'matters/0/components/library.rent',
      {},
      'library/matters/library.joining/components/library.rent: there is no matter library.rent',
    ],
    [
      'components of a single matter',
      'matters/0/kind',
      'filing',
      'library/matters/library.joining/components: only a joint matter has component matters',
    ],
    [
      'a joint matter of nothing',
      'matters/0/components',
      {},
      'library/matters/library.joining/components: a joint matter has component matters',
    ],
    [
      'a component by an answer nobody gave',
      'matters/0/components/library.consent/when/field',
      'age',
      'library/matters/library.joining/components/library.consent/when: the guide does not ask for age',
    ],
    [
      'a section by an answer nobody gave',
      'matters/0/form/sections/guardian/when/field',
      'age',
      'library/matters/library.joining/form/sections/guardian/when: nobody asks for age',
    ],
    [
      'a first value for no field',
      'matters/0/form/prefill',
      { name: 'me.name' },
      'library/matters/library.joining/form/prefill/name: there is no field name',
    ],
    [
      'a first value from nowhere',
      'matters/0/form/prefill/readerName',
      'me.nickname',
      'library/matters/library.joining/form/prefill/readerName: me.nickname is no field of the person or of the enterprise',
    ],
    [
      'a title by something personal',
      'matters/0/form/subject',
      'readerName',
      'library/matters/library.joining/form/subject: readerName is no text that may stand in a title',
    ],
    [
      'a rule of no field',
      'matters/0/form/rules/0/field',
      'name',
      'library/matters/library.joining/form/rules/0/field: there is no field name',
    ],
    [
      'a rule over no answer',
      'matters/0/form/rules/0/must/not/field',
      'name',
      'library/matters/library.joining/form/rules/0/must: nobody asks for name',
    ],
    [
      'a receipt that is a certificate',
      'procedures/0/receipt',
      'library.paper',
      `${joining}/receipt: there is no instrument library.paper`,
    ],
    ['a start that is no stage', 'procedures/0/start', 'begin', `${joining}/start: there is no stage begin`],
    [
      'an act that leads nowhere',
      'procedures/0/stages/check/acts/accept/to',
      'werk',
      `${joining}/stages/check/acts/accept/to: there is no stage werk`,
    ],
    ['a stage that nobody reaches', 'procedures/0/stages/work/to', 'end', `${joining}/stages/hand: no act leads here`],
    [
      'a stage without an end',
      'procedures/0/stages/hand/acts/deliver/to',
      'check',
      `${joining}/stages/work: from here there is no way to the end but withdrawing`,
    ],
    [
      'a task of an unknown role',
      'procedures/0/stages/check/by/role',
      'library.guard',
      `${joining}/stages/check/by/role: there is no role library.guard`,
    ],
    [
      'a task of no organisation',
      'procedures/0/stages/check/by/function',
      'opera',
      `${joining}/stages/check/by/function: no organisation has the function "opera"`,
    ],
    [
      'a section that the form lacks',
      'procedures/0/stages/check/sections',
      ['address'],
      `${joining}/stages/check/sections: the form has no section address`,
    ],
    ['a stage unlike none', 'procedures/0/stages/hand/unlike', ['read'], `${joining}/stages/hand/unlike: there is no stage read beside it`],
    [
      'an act with an undeclared instrument',
      'procedures/0/stages/check/acts/accept/instrument',
      'library.note',
      `${joining}/stages/check/acts/accept/instrument: there is no instrument library.note`,
    ],
    [
      'a condition on nothing',
      'procedures/0/stages/hand/acts/deliver/when/field',
      'branches.issues',
      `${joining}/stages/hand/acts/deliver/when: nobody asks for branches.issues`,
    ],
    [
      'a branch of no matter',
      'procedures/0/stages/work/branches/issue/matter',
      'library.rent',
      `${joining}/stages/work/branches/issue/matter: there is no matter library.rent`,
    ],
    [
      'a branch of a foreign matter',
      'matters/0/components',
      { 'library.consent': {} },
      `${joining}/stages/work/branches/issue/matter: library.issue is not a component of the matter that runs this`,
    ],
    [
      'an undeclared certificate',
      'procedures/0/stages/work/branches/issue/stages/write/acts/done/certificate',
      'library.receipt',
      `${joining}/stages/work/branches/issue/stages/write/acts/done/certificate: there is no certificate library.receipt`,
    ],
    [
      'an undeclared action',
      'procedures/0/stages/work/branches/issue/stages/write/acts/done/runs',
      'burn',
      `${joining}/stages/work/branches/issue/stages/write/acts/done/runs: library declares no action burn`,
    ],
    [
      'an extension without a reason',
      'procedures/0/stages/work/branches/consent/stages/read/acts/wait/asks',
      {},
      `${joining}/stages/work/branches/consent/stages/read/acts/wait/asks: the law wants reason to be said with it`,
    ],
    [
      'a lapse of another limit',
      'procedures/0/clocks/check/from',
      'acceptance',
      `${joining}/clocks/check/lapse: only the check of materials, which runs from receipt, lapses into acceptance`,
    ],
    [
      'an action that nobody runs',
      'procedures/0/stages/work/branches/issue/stages/write/acts/done/runs',
      undefined,
      'library/actions/makeCard: no role may run it and no procedure does',
    ],
    [
      'an action of an unknown role',
      'actions/makeCard/roles',
      ['library.guard'],
      'library/actions/makeCard/roles: there is no role library.guard',
    ],
    [
      'an action that gives a reference to nothing',
      'actions/makeCard/output/card/to',
      'library.book',
      'library/actions/makeCard/output/card/to: there is no register library.book',
    ],
    [
      'a screen of an unknown role',
      'screens/Counter/roles',
      ['library.guard'],
      'library/screens/Counter/roles: there is no role library.guard',
    ],
    [
      'a document that cannot be filled',
      'templates/0/blocks/0/text',
      '{writer}',
      'library/templates/library.receipt/blocks/0/text: placeholder {writer} is not a declared field',
    ],
  ])('names the path of %s', (_, path, value, problem) => expect(check(broken(path, value))).toContain(problem))

  it('refuses a field that is asked twice, in two sections or after the guide', () => {
    const { reader } = library.matters[0]!.form!.sections
    expect(check(broken('matters/0/form/sections/again', reader))).toEqual([
      'library/matters/library.joining/form/sections: readerName is asked in two sections',
    ])
    expect(check(broken('matters/0/form/sections/again', library.matters[0]!.guide!.sections.who))).toEqual([
      'library/matters/library.joining/form/sections: child was asked before, by the guide',
    ])
  })

  it('wants a system to be a row of the list, but for the example', () => {
    const none = broken('rows', [])
    expect(check(none)).toEqual([])
    expect(check({ ...none, domain: 'social' })).toEqual(['library/rows: a system is at least one row of the list of systems'])
  })

  it('refuses a name that two of a kind have', () => {
    const twin = broken('name', 'archive')
    const found = check(library, twin)
    expect(found).toContain('archive/registers/library.card: library/registers/library.card has this name too')
    expect(found).toContain('archive/rows/library: library/rows/library has this name too')
    expect(check(library, library)).toContain('example/library: library is declared twice')
  })

  it('leaves functions and code lists alone where nobody says which there are', () => {
    expect(checkSystems([broken('owner', 'opera')], { registers: beside.registers })).toEqual([])
  })
})
