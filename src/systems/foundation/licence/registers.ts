import { choice, date, ref, region, register, text } from '#declare'

/** One issued certificate (GB/T 36903 metadata in short): what it is, of whom, by whom, from when until when. */
export const certificates = register('licence.certificate', {
  label: '电子证照',
  about: '一件由本市机关签发的证照。',
  title: 'name',
  unique: ['number'],
  search: ['name', 'number', 'holderName'],
  list: ['name', 'number', 'holderName', 'issuer', 'issuedOn', 'validUntil', 'state'],
  steward: 'government-services',
  share: 'conditional',
  region: 'region',
  organisation: 'issuer',
  holder: 'person',
  case: 'case',
  fields: {
    kind: text('证照类型', { max: 60 }),
    name: text('证照名称', { max: 100 }),
    number: text('证照编号', { max: 60 }),
    holderName: text('持证主体', { max: 100 }),
    person: ref('持证人', 'population.person', { optional: true }),
    entity: ref('持证市场主体', 'entity.entity', { optional: true }),
    issuer: ref('颁发机关', 'identity.organisation'),
    region: region('所在区划'),
    issuedOn: date('颁发日期'),
    validUntil: date('有效期至', { optional: true, endless: true }),
    state: choice('状态', { valid: '有效', revoked: '已撤销', expired: '已到期', superseded: '已换发' }),
    document: text('电子文件', { max: 40, opens: 'document' }),
    code: text('核验码', { max: 40, opens: 'verification' }),
    case: ref('来源办件', 'cases.case', { optional: true }),
  },
})
