import { openPhrases } from '#chinese'
import { baseClasses, kindOf, themes, type AnyRegister, type BaseClass, type Fields, type Problem, type Role, type Theme } from '#declare'
import { flawsInEnglish } from '#expressions'
import { snake } from '#kernel/database'
import type { Definitions } from '../definitions.ts'
import { whyNoTable } from './compile.ts'
import { LOCAL, type Content, type Grant } from './content.ts'
import { misfitsOf, overlaid } from './overlay.ts'

/**
 * What is wrong with a register as every declared one is checked, in the words of those who write code; told in Chinese by
 * {@link inChinese}.
 */
export type CheckDeclared = (register: AnyRegister, among: readonly AnyRegister[]) => Problem[]

const said = openPhrases(
  [
    {
      '{0}: this name belongs to the head of every record; choose another': '字段代码 {0} 由系统使用，请换一个',
      '{0}: this name belongs to what is worked out of another field; choose another': '字段代码 {0} 由系统使用，请换一个',
      'there is no field {0}': '没有字段 {0}',
      'there is no register {0}': '没有名为 {0} 的数据目录',
      'there is no code list {0}': '没有名为 {0} 的代码表',
      '{0} is not a region': '{0} 不是区划字段',
      '{0} is not a reference to {1}': '{0} 不是指向 {1} 的引用',
      'a register has fields': '至少要有一个字段',
      'no organisation has the function "{0}"': '没有承担“{0}”职能的单位',
      'a sealed field is no title: references could not show it': '加密的字段不能作标题',
      'a sealed field is found by its whole value, not by words': '加密的字段不能按词检索',
      'the key of a field is letters and digits and begins with a small letter': '字段代码由字母和数字组成，以小写字母开头',
      'a field has a label': '请填写字段名称',
      'what tells about a person is not published': '涉及个人的字段不能开放',
      'what is sealed is not published': '加密的字段不能开放',
      'what is shared with nobody is not published': '不予共享的不能开放',
      'a row inside a record is sealed, shared and opened with all its rows': '明细行里的字段不能单独加密、共享或者开放',
      'rows are as private as what stands in them': '明细的个人信息级别不能低于明细里的字段',
      'a register is opened by fields that may be open': '要开放，至少要有一个可以开放的字段',
      'a field is shared no further than its register': '字段的共享范围不能比目录更宽',
      'what tells about a person is shared on conditions at most': '涉及个人的字段最多有条件共享；请改目录或者字段的共享类型',
      'a field is opened with its register': '字段随目录一起开放',
      'only what is kept as text is sealed': '只有文字类的字段可以加密',
      'a row inside a record has none of these': '明细行里不能用这种字段',
      'there is nothing to choose from': '请写出可选的项',
      'a number has exactly one counter, such as {00000}': '编号格式里要有一个计数器，如 {00000}',
      'a row inside a record has no number of its own': '明细行里不能有自动编号',
      '{0} is no date and no moment': '{0} 不是日期或者时间',
      'a row inside a record has no formula': '明细行里不能有公式',
      'rows hold no rows': '明细行里不能再有明细行',
      'a formula is kept as it is, and what it reads is told by it': '公式的结果不能加密',
      "a formula can't read {0}: {1}": '公式不能用字段 {0}',
      'a formula is not worked out of itself': '公式不能用到自己的结果',
      'what a formula reads of {0} is {1}, and so is what it gives': '公式用到了涉及个人的字段 {0}，结果的个人信息级别不能更低',
      '{0} is sealed: nothing is counted by it': '{0} 是加密的字段，不能用来统计',
    },
  ],
  () => undefined,
)

/** Flaws of formulas were Chinese first. */
const flaws = openPhrases(
  [Object.fromEntries(Object.entries(flawsInEnglish).map(([chinese, english]) => [english, chinese]))],
  () => undefined,
)

/** A sentence of the checks of declarations, in Chinese. */
export const inChinese = (message: string): string => said(message) ?? flaws(message) ?? `内容不合要求（${message}）`

/** PostgreSQL keeps no more of a name. */
const LONGEST_NAME = 63

/** What the kinds, names and lengths ask for beside what every declared register is checked for. */
function ownProblems(register: AnyRegister, fields: Fields): Problem[] {
  const problems: Problem[] = []
  const want = (holds: boolean, path: string, message: string) => void (holds || problems.push({ path, message }))
  want(register.label !== '', 'label', '请填写目录名称')
  want(register.title !== '', 'title', '请选择作标题的字段')
  want(register.steward !== '', 'steward', '请选择数源部门的职能')
  want(
    register.share !== 'none' || Boolean(register.shareGround?.trim()),
    'shareGround',
    '不予共享的，要写明法律、行政法规或者国务院决定的依据',
  )
  want(register.share !== 'conditional' || Boolean(register.shareCondition?.trim()), 'shareCondition', '有条件共享的，要写明共享条件')
  const { classed } = register
  if (classed)
    want(
      'base' in classed ? Object.hasOwn(baseClasses, classed.base as BaseClass) : Object.hasOwn(themes, classed.theme as Theme),
      'classed',
      '没有这个基础或主题类别',
    )
  const title = fields[register.title]
  if (title) {
    want(!title.retired, 'title', '停用的字段不能作标题')
    want(!title.optional || title.retired === true, 'title', '作标题的字段必须必填')
    want(['text', 'credit-code', 'sequence', 'gapless', 'code', 'choice', 'plate'].includes(title.kind), 'title', '这种字段不能作标题')
  }
  want(register.list.length > 0, 'list', '列表里至少要有一个字段')
  for (const key of [...register.list, ...register.search])
    if (fields[key]?.retired) problems.push({ path: 'list', message: `“${fields[key].label}”已停用，不能再放在列表或检索里` })
  const labels = new Map<string, string>()
  const table = snake(register.name.slice(register.name.indexOf('.') + 1))
  for (const [key, { label, retired }] of Object.entries(fields)) {
    if (retired || label === '') continue
    const other = labels.get(label)
    want(other === undefined, `fields/${key}/label`, `有两个字段都叫“${label}”`)
    labels.set(label, key)
  }
  for (const [i, one] of register.unique.entries()) {
    want(`${table}_${one.map(snake).join('_')}`.length <= LONGEST_NAME, `unique/${i}`, '唯一键的字段代码合起来太长，请改短')
    want(
      one.every((key) => fields[key] && !['rows', 'address', 'picture', 'references', 'line', 'area', 'point'].includes(fields[key].kind)),
      `unique/${i}`,
      '这种字段不能作唯一键',
    )
  }
  for (const key of register.search) if (fields[key]) want(searchable(fields, key), 'search', `“${fields[key].label}”不能按词检索`)
  return problems
}

const searchable = (fields: Fields, key: string) =>
  kindOf(fields[key]!).words !== undefined ||
  ['text', 'credit-code', 'plate', 'phone', 'sequence', 'gapless', 'code'].includes(fields[key]!.kind)

function grantProblems(roles: ReadonlyMap<string, Role>, register: AnyRegister, grants: readonly Grant[], isOverlay: boolean): Problem[] {
  const problems: Problem[] = []
  const held = new Set<string>()
  for (const [i, { role, acts }] of grants.entries()) {
    const path = `grants/${i}`
    const own = role === 'keeper' || role === 'reader'
    if (acts.length === 0) problems.push({ path, message: '请至少选一种操作' })
    if (held.has(role)) problems.push({ path, message: '同一个角色只写一次' })
    held.add(role)
    if (own ? isOverlay : !roles.has(role) || role.startsWith(`${register.name}.`))
      problems.push({ path, message: `没有名为 ${role} 的角色` })
    // 三员分立: administrators keep accounts, duties and logs, and see no records of business.
    else if (role.startsWith('identity.')) problems.push({ path, message: '系统管理、安全管理、审计管理等角色不能接触业务数据' })
  }
  if (!isOverlay && !grants.some(({ role, acts }) => role === 'keeper' && acts.includes('read') && acts.includes('add')))
    problems.push({ path: 'grants', message: '管理员角色至少要能查看和登记' })
  return problems
}

/** Everything that is wrong with a version, in Chinese, each with its place in the draft; nothing: it may be asked for. */
export function problemsOf(
  shipped: Definitions,
  current: Definitions,
  checkDeclared: CheckDeclared,
  name: string,
  content: Content,
): Problem[] {
  const ships = shipped.find(name)?.register
  const { overlay } = content
  const misfits = overlay ? (ships ? misfitsOf(ships, overlay) : [{ path: '', message: '系统不再提供这个目录' }]) : []
  if (misfits.length > 0) return misfits
  const register = overlay ? overlaid(ships!, overlay) : content.register!
  const fields = register.fields as Fields
  const problems: Problem[] = []
  if (content.register) {
    if (!new RegExp(`^${LOCAL}\\.[a-z][a-z0-9]*(-[a-z0-9]+)*$`).test(name) || name.length > LOCAL.length + 25)
      problems.push({ path: 'name', message: '代码由小写字母、数字和连字符组成，以字母开头，最多 24 个字符' })
    problems.push(...ownProblems(register, fields))
  }
  for (const key of Object.keys(fields)) if (snake(key).length > 40) problems.push({ path: `fields/${key}`, message: '字段代码太长' })
  const among = current.all.map((one) => one.register).filter((one) => one.name !== name)
  const declared = checkDeclared(register, [...among, register]).map(({ path, message }) => ({
    path: path.replace(`${name}/`, ''),
    message: inChinese(message),
  }))
  const known = new Set(problems.map(({ path }) => path))
  problems.push(
    ...declared.filter(({ path }) => !known.has(path)),
    ...grantProblems(current.roles, register, content.grants, overlay !== undefined),
  )
  const noTable = problems.length === 0 ? whyNoTable(register) : undefined
  return noTable ? [{ path: '', message: inChinese(noTable) }] : problems
}
