import type { S3ErrorCode } from './error-code.ts'

/** Codes about keys, signatures, time and rights. */
export const accessCodes = {
  AccessDenied: {
    means: 'The store refuses the request: a right is missing, or the URL has expired or is incomplete.',
    cure: 'Check first when the URL expires, then the rights of the credential that signed it.',
    answer: 'access_denied',
  },
  AccountProblem: {
    means: 'There is a problem with the account at the store.',
    cure: 'Ask the provider.',
    answer: 'credential_refused',
    operatorCure: 'There is a problem with the AWS account: ask AWS.',
  },
  AllAccessDisabled: {
    means: 'The account or the bucket has been disabled.',
    cure: 'Ask the provider.',
    answer: 'credential_refused',
    operatorCure: 'The account or the bucket has been disabled: ask the provider.',
  },
  AccessForbidden: {
    means: 'No CORS rule of the bucket allows the request of the web page.',
    cure: 'Add the origin of the web page to the CORS rules: `signpost cors set`.',
    answer: 'access_denied',
  },
  AuthorizationHeaderMalformed: {
    means: 'The signature does not have the form that the store expects. Usually, it is for another region.',
    cure: 'Sign for the region of the bucket.',
  },
  AuthorizationQueryParametersError: {
    means: 'The parameters of the signature in the URL are incomplete or invalid.',
    cure: 'Use the URL as it was signed, from `https://` to the last character of the signature.',
  },
  CredentialsNotSupported: {
    means: 'The request carries credentials where none are allowed.',
    cure: 'Send the request without an Authorization header.',
  },
  ExpiredRequest: {
    means: 'The URL has expired.',
    cure: 'Sign a new one.',
    store: 'Cloudflare R2',
  },
  ExpiredToken: {
    means: 'The temporary credential that signed the URL has expired, and the URL with it.',
    cure: 'Sign a new URL with a credential that is still valid.',
    answer: 'credential_refused',
    operatorCure: 'The temporary credential has expired: store a new one with `signpost credential rotate`.',
  },
  InvalidAccessKeyId: {
    means: 'The store does not know the access key ID.',
    cure: 'Check the ID and the endpoint. The key may have been deleted, or may belong to another store.',
    answer: 'credential_refused',
    operatorCure:
      'The access key ID does not exist, no longer exists, or belongs to another store: check the ID and the endpoint.',
  },
  InvalidPolicyDocument: {
    means: 'The policy of the form cannot be read.',
    cure: 'Send the field `policy` exactly as it was signed.',
  },
  InvalidSecurity: {
    means: 'The store does not accept the credential.',
    cure: 'Store the keys again, as the store shows them.',
    answer: 'credential_refused',
  },
  InvalidToken: {
    means: 'The session token does not belong to these keys, or is missing.',
    cure: 'Use the access key ID, the secret and the session token from the same answer of STS.',
    answer: 'credential_refused',
    operatorCure: 'The session token does not belong to these keys, or is missing.',
  },
  KMSAccessDenied: {
    means: 'The credential may not use the KMS key with which the object is encrypted.',
    cure: 'Allow it kms:Decrypt for downloads, and kms:GenerateDataKey for uploads.',
    answer: 'access_denied',
  },
  MissingAuthenticationToken: {
    means: 'The request is not signed.',
    cure: 'Use the URL with its whole query.',
  },
  MissingSecurityHeader: {
    means: 'The request lacks a required header.',
    cure: 'Send every header that was listed with the URL.',
  },
  NotSignedUp: {
    means: 'The account has not been signed up for the store.',
    cure: 'Ask the provider.',
    answer: 'credential_refused',
  },
  RequestExpired: {
    means: 'The URL has expired, or the clocks of signer and store differ.',
    cure: 'Sign a new URL, and compare the clocks.',
  },
  RequestTimeTooSkewed: {
    means: 'The clock of the signer differs from that of the store by more than 15 minutes.',
    cure: 'Correct the clock of the machine that signs (NTP).',
  },
  SignatureDoesNotMatch: {
    means: 'The request that was sent is not the request that was signed, or it was signed with another secret.',
    cure: 'Send the method, the URL and the headers exactly as they were signed.',
    answer: 'credential_refused',
    operatorCure:
      'The secret access key does not belong to this ID. Give the right one; for a stored credential, use `signpost credential rotate`.',
  },
  TokenRefreshRequired: {
    means: 'The session token has to be renewed.',
    cure: 'Get new temporary keys.',
    answer: 'credential_refused',
  },
  Unauthorized: {
    means: 'The store does not know the access key ID.',
    cure: 'Check the ID and the endpoint.',
    answer: 'credential_refused',
    operatorCure: 'The store does not know the access key ID: check the ID and the endpoint.',
    store: 'Cloudflare R2',
  },
  UnauthorizedAccess: {
    means: 'The credential has no right to this bucket.',
    cure: 'Use a key of the store that is made for this bucket.',
    answer: 'access_denied',
    store: 'Backblaze B2',
  },
  UserSuspended: {
    means: 'The user of the store has been suspended.',
    cure: 'Ask the operator of the store.',
    answer: 'credential_refused',
    store: 'Ceph',
  },
} as const satisfies Readonly<Record<string, S3ErrorCode>>
