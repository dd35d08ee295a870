import { choice, date, number, ref, register, region, sequence, text } from '#declare'

/** One reader's card. The register gives out the number; the reader may see their own record and ask for corrections. */
export const cards = register('library.card', {
  label: '借书证',
  about: '一位读者的借书证。',
  title: 'number',
  unique: ['number'],
  search: ['number', 'readerName'],
  list: ['number', 'readerName', 'kind', 'limit', 'issuedOn', 'state'],
  steward: 'culture-tourism',
  share: 'none',
  region: 'region',
  holder: 'reader',
  fields: {
    number: sequence('证号', { format: 'JSZ{yyyy}{00000}' }),
    reader: ref('读者', 'population.person'),
    readerName: text('姓名', { says: 'name', max: 50, privacy: 'personal' }),
    kind: choice('类别', { adult: '成人', child: '少儿' }),
    limit: number('可借册数', { min: 1, max: 50, unit: '册' }),
    region: region('居住地'),
    issuedOn: date('办证日期'),
    state: choice('状态', { valid: '有效', suspended: '停用' }),
  },
})
