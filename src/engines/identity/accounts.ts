import { createHash, randomInt } from 'node:crypto'
import { normaliseCode } from '#chinese'
import type { RecordOf } from '#declare'
import { inContext, type Actor, type Context } from '#kernel/context'
import { Conflict, Invalid, NotAllowed, NotFound, NotSignedIn } from '#kernel/errors'
import type { Registers } from '#engines/registers'
import { accounts } from './registers.ts'
import { registrar, systemAdministrator } from './roles.ts'
import type { Sessions } from './sessions.ts'
import { lockPerson, makeEntryCode } from './sql.ts'

/** Hours for which a code of the window is good. */
export const CODE_HOURS = 24
// Without letters and digits that are taken for each other on paper.
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 10

type Account = RecordOf<typeof accounts>
/** A document that a window has seen. */
export type Proof = NonNullable<Account['proof']>

/** Somebody at work, as the system administrator writes him down. */
export interface NewStaff {
  login: string
  name: string
  /** Citizen identity number: who this is wherever two people are needed. */
  number: string
  password: string
}

/** Somebody at a window. */
export interface AtWindow {
  name: string
  number: string
  proof: Proof
  /** The name to sign in under; only for a first account, and made up when not said. */
  login?: string | undefined
}

/** What the window hands over: good once, for some hours. */
export interface EntryCode {
  account: string
  login: string
  name: string
  code: string
  until: string
  /** The person had an account already: its password is chosen anew. */
  again: boolean
}

/** Digest under which a code is kept. */
export const codeDigest = (code: string): Buffer => createHash('sha256').update(code.trim().toUpperCase().replaceAll('-', '')).digest()

const newCode = () => Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

interface AccountParts {
  registers: Registers
  sessions: Sessions
  system(): Promise<Actor>
}

/** The two doors at which accounts are made: the system administrator's for people at work, the window's for everybody. */
export function openAccounts({ registers, sessions, system }: AccountParts) {
  // Neither role reads the population register or writes accounts at large; what they may do is decided here and by the table itself. The
  // log names who did it, at which post.
  async function asOffice<T>(ctx: Context, door: 'staff' | 'citizen', work: (ctx: Context) => Promise<T>): Promise<T> {
    const { account, name, post, organisation, region, self } = ctx.actor
    const office: Actor = { ...(await system()), account, name, post, organisation, region, ...(self ? { self } : {}) }
    return inContext(
      ctx.ground,
      office,
      ctx.purpose,
      (own) => {
        own.tx.set('app.account_door', door)
        return work(own)
      },
      { now: ctx.now },
    )
  }
  const holds = (ctx: Context, role: string) => ctx.actor.duties.some((duty) => duty.role === role)
  const personOf = async (office: Context, number: string) =>
    (
      await registers.listUntyped(office, 'population.person', {
        where: [{ field: 'personId', operator: 'is', value: normaliseCode(number) }],
        limit: 1,
      })
    ).items[0]
  /** Whom a number means, for comparing alone: it opens nothing. */
  const meaning = async (office: Context, number: string) => {
    const found = await personOf(office, number)
    office.tx.set('app.account_self', found?.id ?? '')
  }

  return {
    /**
     * An account for somebody at work, named by number. It opens nobody's records, and holds no post yet.
     * @throws NotAllowed for whoever is not a system administrator; Conflict for a login that is taken
     */
    async addStaff(ctx: Context, { password, number, ...given }: NewStaff): Promise<string> {
      if (!holds(ctx, systemAdministrator.name)) throw new NotAllowed('工作人员的账户由系统管理员开立', { code: 'identity.staff' })
      return asOffice(ctx, 'staff', async (office) => {
        await meaning(office, number)
        const id = await registers.add(office, accounts, { ...given, number: normaliseCode(number) })
        await sessions.setPassword(office, id, password)
        return id
      })
    },

    /** Says whose an older account is that names nobody yet. @throws NotAllowed, Conflict when it names somebody */
    async nameStaff(ctx: Context, id: string, number: string): Promise<void> {
      if (!holds(ctx, systemAdministrator.name)) throw new NotAllowed('工作人员的账户由系统管理员登记', { code: 'identity.staff' })
      if (!(await registers.reaches(ctx, accounts.name, 'change', id))) throw new NotFound('找不到这个账户', { code: 'identity.account' })
      await asOffice(ctx, 'staff', async (office) => {
        const account = await registers.get(office, accounts, id)
        if (account.number !== null) throw new Conflict('这个账户已经登记了本人', { code: 'identity.named' })
        await meaning(office, number)
        await registers.change(office, accounts, id, account.version, { number: normaliseCode(number) })
      })
    },

    /**
     * Makes a citizen's account at a window, or lets its person choose a password anew: a clerk saw a document. The clerk never knows the
     * password; the person chooses it with the code.
     * @throws NotAllowed for whoever is no registrar; NotFound when nobody of that name and number is registered
     */
    async atWindow(ctx: Context, { name, number, proof, login }: AtWindow): Promise<EntryCode> {
      if (!holds(ctx, registrar.name)) throw new NotAllowed('群众账户由窗口的实名登记员办理', { code: 'identity.registrar' })
      return asOffice(ctx, 'citizen', async (office) => {
        const person = await personOf(office, number)
        if (!person || String(person.name).trim() !== name.trim())
          throw new NotFound('人口库里没有姓名和号码都相符的人，请核对证件', { code: 'identity.person' })
        if (person.id === ctx.actor.person || person.id === ctx.actor.self?.person)
          throw new NotAllowed('您本人的账户须由其他登记员办理', { code: 'identity.own-account' })
        await office.tx.query(lockPerson(person.id))
        const found = (await registers.list(office, accounts, { equals: { person: person.id }, limit: 1 })).items[0]
        const seen = { proof, provedBy: ctx.actor.account as Account['provedBy'], provedAt: ctx.now.toISOString() }
        let account = found
        if (account)
          account = await registers.change(office, accounts, account.id, account.version, { number: String(person.personId), ...seen })
        else {
          const made = {
            login: login ?? `c${randomInt(10 ** 9, 10 ** 10 - 1)}`,
            name: String(person.name),
            person: person.id as Account['person'],
            number: String(person.personId),
            ...seen,
          }
          account = await registers.get(office, accounts, await registers.add(office, accounts, made))
        }
        const code = newCode()
        const row = await office.tx.row(makeEntryCode(account.id, codeDigest(code), CODE_HOURS))
        return {
          account: account.id,
          login: account.login,
          name: account.name,
          code,
          until: row!.until as string,
          again: found !== undefined,
        }
      })
    },

    /** Chooses a password with a code of the window. @throws NotSignedIn when the code is wrong, used or old */
    async enter(ctx: Context, given: { login: string; code: string; password: string }): Promise<void> {
      if (!(await sessions.enter(ctx, given.login, codeDigest(given.code), given.password)))
        throw new NotSignedIn('账号或一次性代码不对，或者代码已经用过、过期', { code: 'session.code' })
    },

    /** @throws Invalid for an account that opens somebody's own records: its password is the person's alone */
    async requireStaff(ctx: Context, id: string): Promise<void> {
      const { record } = await registers.getUntyped(ctx, accounts.name, id)
      if (record.person !== null)
        throw new Invalid('这是实名登记过的账户，密码由本人凭证件在窗口重设', { code: 'identity.proofed', path: 'id' })
    },
  }
}

export type Accounts = ReturnType<typeof openAccounts>
