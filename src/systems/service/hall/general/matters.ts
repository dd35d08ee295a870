import { matter } from '#declare'
import { application } from './form.ts'

/** What listed matters run on: matters of a basic list of which the name, the kind and the department are known and nothing else. */
export const generalMatter = matter('hall.general', {
  label: '通用事项',
  about: '目录里只有名称和部门的事项，按通用流程办理。',
  kind: 'public-service',
  applicants: ['person', 'enterprise'],
  function: 'government-services',
  form: application,
  procedure: 'hall.general',
  general: true,
})
