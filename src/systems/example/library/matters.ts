import { choice, form, matter, phone, region, text } from '#declare'

/** Asked for by a reader; one section hangs on an answer of another, and first values come from the reader's own record. */
export const application = form('借书证申请表', {
  sections: {
    reader: {
      label: '读者',
      fields: {
        readerName: text('姓名', { says: 'name', max: 50, privacy: 'personal' }),
        readerPhone: phone('联系电话', { optional: true }),
        home: region('居住地'),
        kind: choice('类别', { adult: '成人', child: '少儿' }),
      },
    },
    guardian: {
      label: '监护人',
      when: { field: 'kind', is: 'child' },
      fields: { guardianName: text('监护人姓名', { says: 'name', max: 50, privacy: 'personal' }) },
    },
  },
  prefill: { readerName: 'me.name', readerPhone: 'me.phone', home: 'me.region' },
})

export const libraryCard = matter('library.card', {
  label: '办理借书证',
  about: '办一张图书馆的借书证，可以借书回家。（虚构的示例事项）',
  kind: 'registration',
  applicants: ['person'],
  function: 'culture-tourism',
  form: application,
  procedure: 'library.card',
})
