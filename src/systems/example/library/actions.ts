import type { AnswersOf } from '#declare'
import { Conflict, Invalid, implement } from '#server'
import library from './index.ts'
import type { application } from './matters.ts'
import { cards } from './registers.ts'

export default implement(library, {
  /** Puts a card into the register, in the transaction of the act that runs it. @throws Conflict when the reader has a valid one */
  async issueCard({ case: acting, registers, today }, { limit }) {
    if (!acting) throw new Invalid('只能在办件中执行', { code: 'action.case' })
    if (await registers.find(cards, { reader: acting.holder, state: 'valid' }))
      throw new Conflict('这位读者已有有效的借书证', { code: 'library.card' })
    const { readerName, kind, home } = acting.answers as AnswersOf<typeof application>
    const card = await registers.add(cards, {
      reader: acting.holder,
      readerName: readerName!,
      kind: kind!,
      limit,
      region: home!,
      issuedOn: today,
      state: 'valid',
    })
    const { number } = await registers.get(cards, card)
    return { card, cardNumber: number }
  },
})
