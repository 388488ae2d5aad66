import type { ErrorEntry } from './error-entry.ts'

/** The errors that only acts of administration answer with, by status. They are part of the error table (`error-table.ts`). */
export const administrativeErrors = {
  sign_in_required: {
    status: 401,
    message: 'Administration over HTTP needs a session: sign in at /dashboard.',
    cause: 'The request has no session cookie, or the session has ended.',
    whatToDo:
      'Sign in at `/dashboard`, or as `docs/admin-api.md` shows, and send the cookie. `signpost admin invite` prints a link for an administrator who has no password yet.',
  },
  role_not_sufficient: {
    status: 403,
    message: 'The role of this administrator does not allow this act.',
    cause:
      'The act needs another role, or it concerns an account that is not the administrator’s. The message says which.',
    whatToDo: 'Ask an owner to do it, or to give the administrator another role.',
  },
  confirmation_required: {
    status: 403,
    message: 'This act needs a confirmed session: confirm it with the password or a passkey first.',
    cause:
      'The act concerns credentials, the master key, administrators or the audit log, and the session was last confirmed more than 10 minutes ago.',
    whatToDo: 'Confirm the session with the password or a passkey, and send the request again.',
  },
  invalid_state_file: {
    status: 400,
    message: 'The state file cannot be applied.',
    cause:
      'It is not YAML, does not fit its schema, or contradicts itself or what is stored. The details name each line.',
    whatToDo:
      'Nothing was changed. Correct the lines that the details name: docs/state-as-code.md describes every field.',
  },
  account_not_found: {
    status: 404,
    message: 'There is no account with this name.',
    cause: 'The name is mistyped, or the account was removed.',
    whatToDo: '`signpost account list` shows the accounts.',
  },
  credential_not_found: {
    status: 404,
    message: 'The account has no credential with this name.',
    cause: 'The name is mistyped, the credential was removed, or it belongs to another account.',
    whatToDo: '`signpost credential list` shows the credentials of the account.',
  },
  token_not_found: {
    status: 404,
    message: 'The account has no token with this id.',
    cause: 'The id is mistyped, or the token belongs to another account.',
    whatToDo: '`signpost token list` shows the tokens of the account with their ids.',
  },
  too_many_streams: {
    status: 429,
    message: 'Too many streams of the audit log are open.',
    cause:
      'A gateway serves at most 50 live views and 4 exports of the audit log at once; an administrator may have 5 live views open.',
    whatToDo: 'Close another page that shows the log live, or wait for an export to end.',
  },
  audit_event_not_found: {
    status: 404,
    message: 'The account has no event with this id.',
    cause: 'The id is mistyped, the event belongs to another account, or it was old enough to be deleted.',
    whatToDo: '`signpost audit list` shows the events of the account; its JSON form includes their ids.',
  },
  name_taken: {
    status: 409,
    message: 'The name is already taken.',
    cause: 'Another account has this name, or the account already has a credential with this name.',
    whatToDo:
      'Choose another name, or change what has this one: `signpost credential rotate` gives a credential new keys.',
  },
  not_changeable: {
    status: 409,
    message: 'Signpost needs this unchanged.',
    cause:
      'The default account cannot be removed. The keys of the sandbox cannot be changed, nor can those of a credential that renews itself: they come from its source. A credential that another one uses to assume its role cannot be removed before that other one.',
    whatToDo: 'The message says what stands in the way. Use an account or a credential of your own.',
  },
  master_key_elsewhere: {
    status: 409,
    message: 'Signpost can replace the master key only when it is a file that this node alone uses.',
    cause: 'The master key comes from the configuration or from a command, or other nodes need the same file.',
    whatToDo:
      'On every node, put the new key where the old one comes from, and keep the old one as a previous key. Then run `signpost vault rotate` without `--new-key`.',
  },
  master_key_mismatch: {
    status: 409,
    message: 'The master key here is not the one of this installation.',
    cause:
      'This command or gateway has another master key: a shell without SIGNPOST_MASTER_KEY, an old key file, another data directory, or a gateway that was not restarted after its key was replaced. What it seals would open nowhere else.',
    whatToDo:
      'Give the command the settings of the gateway, or restart the gateway with the key. When the key is lost, `signpost vault rotate --lost-key` goes on with the key that is here: docs/master-key.md, “When the master key is lost”.',
  },
  cors_elsewhere: {
    status: 409,
    message: 'The CORS rules of this bucket cannot be set through the S3 API.',
    cause:
      'The store has another way to set them, or none, because it answers web pages on its own. The message says which.',
    whatToDo:
      'Do what the message says, and check again with `signpost cors check`: docs/browser.md, “Let the bucket accept requests from the page”.',
  },
  keys_unavailable: {
    status: 502,
    message: 'The source of the credential returned no keys.',
    cause:
      'The machine has no role, the environment or the AWS files name none, the role does not trust the identity that assumes it, or the service that issues keys does not answer. The message says which.',
    whatToDo:
      'Fix what the message names, and run the command where the gateway runs, as the same user: docs/credentials.md, “Credentials that renew themselves”.',
  },
  credential_unchecked: {
    status: 502,
    message: 'S3 did not say whether it knows the new keys, so nothing was changed.',
    cause:
      'The store does not answer, is overloaded, or its clock and the gateway’s are far apart. The message says which.',
    whatToDo:
      'Try again when the store answers. `signpost credential rotate NAME --unchecked` swaps the keys without asking S3: if they are wrong, S3 refuses every request that needs them.',
  },
  secret_unreadable: {
    status: 500,
    message: 'The secret of the credential cannot be decrypted.',
    cause: 'Signpost does not have the master key that sealed it, or the record in the database was changed.',
    whatToDo:
      'Provide the former master key as a previous one: as a line of `master.key.previous`, in `SIGNPOST_PREVIOUS_MASTER_KEYS` (or its `_FILE`), or as a further line of what `SIGNPOST_MASTER_KEY_COMMAND` writes. Or store the keys again with `signpost credential rotate NAME`.',
  },
} as const satisfies Record<string, ErrorEntry>
