import { choice, creditCode, date, flag, form, money, number, personId, phone, region, text } from '#declare'
import { needs } from './guide.ts'

/** One application for all four bodies: each thing is asked once, and what the guide was told is not asked again. */
export const application = form('开办餐饮店联办申请表', {
  sections: {
    person: {
      label: '申请人',
      fields: {
        personName: text('经营者（法定代表人）姓名', { says: 'name', max: 50, privacy: 'personal' }),
        personId: personId('公民身份号码'),
        personPhone: phone('联系电话'),
      },
    },
    resident: {
      label: '经营者住所',
      when: needs['hall.business-licence'],
      fields: { personResidence: text('住所（户籍或者经常居住地址）', { says: 'address', max: 200, privacy: 'personal' }) },
    },
    held: {
      label: '已有的营业执照',
      when: { field: 'hasLicence', is: true },
      fields: { creditCode: creditCode('统一社会信用代码', { help: '名称、住所从法人库带入，请核对' }) },
    },
    agent: {
      label: '代理人',
      when: { field: 'usesAgent', is: true },
      fields: {
        agentName: text('代理人姓名', { says: 'name', max: 50, privacy: 'personal' }),
        agentId: personId('代理人公民身份号码'),
        agentPhone: phone('代理人电话'),
      },
    },
    business: {
      label: '店的基本信息',
      fields: {
        businessName: text('名称', {
          max: 100,
          help: '新办的按“行政区划＋字号＋行业＋组织形式”自主申报，如“清远市清城区某某饭店（个体工商户）”',
        }),
        staff: number('从业人数', { min: 1, max: 5000, unit: '人' }),
      },
    },
    registration: {
      label: '登记信息',
      when: needs['hall.business-licence'],
      fields: {
        tradeName: text('字号', { max: 20, help: '两个字以上' }),
        scope: text('经营范围', { max: 1000, lines: true, help: '按公布的经营项目分类填写，如“餐饮服务”；餐饮服务取得许可后方可经营' }),
      },
    },
    company: {
      label: '公司登记信息',
      when: { all: [needs['hall.business-licence'], { field: 'applicantKind', is: 'company' }] },
      fields: {
        capital: money('注册资本'),
        directorName: text('董事（执行董事）姓名', { says: 'name', max: 50, privacy: 'personal' }),
        supervisorName: text('监事姓名', { says: 'name', max: 50, privacy: 'personal', optional: true, help: '依章程不设监事的可不填' }),
      },
    },
    premises: {
      label: '经营场所',
      fields: {
        region: region('所在镇街和村居', { help: '由此确定办理的县级机关' }),
        address: text('经营场所地址', { max: 200 }),
        rightKind: choice('场所来源', { own: '自有', lease: '租赁', free: '无偿使用' }),
      },
    },
    lease: {
      label: '租赁',
      when: { field: 'rightKind', is: 'lease' },
      fields: { leaseUntil: date('租期届满日') },
    },
    food: {
      label: '食品经营',
      when: needs['hall.food-permit'],
      fields: {
        kitchenArea: number('食品处理区面积', { min: 1, max: 50_000, decimals: 2, unit: 'm²' }),
        safetyManagerName: text('食品安全管理人员姓名', { says: 'name', max: 50, privacy: 'personal', help: '专职或者兼职均可' }),
        safetyManagerPhone: phone('食品安全管理人员电话'),
        online: flag('通过网络经营', { optional: true }),
      },
    },
    fire: {
      label: '就餐和消防安全',
      when: needs['hall.fire-safety-check'],
      fields: {
        storey: text('所在楼层', { max: 50, help: '如“地上一层、二层”' }),
        seats: number('就餐座位数', { min: 1, max: 5000, unit: '座' }),
        exits: number('安全出口数', { min: 1, max: 100, unit: '个' }),
        fireOfficerName: text('消防安全责任人姓名', { says: 'name', max: 50, privacy: 'personal' }),
        fireOfficerPhone: phone('消防安全责任人电话'),
        fuel: choice('厨房燃料', { 'pipeline-gas': '管道燃气', 'bottled-gas': '瓶装液化石油气', electric: '电', other: '其他' }),
        sprinkler: flag('设有自动喷水灭火系统', { optional: true }),
        alarm: flag('设有火灾自动报警系统', { optional: true }),
      },
    },
    sign: {
      label: '招牌',
      when: needs['hall.signboard'],
      fields: {
        signText: text('招牌文字', { max: 60 }),
        signWidth: number('宽', { min: 1, max: 5000, unit: 'cm' }),
        signHeight: number('高', { min: 1, max: 2000, unit: 'cm' }),
        signPosition: choice('位置', { lintel: '门楣', wall: '墙面', projecting: '侧伸', ground: '落地' }),
        signLit: flag('亮化（发光）', { optional: true }),
      },
    },
    delivery: {
      label: '送达和承诺',
      fields: {
        electronicDelivery: flag('同意电子送达', { optional: true, help: '电子证照与纸质同效；需要纸质的仍可领取' }),
        deliveryAddress: text('邮寄地址', { says: 'address', max: 200, optional: true, privacy: 'personal' }),
        shareConsent: flag('同意各办理部门共用本表信息'),
        truthDeclared: flag('承诺所填信息和材料真实'),
      },
    },
  },
  subject: 'businessName',
  prefill: {
    personName: 'me.name',
    personId: 'me.personId',
    personPhone: 'me.phone',
    personResidence: 'me.address',
    creditCode: 'entity.creditCode',
    businessName: 'entity.name',
    region: 'entity.region',
    address: 'entity.address',
    agentName: 'agent.name',
    agentId: 'agent.personId',
    agentPhone: 'agent.phone',
    fireOfficerName: 'me.name',
    fireOfficerPhone: 'me.phone',
    deliveryAddress: 'me.address',
  },
  rules: [
    { field: 'kitchenArea', must: { field: 'kitchenArea', atMost: { field: 'floorArea' } }, message: '不能大于建筑面积' },
    { field: 'capital', must: { field: 'capital', atLeast: 1 }, message: '应大于零' },
    { field: 'shareConsent', must: { field: 'shareConsent', is: true }, message: '不同意共用的，请分别向各部门申请' },
    // 行政许可法 art. 31: the applicant answers for the truth of what is handed in.
    { field: 'truthDeclared', must: { field: 'truthDeclared', is: true }, message: '须作出真实性承诺' },
  ],
})
