import { abortUpload } from './abort-upload.ts'
import type { Act } from './act.ts'
import { addAccount } from './add-account.ts'
import { addCredential } from './add-credential.ts'
import { checkCors } from './check-cors.ts'
import { checkToken } from './check-token.ts'
import { createToken } from './create-token.ts'
import { endSession } from './end-session.ts'
import { examineCredential } from './examine-credential.ts'
import { explainRequest } from './explain-request.ts'
import { inviteAdministrator } from './invite-administrator.ts'
import { listAccounts } from './list-accounts.ts'
import { listAdministrationEvents } from './list-administration-events.ts'
import { listAdministrators } from './list-administrators.ts'
import { listAuditEvents } from './list-audit-events.ts'
import { listCredentials } from './list-credentials.ts'
import { listNodes } from './list-nodes.ts'
import { listSessions } from './list-sessions.ts'
import { listStores } from './list-stores.ts'
import { listTokens } from './list-tokens.ts'
import { listUploads } from './list-uploads.ts'
import { pruneAuditLog } from './prune-audit-log.ts'
import { removeAccount } from './remove-account.ts'
import { removeAdministrator } from './remove-administrator.ts'
import { removeCredential } from './remove-credential.ts'
import { renameAccount } from './rename-account.ts'
import { renameCredential } from './rename-credential.ts'
import { replaceMasterKey } from './replace-master-key.ts'
import { resetAdministrator } from './reset-administrator.ts'
import { revokeToken } from './revoke-token.ts'
import { rotateCredential } from './rotate-credential.ts'
import { rotateVault } from './rotate-vault.ts'
import { setAdministrator } from './set-administrator.ts'
import { setCors } from './set-cors.ts'
import { setCredential } from './set-credential.ts'
import { setToken } from './set-token.ts'
import { showAccount } from './show-account.ts'
import { showAuditEvent } from './show-audit-event.ts'
import { showCredential } from './show-credential.ts'
import { showOverview } from './show-overview.ts'
import { showPolicy } from './show-policy.ts'
import { showSettings } from './show-settings.ts'
import { showStatistics } from './show-statistics.ts'
import { showToken } from './show-token.ts'
import { showUpload } from './show-upload.ts'
import { showVault } from './show-vault.ts'
import { testCredential } from './test-credential.ts'
import { testStore } from './test-store.ts'

/** Every act of administration. This is their only list, like the registry of the operations. */
export const acts: readonly Act[] = [
  showOverview,
  addAccount,
  listAccounts,
  showAccount,
  renameAccount,
  removeAccount,
  addCredential,
  listCredentials,
  showCredential,
  setCredential,
  renameCredential,
  testCredential,
  examineCredential,
  showPolicy,
  testStore,
  listStores,
  rotateCredential,
  removeCredential,
  checkCors,
  setCors,
  createToken,
  listTokens,
  showToken,
  setToken,
  checkToken,
  revokeToken,
  listUploads,
  showUpload,
  abortUpload,
  listAuditEvents,
  showAuditEvent,
  listAdministrationEvents,
  showStatistics,
  pruneAuditLog,
  explainRequest,
  showSettings,
  listNodes,
  showVault,
  replaceMasterKey,
  rotateVault,
  listAdministrators,
  inviteAdministrator,
  setAdministrator,
  removeAdministrator,
  resetAdministrator,
  listSessions,
  endSession,
].map((act) => act as unknown as Act)
