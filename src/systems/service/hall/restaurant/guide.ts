import { choice, choices, flag, form, number, type Condition } from '#declare'

const yes = (field: string): Condition => ({ field, is: true })
const no = (field: string): Condition => ({ field, is: false })

/**
 * What each component matter is asked for by, as the guide's answers say it: registration 市场主体登记管理条例 art. 3, food permit 食品安全法
 * art. 35 (selling prepackaged food alone is only filed), fire-safety check 消防法 art. 73(3) (a place where people eat in; the law draws no
 * area line), signboard 清远市户外广告设施和招牌设置管理办法 arts. 3 and 5 (with other content it is an outdoor advertisement, not filed here).
 */
export const needs = {
  'hall.business-licence': no('hasLicence'),
  'hall.food-permit': { field: 'foodItems', in: ['hot', 'cold', 'raw', 'drinks'] },
  'hall.fire-safety-check': yes('dineIn'),
  'hall.signboard': { all: [yes('signOutside'), { not: no('signOwnNameOnly') }] },
} as const satisfies Record<string, Condition>

const wanted: readonly Condition[] = Object.values(needs)
const pairs = wanted.flatMap((one, index) => wanted.slice(index + 1).map((other): Condition => ({ all: [one, other] })))

/** Asked in plain words before anything is filled in: which of the four matters this shop needs. */
export const guide = form('您要办哪些手续', {
  sections: {
    licence: {
      label: '营业执照',
      fields: {
        hasLicence: flag('这家店已经有营业执照了吗？', { help: '已有执照的，请填统一社会信用代码，执照信息从证照库带入，不再办理登记。' }),
      },
    },
    standing: {
      label: '开店身份',
      when: no('hasLicence'),
      fields: {
        applicantKind: choice(
          '准备以什么身份开店？',
          { individual: '个体工商户', company: '有限责任公司' },
          { help: '个体工商户由经营者承担责任；公司有章程和股东，以公司财产承担责任。登记的事项和材料不同。' },
        ),
      },
    },
    food: {
      label: '做什么、卖什么',
      fields: {
        foodItems: choices(
          '店里做什么、卖什么？（可多选）',
          { hot: '热食类食品制售', cold: '冷食类食品制售', raw: '生食类食品制售', drinks: '自制饮品制售', prepackaged: '销售预包装食品' },
          { help: '自己制作并提供的就要许可；只卖预包装食品的不用许可，请办理“仅销售预包装食品备案”（不在本次联办内）。' },
        ),
      },
    },
    making: {
      label: '制作方式',
      when: { field: 'foodItems', in: ['hot', 'cold', 'drinks'] },
      fields: {
        simpleMaking: flag('只做解冻、简单加热、冲调、组合、摆盘、洗切吗？', {
          help: '风险较低的简单制售可以简化设备设施和专门区域的审查，仍须取得许可；生食、冷荤和冷加工糕点不在此列。',
        }),
      },
    },
    place: {
      label: '店面',
      fields: {
        dineIn: flag('顾客在店里就餐吗？', {
          help: '设堂食的餐饮店属于公众聚集场所，开业前须经消防安全检查；只做外卖的，本演示不列入。',
        }),
        floorArea: number('经营场所的建筑面积是多少平方米？', {
          min: 1,
          max: 50_000,
          decimals: 2,
          unit: 'm²',
          help: '三百平方米及以上的装修工程，可能还要办理施工许可和建设工程消防手续，请向住房城乡建设部门咨询。',
        }),
      },
    },
    fire: {
      label: '消防安全检查',
      when: yes('dineIn'),
      fields: {
        fireMode: choice(
          '消防安全检查选哪种方式？',
          { commitment: '告知承诺', inspection: '先检查后决定' },
          { help: '由申请人自己选择：承诺符合要求即可取得许可，许可后现场核查，承诺不实要受处罚；或者先到场检查再决定。' },
        ),
      },
    },
    sign: {
      label: '招牌',
      fields: { signOutside: flag('要在店外设置招牌吗？', { help: '指在本店经营地设置、表明店名字号的门头招牌、灯箱等。' }) },
    },
    signContent: {
      label: '招牌内容',
      when: yes('signOutside'),
      fields: {
        signOwnNameOnly: flag('招牌上只有本店的名称、标识、地址和联系方式吗？', {
          help: '带商业广告内容或者设在别处的，属于户外广告设施，请另行办理审批，本次联办不能备案。',
        }),
      },
    },
    agent: {
      label: '代办',
      fields: { usesAgent: flag('由别人代办吗？', { help: '代办的要提交授权委托书和代理人身份证明。' }) },
    },
  },
  rules: [
    {
      field: 'usesAgent',
      must: { any: pairs },
      message: '联办至少要有两个事项；只需办理一个事项的，请单独办理该事项',
    },
  ],
})
