import type { ErrorEntry } from './error-entry.ts'

/** What only the acts of administration can answer with: a part of the error table (`error-table.ts`), by status. */
export const administrativeErrors = {
  sign_in_required: {
    status: 401,
    message: 'Administration over HTTP needs a session: sign in at /dashboard.',
    cause: 'The request has no session cookie, or the session has ended.',
    whatToDo:
      'Sign in at `/dashboard`, or as `docs/admin-api.md` shows, and send the cookie. `signpost admin invite` prints a link for whoever has no password yet.',
  },
  role_not_sufficient: {
    status: 403,
    message: 'The role of this administrator does not cover this.',
    cause:
      'The act needs another role, or is about an account that is not the administrator’s. The message says which.',
    whatToDo: 'Ask an owner to do it, or to give the administrator another role.',
  },
  confirmation_required: {
    status: 403,
    message: 'The password, or a passkey, has to be confirmed first.',
    cause:
      'The act is about credentials, the master key, administrators or the audit log, and the session was confirmed more than 10 minutes ago.',
    whatToDo: 'Confirm the session with the password or a passkey, and send the request again.',
  },
  invalid_state_file: {
    status: 400,
    message: 'The state file cannot be applied.',
    cause:
      'It is no YAML, does not fit its schema, or contradicts itself or what is stored. The details name each line.',
    whatToDo: 'Correct what the details name: docs/state-as-code.md has every field. Nothing was changed.',
  },
  account_not_found: {
    status: 404,
    message: 'There is no account of this name.',
    cause: 'The name is mistyped, or the account was removed.',
    whatToDo: '`signpost account list` shows the accounts.',
  },
  credential_not_found: {
    status: 404,
    message: 'The account has no credential of this name.',
    cause: 'The name is mistyped, the credential was removed, or another account has it.',
    whatToDo: '`signpost credential list` shows the credentials of the account.',
  },
  token_not_found: {
    status: 404,
    message: 'The account has no token with this id.',
    cause: 'The id is mistyped, or another account has the token.',
    whatToDo: '`signpost token list` shows the tokens of the account with their ids.',
  },
  too_many_streams: {
    status: 429,
    message: 'Too many streams of the audit log are open.',
    cause: 'A gateway has at most 50 live views and 4 exports of the audit log at once, an administrator 5 live views.',
    whatToDo: 'Close another page that shows the log live, or wait for an export to end.',
  },
  audit_event_not_found: {
    status: 404,
    message: 'The account has no event with this id.',
    cause: 'The id is mistyped, another account has the event, or it was old enough to be deleted.',
    whatToDo: '`signpost audit list` shows the events of the account with their ids in its JSON form.',
  },
  name_taken: {
    status: 409,
    message: 'The name is taken.',
    cause: 'There is an account of this name, or the account has a credential of this name.',
    whatToDo:
      'Choose another name, or change what has this one: `signpost credential rotate` gives a credential new keys.',
  },
  not_changeable: {
    status: 409,
    message: 'Signpost needs this as it is.',
    cause:
      'The default account cannot be removed, the keys of the sandbox cannot be changed, those of a credential that renews itself come from its source, and a credential that assumes the role of another one cannot be removed before that one.',
    whatToDo: 'The message says what stands in the way. Use an account or a credential of your own.',
  },
  master_key_elsewhere: {
    status: 409,
    message: 'The master key is not a file that this node alone uses.',
    cause: 'The master key comes from the configuration or from a command, or other nodes need the same file.',
    whatToDo:
      'Put the new key where the key comes from, on every node, and keep the old one as a previous key. Then run `signpost vault rotate` without `--new-key`.',
  },
  cors_elsewhere: {
    status: 409,
    message: 'The CORS of this bucket is not set by the S3 API.',
    cause: 'The store has another way to set it, or none, because it answers pages by itself. The message says which.',
    whatToDo:
      'Do what the message says, and ask again with `signpost cors check`: docs/browser.md, “Let the bucket accept requests from the page”.',
  },
  keys_unavailable: {
    status: 502,
    message: 'The source of the credential gives no keys.',
    cause:
      'The machine has no role, the environment or the AWS files name none, the role does not trust who assumes it, or the service that gives keys does not answer. The message says which.',
    whatToDo:
      'Put it right, and run the command where the gateway runs, as the same user: docs/credentials.md, “Credentials that renew themselves”.',
  },
  credential_unchecked: {
    status: 502,
    message: 'S3 did not say whether it knows the new keys, so nothing was changed.',
    cause: 'The store does not answer, is overloaded, or its clock and ours are far apart. The message says which.',
    whatToDo:
      'Try it again when the store answers. `signpost credential rotate NAME --unchecked` swaps the keys all the same: when they are wrong, every request that needs them is refused.',
  },
  secret_unreadable: {
    status: 500,
    message: 'The secret of the credential does not open.',
    cause: 'The master key that sealed it is not here, or somebody changed the record in the database.',
    whatToDo:
      'Give the former master key in `SIGNPOST_PREVIOUS_MASTER_KEYS`, or store the keys again with `signpost credential rotate NAME`.',
  },
} as const satisfies Record<string, ErrorEntry>
