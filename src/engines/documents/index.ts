/** Documents: files, templates, rendering, sealing, signing, verifying. */
export { certificateIdentifier, parseCertificateIdentifier, type CertificateIdentifier } from './certificate-identifier.ts'
export { checkUpload, defaultMaxBytes, detectType, fileTypes, type FileType } from './file-types.ts'
export { renderDocument, type RenderedDocument, type RenderOptions } from './render.ts'
export { makeAuthority, makeSigningIdentity, signPdf, verifyPdf, type Authority, type SigningIdentity, type Verification } from './sign.ts'
export { checkFile, clearIncoming, openFile, putFile, type StoredFile } from './storage.ts'
export { tasks, type FinishedDocument, type RenderAndSign } from './tasks.ts'
export {
  checkVerificationCode,
  digestOf,
  documentNumber,
  makeVerificationCode,
  parseDocumentNumber,
  writtenCode,
  type DocumentNumber,
} from './verification.ts'
