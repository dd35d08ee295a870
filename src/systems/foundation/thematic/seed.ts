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
    {
      account: 'city-security',
      password: 'chengshu-city-security',
      name: '冼国华',
      organisationFunction: 'government-services',
      region: '4418',
      postName: '全市安全管理员',
      roles: ['identity.security'],
      what: '全市：把自建目录的角色和其他职责授予岗位',
    },
    {
      account: 'city-administrator',
      password: 'chengshu-city-administrator',
      name: '温慧玲',
      organisationFunction: 'government-services',
      region: '4418',
      postName: '全市系统管理员',
      roles: ['identity.administrator'],
      what: '全市：维护机构、岗位和账户，同意他人授予的职责',
    },
  ],
})
