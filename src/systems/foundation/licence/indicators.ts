import { indicator } from '#declare'

const seenBy = ['licence.steward', 'decision.leader']

export const licenceIndicators = [
  indicator('licence.valid', {
    label: '有效证照',
    about: '状态为有效、没有到期的电子证照张数。',
    unit: '张',
    of: 'licence.certificate',
    where: { field: 'state', is: 'valid' },
    on: 'validUntil',
    every: 'now',
    within: 'remaining',
    by: ['issuer'],
    seenBy,
  }),
  indicator('licence.issued', {
    label: '签发证照',
    about: '当月颁发的电子证照张数。',
    unit: '张',
    of: 'licence.certificate',
    on: 'issuedOn',
    every: 'month',
    by: ['issuer'],
    seenBy,
  }),
]
