import { seed } from '#server'

export default seed({
  posts: [
    {
      account: 'definition',
      password: 'chengshu-definition',
      name: '莫思源',
      organisationFunction: 'government-services',
      region: '4418',
      postName: '目录定义岗',
      roles: ['definitions.steward'],
      what: '全市：定义自建的数据目录，提请审核',
    },
    {
      account: 'definition-reviewer',
      password: 'chengshu-definition-reviewer',
      name: '江若琳',
      organisationFunction: 'government-services',
      region: '4418',
      postName: '目录定义审核岗',
      roles: ['definitions.reviewer'],
      what: '全市：审核目录定义的变更，不能审核自己提出的',
    },
  ],
})
