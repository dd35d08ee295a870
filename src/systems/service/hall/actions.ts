import { implement } from '#server'
import hall from './index.ts'
import { fileSignboard, issueFireOpinion, issueFoodPermit, registerBusiness } from './restaurant/issuing.ts'

export default implement(hall, { registerBusiness, issueFoodPermit, issueFireOpinion, fileSignboard })
