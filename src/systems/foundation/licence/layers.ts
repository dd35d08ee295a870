import { layer } from '#declare'
import { certificates } from './registers.ts'

/** Certificates counted where they were issued for. */
export const certificatesLayer = layer('licence.certificates', certificates, {
  label: '电子证照',
  about: '各区划签发的电子证照张数。',
  kinds: { field: 'state', colours: { valid: 'good', revoked: 'bad', expired: 'calm', superseded: 'calm' } },
})
