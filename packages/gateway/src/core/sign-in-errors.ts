import type { ErrorEntry } from './error-entry.ts'

/** What signing in, and the administration of administrators, can answer with: a part of the error table (`error-table.ts`), by status. */
export const signInErrors = {
  credentials_not_good: {
    status: 401,
    message: 'The email address or the password is not right.',
    cause:
      'The address or the password is mistyped, or there is no such administrator. The answer is the same for all of these.',
    whatToDo:
      'Type both again. An owner, or `signpost admin reset EMAIL` on the machine of the gateway, gives a link to choose a new password.',
  },
  code_not_good: {
    status: 401,
    message: 'The code is not right.',
    cause: 'The code is mistyped or old, the clock of the phone is wrong, or the backup code was used already.',
    whatToDo:
      'Type the code that the app shows now, and let the phone set its clock by itself. Without the phone, use a backup code.',
  },
  sign_in_again: {
    status: 401,
    message: 'Sign in with the password again: the code comes too late, or there were too many wrong ones.',
    cause: 'A code is taken for 10 minutes after the password, and five times.',
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
    message: 'The provider knows you, and this gateway does not: nobody has invited this address.',
    cause: 'No administrator and no open invitation has the address, or the provider does not vouch for it.',
    whatToDo:
      'Ask an owner to invite the address that the provider has of you: `signpost admin invite --email ADDRESS`.',
  },
  oidc_not_linked: {
    status: 403,
    message: 'There is an administrator with this address, to whom the sign-in at the provider is not linked.',
    cause:
      'The invitation did not name the address, so nobody knows that it is yours, or the provider does not vouch for it.',
    whatToDo: 'Sign in with the password or a passkey, and link the provider on the page Password and security.',
  },
  oidc_linked_elsewhere: {
    status: 403,
    message: 'This sign-in at the provider is linked to another administrator.',
    cause: 'A person at the provider is one administrator here.',
    whatToDo: 'Sign in at the provider as somebody else, or unlink it where it is linked.',
  },
  oidc_refused: {
    status: 403,
    message: 'The sign-in at the provider was not allowed, or was broken off.',
    cause: 'The provider says so: you have pressed cancel, or may not use this client.',
    whatToDo: 'Try again, or ask whoever runs the provider.',
  },
  oidc_failed: {
    status: 403,
    message: 'The sign-in at the provider did not come to an end.',
    cause:
      'It took more than 5 minutes, was begun in another browser, or the provider’s answer could not be verified. The log says more at level debug.',
    whatToDo: 'Begin again at `/dashboard/sign-in`.',
  },
  invitation_not_good: {
    status: 404,
    message: 'This link is not good: it was used, has ended, was replaced by another one, or is not complete.',
    cause: 'A link works once, and for a day. A newer link of the first run or of a reset voids the former one.',
    whatToDo:
      'Ask an owner for a new link, or run `signpost admin invite` on the machine of the gateway. If you have used it already, sign in.',
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
    cause: 'The session has ended, or is another administrator’s: only owners see those.',
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
    message: 'This is the last owner, who stays one.',
    cause: 'Without an owner nobody could administer the installation from the dashboard.',
    whatToDo: 'Make somebody else an owner first: `signpost admin invite --role owner`.',
  },
  too_many_attempts: {
    status: 429,
    message: 'There were too many attempts. Wait as long as Retry-After says.',
    cause: 'Somebody has sent many wrong passwords, codes or links: from this address, or for this email address.',
    whatToDo:
      'Wait, at most 15 minutes. A passkey works at once, a browser that has signed in before is not held up by others, and `signpost admin reset EMAIL` on the machine of the gateway always works.',
  },
  subject_unknown: {
    status: 403,
    message: 'No API token is for this sign-in, so it may do nothing here.',
    cause: 'The provider has vouched for the caller, but no API token names its subject. The message has the subject.',
    whatToDo:
      'Ask the operator to give an API token to it: `signpost token set ID --oidc-subject SUBJECT`. docs/agents.md says how.',
  },
  scope_not_sufficient: {
    status: 403,
    message: 'The access token lacks a scope that agents need here.',
    cause:
      'The gateway is set to ask for scopes (`SIGNPOST_MCP_SCOPES`), and the provider has not granted all of them.',
    whatToDo: 'Sign in again, and grant what the agent asks for; the answer names the scopes in `WWW-Authenticate`.',
  },
  oidc_unavailable: {
    status: 502,
    message: 'The OIDC provider does not answer as it should.',
    cause:
      'The provider is away, `SIGNPOST_OIDC_ISSUER` is not its issuer to the letter, or its discovery document names no keys. The log says more.',
    whatToDo:
      'Open `ISSUER/.well-known/openid-configuration` from the machine of the gateway, and compare its `issuer`. Meanwhile sign in with the password or a passkey.',
  },
} as const satisfies Record<string, ErrorEntry>
