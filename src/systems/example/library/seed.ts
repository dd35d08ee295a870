import { seed } from '#server'

export default seed({
  persons: 50,
  posts: [
    {
      account: 'library-clerk',
      password: 'chengshu-library-clerk',
      name: '温雨晴',
      organisationFunction: 'culture-tourism',
      region: '4418',
      postName: '图书馆办证员',
      roles: ['library.clerk'],
      what: '示例系统：审核借书证申请',
    },
  ],
  citizens: [{ account: 'reader', password: 'chengshu-reader', person: 0, what: '示例系统：办借书证的读者' }],
})
