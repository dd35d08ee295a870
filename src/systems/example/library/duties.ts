import { role } from '#declare'

export const clerk = role('library.clerk', {
  label: '图书馆办证员',
  about: '审核借书证申请，发证、停用。',
  may: [{ register: 'library.card', acts: ['read', 'add', 'change', 'reveal', 'history'], scope: 'region' }],
})
