import { occasion, type OccasionBasis } from '#declare'
import { entities } from './registers.ts'

const known = ['name', 'creditCode', 'establishedOn'] as const
const yearly = { rule: 'yearly', date: 'establishedOn', from: '01-01', to: '06-30' } as const
const about = '报送上一年度的年度报告。已经报送的不用理会：报送结果在国家企业信用信息公示系统，本平台没有。'
const shared = { stage: 'yearly', reckon: yearly, known, ahead: 210, matters: [], words: '年度报告 公示' } as const

const basisOfEnterprises: OccasionBasis = {
  law: '企业信息公示暂行条例',
  article: '第八条',
  says: '企业于每年1月1日至6月30日报送上一年度年度报告；当年设立登记的，自下一年起报送',
  source: 'http://www.51gecaochuan.cn/ask/2262.html',
  verified: true,
}

/** Companies and other enterprises report each year. */
export const enterpriseReport = occasion('entity.enterprise-report', entities, {
  ...shared,
  label: '企业年度报告',
  about,
  when: {
    all: [
      { field: 'state', is: 'active' },
      { field: 'kind', in: ['company', 'sole-proprietorship'] },
    ],
  },
  basis: basisOfEnterprises,
})

/** So do the self-employed. */
export const individualReport = occasion('entity.individual-report', entities, {
  ...shared,
  label: '个体工商户年度报告',
  about,
  when: {
    all: [
      { field: 'state', is: 'active' },
      { field: 'kind', is: 'individual' },
    ],
  },
  basis: {
    law: '个体工商户年度报告暂行办法',
    article: '第三条',
    says: '个体工商户于每年1月1日至6月30日报送上一年度年度报告；当年开业登记的，自下一年起报送',
    source: 'http://lawyerbridge.com/LAW/20148/3011114786994.html',
    verified: true,
  },
})

/** And farmers' cooperatives. */
export const cooperativeReport = occasion('entity.cooperative-report', entities, {
  ...shared,
  label: '农民专业合作社年度报告',
  about,
  when: {
    all: [
      { field: 'state', is: 'active' },
      { field: 'kind', is: 'cooperative' },
    ],
  },
  basis: {
    law: '农民专业合作社年度报告公示办法',
    article: '第四条',
    says: '农民专业合作社于每年1月1日至6月30日报送上一年度年度报告；当年设立登记的，自下一年起报送',
    source: 'http://scjgj.cq.gov.cn/zz/bsq/zwgk/fdzdgknr_146781/lzyj_146821/gz_201656/gjbwgz/202504/t20250422_14544623.html',
    verified: true,
  },
})
