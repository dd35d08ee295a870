import { action, ref, system, text } from '#declare'
import { clerk } from './duties.ts'
import { libraryCard } from './matters.ts'
import { cardProcedure, issueAsks } from './procedures.ts'
import { cards } from './registers.ts'
import { notice } from './templates.ts'

const library = system('library', {
  label: '图书馆（示例）',
  about: '虚构的示例系统：一个台账、一个事项、一个流程、一个操作，说明一个系统怎样写成。',
  domain: 'example',
  owner: 'culture-tourism',
  rows: [],
  registers: [cards],
  roles: [clerk],
  matters: [libraryCard],
  procedures: [cardProcedure],
  templates: [notice],
  actions: {
    issueCard: action('发证', { input: issueAsks, output: { card: ref('借书证', 'library.card'), cardNumber: text('证号') } }),
  },
})

export default library
