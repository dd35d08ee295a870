import { texts } from '../texts.ts'

export const listTexts = texts(
  {
    views: '视图',
    saveView: '保存视图',
    viewName: '名称',
    viewReach: '谁能用',
    reach_own: '只有我',
    reach_post: '同岗位的人',
    reach_organisation: '本单位的人',
    sharedView: (name: string, reach: string) => `${name}（${reach}）`,
    viewSaved: '视图已保存',
    save: '保存',
    cancel: '取消',
  },
  {
    views: 'Views',
    saveView: 'Save view',
    viewName: 'Name',
    viewReach: 'Who may use it',
    reach_own: 'Only me',
    reach_post: 'Holders of this post',
    reach_organisation: 'My organisation',
    sharedView: (name: string, reach: string) => `${name} (${reach})`,
    viewSaved: 'View saved',
    save: 'Save',
    cancel: 'Cancel',
  },
)
