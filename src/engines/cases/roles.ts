import { role } from '#declare'

/** Leads an office: gives its waiting tasks to whoever of it has the role. Decides nothing by it. */
export const head = role('cases.head', {
  label: '科室负责人',
  about: '把本机构等待办理的任务交给有相应职责的同事，或者收回。',
  may: [],
})

export const casesRoles = [head]
