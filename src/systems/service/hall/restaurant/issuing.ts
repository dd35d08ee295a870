import { kindOf, type InputOf, type ValuesOf } from '#declare'
import type { ActionContext } from '#server'
import type { restaurantActions } from './actions.ts'
import { answer, certify, freeNumber, getBusiness, getCase } from './certify.ts'
import { application } from './form.ts'
import { guide } from './guide.ts'
import { creditCodes, foodPermitNumbers, lastDayOf } from './numbers.ts'
import { businessLicence, fireOpinion, foodPermit, signboardFiling } from './templates/certificates.ts'

type Actions = typeof restaurantActions
type Input<K extends keyof Actions> = InputOf<Actions[K]['input']>
type Output<K extends keyof Actions> = Promise<ValuesOf<Actions[K]['output']>>

/** 食品安全法实施条例 art. 15. */
const FOOD_PERMIT_YEARS = 5

const { applicantKind } = guide.sections.standing.fields
const { foodItems } = guide.sections.food.fields
const { fireMode } = guide.sections.fire.fields
const { signPosition } = application.sections.sign.fields

/** Puts a new business into the register of entities, and gives it its code and its licence; the day is that of its founding. */
export async function registerBusiness(context: ActionContext, { industry }: Input<'registerBusiness'>): Output<'registerBusiness'> {
  const of = getCase(context)
  const kind = of.guide.applicantKind ?? 'individual'
  const creditCode = await freeNumber(context, creditCodes(kind, of.regionCode, of.id), 'entity.entity', 'creditCode')
  const name = answer(of, 'businessName')
  const address = answer(of, 'address')
  const region = answer(of, 'region')
  const scope = answer(of, 'scope')
  const principal = answer(of, 'personName')
  const capital = kind === 'company' ? { capital: answer(of, 'capital') } : {}
  const entity = await context.named.add('entity.entity', {
    creditCode,
    name,
    kind,
    industry,
    principal: of.holder,
    principalName: principal,
    ...capital,
    establishedOn: context.today,
    region,
    address,
    scope,
    state: 'active',
  })
  const form = kindOf(applicantKind).format(kind, applicantKind)
  await certify(context, of, {
    template: businessLicence,
    data: { creditCode, name, kind: form, principal, ...capital, establishedOn: context.today, address, scope },
    business: { id: entity, name, region },
    number: creditCode,
  })
  return { entity, entityName: name, registeredCode: creditCode, registered: `名称：${name}；类型：${form}；经营范围：${scope}` }
}

/** Gives a food operation permit for what the applicant makes and sells. */
export async function issueFoodPermit(context: ActionContext, _input: Input<'issueFoodPermit'>): Output<'issueFoodPermit'> {
  const of = getCase(context)
  const business = await getBusiness(context, of)
  const permitNumber = await freeNumber(context, foodPermitNumbers(of.regionCode, of.id), 'licence.certificate', 'number')
  const permitUntil = lastDayOf(FOOD_PERMIT_YEARS, context.today)
  const items = (of.guide.foodItems ?? []).map((item) => kindOf(foodItems).format(item, foodItems))
  await certify(context, of, {
    template: foodPermit,
    data: {
      permitNumber,
      name: business.name,
      creditCode: business.creditCode,
      principal: answer(of, 'personName'),
      residence: business.address,
      address: answer(of, 'address'),
      business: '餐饮服务经营者',
      items,
      validUntil: permitUntil,
    },
    business,
    number: permitNumber,
    validUntil: permitUntil,
  })
  return { permitNumber, permitScope: items.join('、'), permitUntil }
}

/** Gives the opinion with which the place may open. */
export async function issueFireOpinion(context: ActionContext, { facts }: Input<'issueFireOpinion'>): Output<'issueFireOpinion'> {
  const of = getCase(context)
  const business = await getBusiness(context, of)
  const mode = of.guide.fireMode ?? 'inspection'
  const opinionNumber = await certify(context, of, {
    template: fireOpinion,
    data: {
      applicant: business.name,
      name: business.name,
      address: answer(of, 'address'),
      storey: answer(of, 'storey'),
      floorArea: `${of.guide.floorArea} 平方米`,
      use: '饭店',
      answerable: answer(of, 'fireOfficerName'),
      way: kindOf(fireMode).format(mode, fireMode),
      opinion: `${facts}，准予投入使用、营业。`,
    },
    business,
  })
  return { opinionNumber }
}

/** Files a signboard. */
export async function fileSignboard(context: ActionContext, _input: Input<'fileSignboard'>): Output<'fileSignboard'> {
  const of = getCase(context)
  const held = of.entity || of.guide.hasLicence ? await getBusiness(context, of) : undefined
  const business = held ?? { id: null, name: answer(of, 'businessName'), region: answer(of, 'region') }
  const filingNumber = await certify(context, of, {
    template: signboardFiling,
    data: {
      applicant: business.name,
      caseNumber: of.number,
      signText: answer(of, 'signText'),
      position: kindOf(signPosition).format(answer(of, 'signPosition'), signPosition),
      size: `${answer(of, 'signWidth')} × ${answer(of, 'signHeight')} 厘米`,
      address: answer(of, 'address'),
    },
    business,
  })
  return { filingNumber }
}
