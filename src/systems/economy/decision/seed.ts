import { seed } from '#server'

export default seed({
  posts: [
    {
      account: 'mayor',
      password: 'chengshu-mayor',
      name: '林卓然',
      organisationFunction: 'government',
      region: '4418',
      postName: '市长',
      roles: ['decision.leader'],
      what: '全市运行情况：看指标、趋势和预测，下钻到县区、乡镇和事项',
    },
    {
      account: 'county-head',
      password: 'chengshu-county-head',
      name: '温志航',
      organisationFunction: 'government',
      region: '441823',
      postName: '县长',
      roles: ['decision.leader'],
      what: '阳山县运行情况：只看本县及乡镇',
    },
  ],
})
