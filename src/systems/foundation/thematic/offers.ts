import { macro } from './offers/macro.ts'
import { publicServices } from './offers/public-services.ts'
import { society } from './offers/society.ts'

/** The 24 thematic databases; none is there until a city takes it up. */
export default [...macro, ...society, ...publicServices]
