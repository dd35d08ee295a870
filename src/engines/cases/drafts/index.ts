export { forgetOldDrafts, getDraft, keepDraft, listDrafts, throwDraftAway, type NewDraft } from './drafts.ts'
export { draftRoutes } from './routes.ts'
