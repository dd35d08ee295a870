import { seed } from '#server'

const steward = (account: string, name: string, organisationFunction: string, what: string, more: readonly string[] = []) => ({
  account,
  password: `chengshu-${account}`,
  name,
  organisationFunction,
  region: '4418',
  postName: '数据专员',
  roles: ['catalogue.steward', ...more],
  what,
})

export default seed({
  posts: [
    {
      account: 'catalogue',
      password: 'chengshu-catalogue',
      name: '欧阳敏',
      organisationFunction: 'government-services',
      region: '4418',
      postName: '目录管理员',
      roles: ['catalogue.manager'],
      what: '管理全市的信息资源目录，发布各部门的编目',
    },
    steward('data-police', '罗建辉', 'public-security', '市公安局：编目，答复用数申请'),
    steward('data-market', '谭雅文', 'market-regulation', '市市场监管局：编目，答复用数申请'),
    steward('data-education', '冯嘉颖', 'education', '市教育局：编制目录清单'),
    steward('data-civil', '曾凯', 'civil-affairs', '市民政局：导入目录清单，按目录建登记库，开放数据，申请其他部门的数据', [
      'definitions.steward',
      'open.publisher',
    ]),
  ],
})
