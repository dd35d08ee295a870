import type { AnswersOf, DataOf, Template } from '#declare'
import { Conflict, Invalid, type ActingCase, type ActionContext } from '#server'
import type { application } from './form.ts'
import type { guide } from './guide.ts'

/** A case of this matter: what was asked and answered, as guide and form declare it. */
export interface RestaurantCase extends Omit<ActingCase, 'guide' | 'answers'> {
  guide: AnswersOf<typeof guide>
  answers: AnswersOf<typeof application>
}

/** The case in which an action runs. @throws Invalid outside a case */
export function getCase({ case: acting }: ActionContext): RestaurantCase {
  if (!acting) throw new Invalid('只能在办件中执行', { code: 'action.case' })
  return acting as RestaurantCase
}

/** An answer that the form made sure of when the case was opened. @throws Invalid when it isn't there */
export function answer<K extends keyof RestaurantCase['answers']>(
  { answers }: RestaurantCase,
  key: K,
): NonNullable<RestaurantCase['answers'][K]> {
  const value = answers[key]
  if (value === undefined || value === null) throw new Invalid(`申请表没有填写 ${key}`, { code: 'hall.answer', path: `answers.${key}` })
  return value
}

/** The first of some numbers that no running record has. @throws Conflict when all are taken */
export async function freeNumber({ named }: ActionContext, numbers: Iterable<string>, register: string, field: string): Promise<string> {
  for (const number of numbers) if (!(await named.find(register, { [field]: number }))) return number
  throw new Conflict('没有可用的编号，请再办理一次', { code: 'hall.numbers' })
}

/** The market entity of the case as the register has it. */
export interface Business {
  id: string
  name: string
  creditCode: string
  address: string
  region: string
}

/**
 * The entity that permits are given to: what this case registered, or what held a licence before.
 * @throws Invalid when the register has none of that code, or it no longer runs
 */
export async function getBusiness({ named }: ActionContext, of: RestaurantCase): Promise<Business> {
  const found = of.entity
    ? await named.get('entity.entity', of.entity)
    : await named.find('entity.entity', { creditCode: answer(of, 'creditCode') })
  if (!found) throw new Invalid('法人库中没有这个统一社会信用代码，请核对', { code: 'hall.entity', path: 'answers.creditCode' })
  if (found.state !== 'active')
    throw new Invalid('该经营主体已注销或者吊销，不能发给许可', { code: 'hall.entity', path: 'answers.creditCode' })
  return found as unknown as Business
}

/** What is issued: the paper, and what its row in the register of certificates says. */
interface Certified<T extends Template> {
  template: T
  data: Omit<DataOf<T>, 'number' | 'organisation' | 'issuedOn'>
  /** Whose it is; without a key where registration is still to come, as it may be for a filing. */
  business: { id: string | null; name: string; region: string }
  /** The number by which it is known; the paper's own when not said. */
  number?: string
  validUntil?: string
}

/**
 * Issues a certificate: the document, numbered, sealed and signed, and its row in the register of certificates, which points to the document,
 * its verification code and the case.
 * @returns the number by which the certificate is known
 */
export async function certify<T extends Template>(
  context: ActionContext,
  of: RestaurantCase,
  { template, data, business, number, validUntil }: Certified<T>,
): Promise<string> {
  const until = validUntil === undefined ? {} : { validUntil }
  const issued = await context.documents.issue({
    template,
    data,
    holder: of.holder,
    subject: `${business.name}：${template.label}`,
    case: of.id,
    enterpriseName: business.name,
    ...(number === undefined ? {} : { number }),
    ...until,
  })
  const known = number ?? issued.number
  await context.named.add('licence.certificate', {
    kind: template.name,
    name: template.label,
    number: known,
    holderName: business.name,
    person: of.holder,
    entity: business.id,
    issuer: of.organisation.id,
    region: business.region,
    issuedOn: context.today,
    ...until,
    state: 'valid',
    document: issued.id,
    code: issued.code,
    case: of.id,
  })
  return known
}
