import { seed } from '#server'

export default seed({
  posts: [
    {
      account: 'licence',
      password: 'chengshu-licence',
      name: '潘晓岚',
      organisationFunction: 'government-services',
      region: '441802',
      postName: '证照管理员',
      roles: ['licence.steward'],
      what: '查看清城区签发的电子证照',
    },
  ],
})
