import { seed } from '#server'

export default seed({
  persons: 300,
  entities: 200,
  posts: [
    {
      account: 'open-market',
      password: 'chengshu-open-market',
      name: '黎晓彤',
      organisationFunction: 'market-regulation',
      region: '4418',
      postName: '数据开放专员',
      roles: ['open.publisher', 'entity.steward'],
      what: '编制市场监管领域的开放数据集',
    },
    {
      account: 'open-population',
      password: 'chengshu-open-population',
      name: '邓志航',
      organisationFunction: 'public-security',
      region: '4418',
      postName: '数据开放专员',
      roles: ['open.publisher', 'population.steward'],
      what: '编制人口统计的开放数据集',
    },
    {
      account: 'open-approver',
      password: 'chengshu-open-approver',
      name: '欧阳静怡',
      organisationFunction: 'government-services',
      region: '4418',
      postName: '数据开放审核员',
      roles: ['open.approver'],
      what: '审核各单位送来的开放数据',
    },
    {
      account: 'open-answers',
      password: 'chengshu-open-answers',
      name: '骆文康',
      organisationFunction: 'government-services',
      region: '441802',
      postName: '数据开放答复员',
      roles: ['open.answerer'],
      what: '答复对开放数据的申请和问题反映',
    },
  ],
})
