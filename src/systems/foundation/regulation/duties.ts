import { role } from '#declare'

/** Takes texts in and keeps them: the bureau of justice reviews and files the documents of a government. */
export const regulationKeeper = role('regulation.keeper', {
  label: '法规库管理员',
  about: '收录、修订、废止法规文件，登记引用。',
  may: [
    { register: 'regulation.text', acts: ['read', 'add', 'change', 'history', 'export'], scope: 'all' },
    { register: 'regulation.amendment', acts: ['read', 'add', 'export'], scope: 'all' },
    { register: 'regulation.article', acts: ['read', 'add', 'change', 'history', 'export'], scope: 'all' },
    { register: 'regulation.citation', acts: ['read', 'add', 'change', 'history', 'export'], scope: 'all' },
  ],
})

/** Looks over what the own organisation's matters cite, once an article has changed. */
export const citationChecker = role('regulation.checker', {
  label: '引用核对员',
  about: '核对本单位事项引用的条文：登记引用，条文修订以后确认或者改引。',
  may: [
    { register: 'regulation.text', acts: ['read'], scope: 'all' },
    { register: 'regulation.amendment', acts: ['read'], scope: 'all' },
    { register: 'regulation.article', acts: ['read'], scope: 'all' },
    { register: 'regulation.citation', acts: ['read', 'add', 'change', 'history', 'export'], scope: 'organisation' },
  ],
})
