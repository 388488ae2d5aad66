/**
 * The tables of administrators. Times that better-auth writes are ISO 8601 in UTC, as text. The last two tables are ours alone;
 * their times are epoch milliseconds.
 */
export interface AdministratorTables {
  administrators: AdministratorRow
  administrator_sessions: SessionRow
  administrator_logins: LoginRow
  administrator_second_factors: SecondFactorRow
  administrator_passkeys: PasskeyRow
  /** Sign-ins under way: a second factor, a passkey, a sign-in at a provider. */
  sign_in_challenges: ChallengeRow
  invitations: InvitationRow
  sign_in_attempts: AttemptRow
}

export interface AdministratorRow {
  id: string
  /** In lowercase. */
  email: string
  email_verified: number
  name: string
  image: string | null
  role: string
  account_id: string | null
  two_factor_enabled: number
  created_at: string
  updated_at: string
}

export interface SessionRow {
  id: string
  administrator_id: string
  /** Useless without the key that signs the cookie. */
  token: string
  expires_at: string
  confirmed_at: string
  client_address: string | null
  user_agent: string | null
  created_at: string
  updated_at: string
}

export interface LoginRow {
  id: string
  administrator_id: string
  /** `credential` for a password, otherwise `oidc`. */
  provider: string
  /** The administrator's id for a password, otherwise the subject that the provider knows the person by. */
  subject: string
  /** scrypt with a salt. */
  password: string | null
  access_token: string | null
  refresh_token: string | null
  id_token: string | null
  access_token_expires_at: string | null
  refresh_token_expires_at: string | null
  scope: string | null
  created_at: string
  updated_at: string
}

interface SecondFactorRow {
  id: string
  administrator_id: string
  /** Encrypted, like the backup codes. */
  secret: string
  backup_codes: string
  verified: number
  failures: number
  locked_until: string | null
}

interface PasskeyRow {
  id: string
  administrator_id: string
  name: string | null
  credential_id: string
  public_key: string
  counter: number
  device_type: string
  backed_up: number
  transports: string | null
  aaguid: string | null
  created_at: string | null
}

interface ChallengeRow {
  id: string
  identifier: string
  value: string
  expires_at: string
  created_at: string
  updated_at: string
}

export interface InvitationRow {
  id: string
  /** SHA-256 of the link's token, hexadecimal. */
  hash: string
  kind: string
  role: string
  account_id: string | null
  email: string | null
  /** The administrator who chooses a new password, when the invitation is a reset. */
  administrator_id: string | null
  invited_by: string | null
  created_at: number
  expires_at: number
}

interface AttemptRow {
  /** The hash of what the attempts are counted for. */
  key: string
  count: number
  ends_at: number
}
