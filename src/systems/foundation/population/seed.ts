import { seed } from '#server'

export default seed({
  persons: 3000,
  posts: [
    {
      account: 'population',
      password: 'chengshu-population',
      name: '罗静文',
      organisationFunction: 'public-security',
      region: '441802',
      postName: '人口信息专员',
      roles: ['population.steward', 'access.withholding-asker'],
      what: '维护清城区的自然人信息，答复更正请求，依法申请暂缓展示查阅记录',
    },
    {
      account: 'population-review',
      password: 'chengshu-population-review',
      name: '莫秀兰',
      organisationFunction: 'public-security',
      region: '441802',
      postName: '人口信息复核员',
      roles: ['population.steward', 'access.withholding-approver'],
      what: '复核清城区自然人信息的合并、撤销合并和更正，审批查阅记录暂缓展示',
    },
    {
      account: 'population-qingxin',
      password: 'chengshu-population-qingxin',
      name: '成思远',
      organisationFunction: 'public-security',
      region: '441803',
      postName: '人口信息专员',
      roles: ['population.steward'],
      what: '维护清新区的自然人信息，答复更正请求',
    },
  ],
})
