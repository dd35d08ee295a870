import { seed } from '#server'

export default seed({
  posts: [
    {
      account: 'regulations',
      password: 'chengshu-regulations',
      name: '方知行',
      organisationFunction: 'justice',
      region: '4418',
      postName: '法规库管理员',
      roles: ['regulation.keeper'],
      what: '收录、修订法规文件，看哪些事项受影响',
    },
    {
      account: 'regulation-checker',
      password: 'chengshu-regulation-checker',
      name: '沈明允',
      organisationFunction: 'market-regulation',
      region: '4418',
      postName: '法制科科员',
      roles: ['regulation.checker'],
      what: '条文修订以后，核对本局事项的引用',
    },
  ],
})
