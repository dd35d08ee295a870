import { seed } from '#server'

export default seed({
  posts: [
    {
      account: 'divisions',
      password: 'chengshu-divisions',
      name: '区明远',
      organisationFunction: 'civil-affairs',
      region: '4418',
      postName: '区划地名科科员',
      roles: ['identity.region-officer'],
      what: '办理区划合并、分设和隶属变更，先看影响',
    },
    {
      account: 'division-approver',
      password: 'chengshu-division-approver',
      name: '卢静宜',
      organisationFunction: 'civil-affairs',
      region: '4418',
      postName: '区划地名科科长',
      roles: ['identity.region-approver'],
      what: '批准他人提请的区划调整',
    },
  ],
})
