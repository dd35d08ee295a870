import {
  action,
  branch,
  choice,
  code,
  file,
  flag,
  form,
  matter,
  procedure,
  ref,
  region,
  register,
  role,
  screen,
  sequence,
  system,
  template,
  text,
} from '../index.ts'

/** A fictional city library: one small system that uses each word of the language once and is right in all of it. */
export const cards = register('library.card', {
  label: '借书证',
  about: '一张借书证。',
  title: 'number',
  unique: ['number', ['reader', 'kind']],
  search: ['number', 'remark'],
  steward: 'culture',
  region: 'region',
  organisation: 'branch',
  holder: 'reader',
  fields: {
    number: sequence('证号', { format: 'L{yyyy}{00000}' }),
    reader: ref('读者', 'population.person', { privacy: 'personal' }),
    kind: choice('类型', { adult: '成人', child: '少儿' }),
    occupation: code('职业', 'industry', { optional: true }),
    region: region('所在区划'),
    branch: ref('发证馆', 'identity.organisation'),
    remark: text('备注', { max: 100, optional: true }),
  },
})

const librarian = role('library.librarian', {
  label: '馆员',
  about: '办理借书证。',
  may: [{ register: 'library.card', acts: ['read', 'add'], scope: 'region' }],
})

const documentOf = (name: string, kind: 'instrument' | 'certificate') =>
  template(name, {
    label: name,
    kind,
    page: 'A4',
    title: '借书证',
    fields: { reader: { label: '读者', kind: 'text' } },
    blocks: [
      { block: 'paragraph', text: '{reader}' },
      { block: 'signature', organisation: '{organisation}', date: '{issuedOn}' },
    ],
  })

const guide = form('要办什么', { sections: { who: { label: '读者', fields: { child: flag('是少儿吗') } } } })
const application = form('借书证申请表', {
  sections: {
    reader: { label: '读者', fields: { readerName: text('姓名', { privacy: 'personal' }) } },
    guardian: { label: '监护人', when: { field: 'child', is: true }, fields: { consent: file('监护人同意书') } },
  },
  prefill: { readerName: 'me.name' },
  rules: [{ field: 'readerName', must: { not: { field: 'readerName', is: '无名' } }, message: '请填真名' }],
})

const desk = { role: 'library.librarian', function: 'culture' }

export const library = system('library', {
  label: '城市图书馆',
  about: '办借书证。',
  domain: 'example',
  owner: 'culture',
  rows: ['library'],
  registers: [cards],
  roles: [librarian],
  templates: [
    documentOf('library.receipt', 'instrument'),
    documentOf('library.notice', 'instrument'),
    documentOf('library.paper', 'certificate'),
  ],
  matters: [
    matter('library.joining', {
      label: '办借书证',
      about: '第一次来借书。',
      kind: 'joint',
      applicants: ['person'],
      function: 'culture',
      guide,
      form: application,
      procedure: 'library.joining',
      components: { 'library.issue': {}, 'library.consent': { when: { field: 'child', is: true } } },
    }),
    matter('library.issue', { label: '发证', about: '发证。', kind: 'filing', applicants: ['person'], function: 'culture' }),
    matter('library.consent', { label: '监护人同意', about: '核对同意书。', kind: 'filing', applicants: ['person'], function: 'culture' }),
  ],
  procedures: [
    procedure('library.joining', {
      label: '办借书证',
      receipt: 'library.receipt',
      clocks: { check: { label: '核对', limit: 'check', from: 'receipt', lapse: 'accepted-from-receipt' } },
      start: 'check',
      stages: {
        check: {
          label: '核对',
          by: desk,
          sections: ['reader'],
          acts: {
            accept: { label: '受理', as: 'accept', to: 'work', instrument: 'library.notice' },
            withdraw: { label: '撤回', as: 'withdraw', by: { applicant: true } },
          },
        },
        work: {
          label: '办理',
          to: 'hand',
          branches: {
            issue: branch('发证', {
              matter: 'library.issue',
              function: 'culture',
              start: 'write',
              stages: {
                write: {
                  label: '制证',
                  by: desk,
                  acts: { done: { label: '制好', to: 'end', certificate: 'library.paper', runs: 'makeCard' } },
                },
              },
            }),
            consent: branch('同意', {
              matter: 'library.consent',
              function: 'culture',
              when: { field: 'child', is: true },
              clocks: { promised: { label: '承诺', limit: 'promised', from: 'acceptance', yellowAt: 1 } },
              start: 'read',
              stages: {
                read: {
                  label: '看同意书',
                  by: desk,
                  acts: {
                    wait: { label: '延期', as: 'extend', asks: { reason: text('理由') } },
                    done: { label: '看过', to: 'end' },
                  },
                },
              },
            }),
          },
        },
        hand: {
          label: '领证',
          by: desk,
          unlike: ['check'],
          acts: { deliver: { label: '送达', as: 'deliver', to: 'end', when: { field: 'branches.issue', is: 'granted' } } },
        },
      },
    }),
  ],
  actions: { makeCard: action('做证', { input: {}, output: { card: ref('借书证', 'library.card') } }) },
  screens: { Counter: screen('柜台', { face: 'desk', roles: ['library.librarian'] }) },
})

/** The registers that the library refers to: in the city they belong to an engine and to another system. */
export const beside = {
  registers: [
    register('identity.organisation', { label: '机构', title: 'name', steward: 'culture', fields: { name: text('名称') } }),
    register('population.person', { label: '自然人', title: 'name', steward: 'culture', fields: { name: text('姓名') } }),
  ],
  codeLists: ['industry'],
  functions: ['culture'],
}
