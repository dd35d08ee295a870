import { seed } from '#server'

export default seed({
  entities: 400,
  posts: [
    {
      account: 'entity',
      password: 'chengshu-entity',
      name: '邝伟明',
      organisationFunction: 'market-regulation',
      region: '441802',
      postName: '登记信息专员',
      roles: ['entity.steward'],
      what: '维护清城区的市场主体信息',
    },
  ],
})
