import type { Template } from '#declare'
import { businessLicence, fireOpinion, foodPermit, signboardFiling } from './certificates.ts'
import {
  filingReturn,
  fireCommitmentGrant,
  fireGrant,
  foodGrant,
  permitExtension,
  permitRefusal,
  registrationExtension,
  registrationNotice,
  registrationRefusal,
  specialProcedure,
} from './decisions.ts'
import { acceptance, conclusion, proofOfDelivery, receipt, refusalToAccept, supplementNotice } from './joint.ts'

/** The papers of opening a restaurant. */
export const restaurantTemplates: readonly Template[] = [
  receipt,
  supplementNotice,
  acceptance,
  refusalToAccept,
  proofOfDelivery,
  conclusion,
  registrationNotice,
  registrationRefusal,
  registrationExtension,
  foodGrant,
  fireGrant,
  fireCommitmentGrant,
  permitRefusal,
  permitExtension,
  specialProcedure,
  filingReturn,
  businessLicence,
  foodPermit,
  fireOpinion,
  signboardFiling,
]
