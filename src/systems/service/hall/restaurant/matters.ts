import { matter, type Matter } from '#declare'
import { application } from './form.ts'
import { guide, needs } from './guide.ts'

const applicants = ['person', 'enterprise'] as const

/** The joint matter 开办餐饮店“一件事”: one guide, one form, one window; each body decides in its own name. */
export const restaurantOpening = matter('hall.restaurant-opening', {
  label: '开办餐饮店“一件事”',
  about: '开饭店、小吃店、奶茶店：办执照、食品经营许可、开业前消防安全检查和门头招牌，一次申请，部门同时办理。',
  kind: 'joint',
  applicants,
  function: 'government-services',
  guide,
  form: application,
  procedure: 'hall.restaurant-opening',
  components: {
    'hall.business-licence': { when: needs['hall.business-licence'] },
    'hall.food-permit': { when: needs['hall.food-permit'] },
    'hall.fire-safety-check': { when: needs['hall.fire-safety-check'] },
    'hall.signboard': { when: needs['hall.signboard'] },
  },
})

export const businessLicence = matter('hall.business-licence', {
  label: '经营主体设立登记（营业执照）',
  about: '给新店办营业执照，个体工商户或者公司都可以。',
  kind: 'registration',
  applicants,
  function: 'market-regulation',
})

export const foodPermit = matter('hall.food-permit', {
  label: '食品经营许可（餐饮服务）新办',
  about: '自己做菜、做饮品卖给顾客，要有食品经营许可证。',
  kind: 'administrative-licence',
  applicants,
  function: 'market-regulation',
})

export const fireSafetyCheck = matter('hall.fire-safety-check', {
  label: '公众聚集场所投入使用、营业前消防安全检查',
  about: '顾客在店里吃饭的，开业前要经过消防安全检查。',
  kind: 'administrative-licence',
  applicants,
  function: 'fire-rescue',
})

export const signboard = matter('hall.signboard', {
  label: '户外招牌设施设置备案',
  about: '在店门口挂只写自己店名的招牌，要向城管部门备案。',
  kind: 'filing',
  applicants,
  function: 'urban-management',
})

export const restaurantMatters: readonly Matter[] = [restaurantOpening, businessLicence, foodPermit, fireSafetyCheck, signboard]
