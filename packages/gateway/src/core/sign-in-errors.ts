import type { ErrorEntry } from './error-entry.ts'

/** The errors of signing in and of managing administrators, by status. They are part of the error table (`error-table.ts`). */
export const signInErrors = {
  credentials_not_good: {
    status: 401,
    message: 'The email address or the password is wrong.',
    cause:
      'The address or the password is mistyped, or there is no such administrator. The answer is the same in all of these cases.',
    whatToDo:
      'Type both again. To choose a new password, ask an owner for a link, or run `signpost admin reset EMAIL` on the machine of the gateway.',
  },
  code_not_good: {
    status: 401,
    message: 'The code is wrong.',
    cause:
      'The code is mistyped or old, the clock of the phone is wrong, the backup code was already used, or the master key with which the code’s secret was encrypted is lost.',
    whatToDo:
      'Type the code that the app shows now, and let the phone set its clock automatically. Without the phone, use a backup code. After the loss of a master key, the operator makes a new link: `signpost admin reset`.',
  },
  sign_in_again: {
    status: 401,
    message: 'Sign in with the password again: the code came too late, or there were too many wrong codes.',
    cause: 'After the password, codes are accepted for 10 minutes, and at most five times.',
    whatToDo: 'Begin again with email address and password.',
  },
  passkey_not_good: {
    status: 401,
    message: 'The passkey was not accepted.',
    cause: 'The passkey belongs to another gateway, was removed, or the browser took more than 5 minutes.',
    whatToDo: 'Try again, or sign in with the password and add the passkey anew.',
  },
  oidc_not_invited: {
    status: 403,
    message: 'The provider knows you, but this gateway does not: your address was not invited.',
    cause: 'No administrator and no open invitation has the address, or the provider does not say that it is verified.',
    whatToDo:
      'Ask an owner to invite the address that the provider has for you: `signpost admin invite --email ADDRESS`.',
  },
  oidc_not_linked: {
    status: 403,
    message:
      'There is an administrator with this address, but the sign-in at the provider is not linked to that administrator.',
    cause:
      'The invitation did not name the address, so nothing proves that it is yours. Or the provider does not say that it is verified.',
    whatToDo: 'Sign in with the password or a passkey, and link the provider on the page Password and security.',
  },
  oidc_linked_elsewhere: {
    status: 403,
    message: 'This sign-in at the provider is linked to another administrator.',
    cause: 'A sign-in at the provider can be linked to one administrator only.',
    whatToDo: 'Sign in at the provider with another account, or unlink this one from the other administrator.',
  },
  oidc_refused: {
    status: 403,
    message: 'The sign-in at the provider was refused or cancelled.',
    cause: 'The provider reports that you pressed cancel, or that you may not use this client.',
    whatToDo: 'Try again, or ask the administrator of the provider.',
  },
  oidc_failed: {
    status: 403,
    message: 'The sign-in at the provider was not completed.',
    cause:
      'It took more than 5 minutes, was begun in another browser, or the provider’s answer could not be verified. The log says more at level debug.',
    whatToDo: 'Begin again at `/dashboard/sign-in`.',
  },
  invitation_not_good: {
    status: 404,
    message: 'This link is not valid: it was used, has expired, was replaced by another one, or is incomplete.',
    cause:
      'A link works once, and only until it expires: after a day, unless its maker chose another time. A newer first-run or reset link replaces the former one.',
    whatToDo:
      'Ask an owner for a new link, or run `signpost admin invite` on the machine of the gateway. If you have already used the link, sign in.',
  },
  administrator_not_found: {
    status: 404,
    message: 'There is no such administrator.',
    cause: 'The email address or the id is mistyped, or the administrator was removed.',
    whatToDo: '`signpost admin list` shows the administrators.',
  },
  session_not_found: {
    status: 404,
    message: 'There is no such session.',
    cause: 'The session has ended, or belongs to another administrator: only owners see the sessions of others.',
    whatToDo: 'Look at the list of sessions again.',
  },
  passkey_not_found: {
    status: 404,
    message: 'You have no such passkey.',
    cause: 'The passkey was removed.',
    whatToDo: 'Look at the list of passkeys again.',
  },
  oidc_not_configured: {
    status: 404,
    message: 'This gateway has no OIDC provider.',
    cause: '`SIGNPOST_OIDC_ISSUER` and `SIGNPOST_OIDC_CLIENT_ID` are not set.',
    whatToDo: 'Set them: `docs/administrators.md`, “OIDC”. Or sign in with the password or a passkey.',
  },
  last_owner: {
    status: 409,
    message: 'This is the last owner, and there must be at least one.',
    cause: 'Without an owner, nobody could administer the installation from the dashboard.',
    whatToDo: 'First make another person an owner: `signpost admin invite --role owner`.',
  },
  too_many_attempts: {
    status: 429,
    message: 'There were too many attempts. Wait for as many seconds as Retry-After says.',
    cause: 'Many wrong passwords, codes or links were sent from this address, or for this email address.',
    whatToDo:
      'Wait for at most 15 minutes. A passkey works at once, attempts from elsewhere do not block a browser that has signed in before, and `signpost admin reset EMAIL` on the machine of the gateway always works.',
  },
  subject_unknown: {
    status: 403,
    message: 'No API token is bound to this sign-in, so it may do nothing here.',
    cause:
      'The provider has verified the caller, but no API token names its subject. The message contains the subject.',
    whatToDo:
      'Ask the operator to bind an API token to the subject: `signpost token set ID --oidc-subject SUBJECT`. docs/agents.md says how.',
  },
  scope_not_sufficient: {
    status: 403,
    message: 'The access token lacks a scope that agents need here.',
    cause: 'The gateway requires scopes (`SIGNPOST_MCP_SCOPES`), and the provider has not granted all of them.',
    whatToDo:
      'Sign in again, and grant the scopes that the agent asks for. The answer names them in `WWW-Authenticate`.',
  },
  oidc_unavailable: {
    status: 502,
    message: 'The OIDC provider does not answer correctly.',
    cause:
      'The provider is unreachable, `SIGNPOST_OIDC_ISSUER` is not exactly its issuer, or its discovery document names no keys. The log says more.',
    whatToDo:
      'Open `ISSUER/.well-known/openid-configuration` on the machine of the gateway, and compare its `issuer` with the setting. Meanwhile, sign in with the password or a passkey.',
  },
} as const satisfies Record<string, ErrorEntry>
