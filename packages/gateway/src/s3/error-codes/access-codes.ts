import type { S3ErrorCode } from './error-code.ts'

/** Codes about keys, signatures, time and rights. */
export const accessCodes = {
  AccessDenied: {
    means: 'The store refuses the request. It says so of missing rights, and of URLs that have ended or are not whole.',
    cure: 'Look at the end of the URL first, then at the rights of the credential that signed it.',
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
    means: 'No CORS rule of the bucket allows what the page asks for.',
    cure: 'Add the origin of the page to the CORS rules: `signpost cors set`.',
    answer: 'access_denied',
  },
  AuthorizationHeaderMalformed: {
    means: 'The signature is not written as the store wants it; mostly it is for another region.',
    cure: 'Sign for the region of the bucket.',
  },
  AuthorizationQueryParametersError: {
    means: 'The parameters of the signature in the URL are not whole, or not as they have to be.',
    cure: 'Take the URL as it was signed, from `https://` to the last character of the signature.',
  },
  CredentialsNotSupported: {
    means: 'The request carries credentials where none are allowed.',
    cure: 'Send it without an Authorization header.',
  },
  ExpiredRequest: {
    means: 'The URL has ended.',
    cure: 'Sign a new one.',
    store: 'Cloudflare R2',
  },
  ExpiredToken: {
    means: 'The temporary credential that signed the URL has ended, and the URL with it.',
    cure: 'Sign a new URL with a credential that is good still.',
    answer: 'credential_refused',
    operatorCure: 'The temporary credential has ended: store a new one with `signpost credential rotate`.',
  },
  InvalidAccessKeyId: {
    means: 'The store does not know the access key ID.',
    cure: 'Compare ID and endpoint. The key may have been deleted, or belong to another store.',
    answer: 'credential_refused',
    operatorCure: 'The access key ID does not exist (any more), or belongs to another store: compare ID and endpoint.',
  },
  InvalidPolicyDocument: {
    means: 'The policy of the form cannot be read.',
    cure: 'Send the field `policy` as it was signed, letter by letter.',
  },
  InvalidSecurity: {
    means: 'The store does not take the credential.',
    cure: 'Store the keys again, as the store shows them.',
    answer: 'credential_refused',
  },
  InvalidToken: {
    means: 'The session token does not belong to these keys, or is missing.',
    cure: 'Take access key ID, secret and session token from one and the same answer of STS.',
    answer: 'credential_refused',
    operatorCure: 'The session token does not belong to these keys, or is missing.',
  },
  KMSAccessDenied: {
    means: 'The credential may not use the key of KMS with which the object is encrypted.',
    cure: 'Allow it kms:Decrypt for downloads, kms:GenerateDataKey for uploads.',
    answer: 'access_denied',
  },
  MissingAuthenticationToken: {
    means: 'The request is not signed.',
    cure: 'Use the URL with its whole query.',
  },
  MissingSecurityHeader: {
    means: 'The request lacks a header that it has to have.',
    cure: 'Send every header that was listed with the URL.',
  },
  NotSignedUp: {
    means: 'The account has not been signed up for the store.',
    cure: 'Ask the provider.',
    answer: 'credential_refused',
  },
  RequestExpired: {
    means: 'The URL has ended, or the clocks of signer and store differ.',
    cure: 'Sign a new one, and compare the clocks.',
  },
  RequestTimeTooSkewed: {
    means: 'The clock of the signer differs from that of the store by more than 15 minutes.',
    cure: 'Set the clock of the machine that signs (NTP).',
  },
  SignatureDoesNotMatch: {
    means: 'What was sent is not what was signed, or another secret has signed it.',
    cure: 'Send method, URL and headers exactly as they were signed.',
    answer: 'credential_refused',
    operatorCure:
      'The secret access key is not the one of this ID. Give the right one; `signpost credential rotate` does so for a credential that is stored.',
  },
  TokenRefreshRequired: {
    means: 'The session token has to be renewed.',
    cure: 'Take new temporary keys.',
    answer: 'credential_refused',
  },
  Unauthorized: {
    means: 'The store does not know the access key ID.',
    cure: 'Compare ID and endpoint.',
    answer: 'credential_refused',
    operatorCure: 'The store does not know the access key ID: compare ID and endpoint.',
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
