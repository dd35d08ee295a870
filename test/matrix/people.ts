import { makeCreditCode, makePersonId } from '#chinese'
import type { Context } from '#kernel/context'
import { aside, newWord, personal, persons, plain, type PersonSeat, type Planting } from './planting.ts'
import { places } from './seats.ts'

/** Plants people, each with an account and with what belongs to them in every register that has a holder. */
export async function plantPeople(
  { identity, regions, keep, add, organ, asOf, personOf, nameOf, numberOf, nameMark }: Planting,
  ctx: Context,
): Promise<void> {
  for (const [seat, { place, order }] of Object.entries(persons) as [PersonSeat, (typeof persons)[PersonSeat]][]) {
    const [address, phone] = [newWord(), `139000000${order}`]
    nameMark[seat] = newWord()
    nameOf[seat] = `赵${nameMark[seat]}`
    numberOf[seat] = makePersonId(places[place], '1990-03-07', order)
    personOf[seat] = await add(
      ctx,
      'population.person',
      {
        name: nameOf[seat],
        personId: numberOf[seat],
        sex: '1',
        birthDate: '1990-03-07',
        region: regions[place],
        address: `清远市云${address}里 8 号`,
        phone,
      },
      {
        name: `of the ${seat}`,
        marks: [personal(nameMark[seat]), personal(address), personal(numberOf[seat], aside), personal(phone, aside)],
        place,
        holder: seat,
      },
    )
    const home = newWord()
    await add(
      ctx,
      'population.residence',
      { person: personOf[seat], region: regions[place], address: `清远市云${home}里`, from: '2020-01-01' },
      { name: `of the ${seat}`, marks: [personal(home)], place, holder: seat, holds: [personOf[seat]] },
    )
    const account = await identity.addAccount(asOf(ctx, place, await organ(ctx, 'government-services', place)), {
      login: `matrix-${seat}`,
      name: nameOf[seat],
      person: personOf[seat],
      number: numberOf[seat],
      password: `chengshu-matrix-${seat}`,
    })
    keep({
      kind: 'identity.account',
      name: `identity.account of the ${seat}`,
      id: account,
      marks: [plain(`matrix-${seat}`, aside), personal(nameMark[seat]), personal(numberOf[seat], aside)],
      place,
      holder: seat,
      holds: [personOf[seat]],
    })
    const [business, principalName] = [newWord(), newWord()]
    const entity = await add(
      ctx,
      'entity.entity',
      {
        creditCode: makeCreditCode('92', places[place], `MTX000${order}`),
        name: `云${business}商行`,
        kind: 'individual',
        principal: personOf[seat],
        principalName: `赵${principalName}`,
        establishedOn: '2020-05-06',
        region: regions[place],
        address: '人民路 1 号',
        place: place === 'yangshan' ? [112.64, 24.47] : [113.05, 23.7],
        state: 'active',
      },
      {
        name: `of the ${seat}`,
        marks: [plain(business), personal(principalName, aside)],
        place,
        holder: seat,
        department: 'market-regulation',
        holds: [personOf[seat]],
      },
    )
    const number = newWord()
    await add(
      ctx,
      'licence.certificate',
      {
        kind: 'test',
        name: '食品经营许可证',
        number,
        holderName: `云${business}商行`,
        person: personOf[seat],
        entity,
        issuer: await organ(ctx, 'market-regulation', place),
        region: regions[place],
        issuedOn: '2026-01-05',
        state: 'valid',
        document: 'none',
        code: 'NONE',
      },
      {
        name: `of the ${seat}`,
        marks: [plain(number), plain(business, aside)],
        place,
        holder: seat,
        department: 'market-regulation',
        holds: [personOf[seat], entity],
      },
    )
    const reader = newWord()
    await add(
      ctx,
      'library.card',
      {
        reader: personOf[seat],
        readerName: `赵${reader}`,
        kind: 'adult',
        limit: 5,
        region: regions[place],
        issuedOn: '2026-01-05',
        state: 'valid',
      },
      { name: `of the ${seat}`, marks: [personal(reader)], place, holder: seat, department: 'culture-tourism', holds: [personOf[seat]] },
    )
  }
}
