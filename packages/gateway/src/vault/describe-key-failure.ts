/** What the SDK throws, as far as it is read here. */
interface SdkError extends Error {
  /** There when AWS itself answered. */
  readonly $metadata?: object
  /** Of the operating system: `ECONNREFUSED`. */
  readonly code?: string
}

/** What the SDK says in words that do not tell what to do. */
const explanations: readonly (readonly [says: RegExp, means: string])[] = [
  [
    /Metadata v1 fallback|instance metadata service/,
    'The metadata service of EC2 (IMDSv2) gives no keys. Is this an EC2 instance with a role? In a container it needs a hop limit of 2: aws ec2 modify-instance-metadata-options --http-put-response-hop-limit 2.',
  ],
  [
    /No HTTP credential provider host/,
    'This is no container with a role: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set.',
  ],
  [
    /Web identity configuration not specified/,
    'The environment names no web identity: AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN have to be set.',
  ],
  // What it goes on with is the command line, and what the command printed.
  [/^Command failed|credential_process/, 'The credential_process of the profile failed.'],
  [/JSON/, 'The source answered with something else than keys.'],
]

/** Longest reason, in characters: it stands in one line of a log and of a list. */
const longestReason = 400

/**
 * Why a source gave no keys, in words for the operator. What AWS says is repeated; what could be a token or a key is hidden.
 */
export function describeKeyFailure(thrown: unknown): string {
  const { name, message, code, $metadata } = thrown as SdkError
  if ($metadata !== undefined) return tidy(`AWS answers ${name}: ${message}`)
  const known = explanations.find(([says]) => says.test(message))
  if (known !== undefined) return known[1]
  return tidy(message === '' ? `${name} ${code ?? ''}` : message)
}

/** One sentence at least, in one line. */
function tidy(text: string): string {
  const line = hideSecrets(text.replaceAll(/\s+/g, ' ').trim()).slice(0, longestReason)
  return /[.?!]$/.test(line) ? line : `${line}.`
}

/** No name in AWS has forty letters and digits in a row; secret keys, session tokens and the payloads of web tokens have. */
function hideSecrets(text: string): string {
  return text.replaceAll(/eyJ[\w-]*\.[\w-]*\.[\w-]*/g, '[hidden]').replaceAll(/[A-Za-z0-9+/=]{40,}/g, '[hidden]')
}
