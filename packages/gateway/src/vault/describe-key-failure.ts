/** The part of the SDK's errors that is read here. */
interface SdkError extends Error {
  /** Set when AWS itself answered. */
  readonly $metadata?: object
  /** An error code of the operating system, such as `ECONNREFUSED`. */
  readonly code?: string
}

/** Explanations in place of messages of the SDK that do not help an operator. */
const explanations: readonly (readonly [says: RegExp, means: string])[] = [
  [
    /Metadata v1 fallback|instance metadata service/,
    'The metadata service of EC2 (IMDSv2) returned no keys. Is this an EC2 instance with a role? In a container it needs a hop limit of 2: aws ec2 modify-instance-metadata-options --http-put-response-hop-limit 2.',
  ],
  [
    /No HTTP credential provider host/,
    'This is not a container with a role: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set.',
  ],
  [
    /Web identity configuration not specified/,
    'The environment names no web identity: AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN have to be set.',
  ],
  // The rest of the SDK's message is the command line, and what the command printed.
  [/^Command failed|credential_process/, 'The credential_process of the profile failed.'],
  [/JSON/, 'The source answered with something other than keys.'],
]

/** Longest reason, in characters. It has to fit in one line of a log and of a list. */
const longestReason = 400

/**
 * Says for the operator why a source returned no keys. It repeats the message of AWS, but hides anything that could be a token or a key.
 */
export function describeKeyFailure(thrown: unknown): string {
  const { name, message, code, $metadata } = thrown as SdkError
  if ($metadata !== undefined) return tidy(`AWS answers ${name}: ${message}`)
  const known = explanations.find(([says]) => says.test(message))
  if (known !== undefined) return known[1]
  return tidy(message === '' ? `${name} ${code ?? ''}` : message)
}

/** Puts a text in one line that ends like a sentence. */
function tidy(text: string): string {
  const line = hideSecrets(text.replaceAll(/\s+/g, ' ').trim()).slice(0, longestReason)
  return /[.?!]$/.test(line) ? line : `${line}.`
}

/** Hides forty or more letters and digits in a row. Secret keys, session tokens and JWT payloads have such runs; names in AWS do not. */
function hideSecrets(text: string): string {
  return text.replaceAll(/eyJ[\w-]*\.[\w-]*\.[\w-]*/g, '[hidden]').replaceAll(/[A-Za-z0-9+/=]{40,}/g, '[hidden]')
}
