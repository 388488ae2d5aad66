import { resolve } from 'node:path'
import { writeInvitationLink } from '../admin/invitation-link.ts'
import { defaultConfigFile, type LoadedConfig } from '../config/load-config.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

/** What the command that starts a server asks for besides the configuration. */
export interface StartRequest {
  readonly isSandboxWanted: boolean
  /** The configuration file that the command line names. Workers read it themselves. */
  readonly configFile: string | undefined
}

/** Where a server writes besides its log: the output of the command that starts it. */
export interface StartOutput {
  /** Called once, when the server is ready. @param value what `--json` prints @param text what people read */
  result(value: unknown, text: string): void
  /** Called with anything else that the operator should know. */
  note(text: string): void
  /** Called with the reason when the process does not end properly. */
  fail(complaint: string): void
}

/** A gateway that listens. */
export interface StartedGateway {
  readonly url: string
  /** The URL of the metrics; undefined when none are served. */
  readonly metrics: string | undefined
  readonly dataDir: string
  /** URL of the PostgreSQL database without its password; undefined for SQLite, whose database is in the data directory. */
  readonly database: string | undefined
  readonly hasCredential: boolean
  readonly commandPlace: CommandPlace
  /** The token in the link for the first administrator; undefined when there is an administrator, or no dashboard. */
  readonly invitationToken: string | undefined
  readonly sandbox: Pick<Sandbox, 'endpoint' | 'token' | 'sampleFile'> | undefined
}

/** The place of an installation, as another command needs it. */
interface CommandPlace {
  readonly options: readonly string[]
  /** The variables that are set here, and that the command needs, too. Their values may be secrets. */
  readonly variables: readonly string[]
}

/**
 * Says how another command finds the same installation.
 * @param configFile the configuration file that the command line names
 * @returns no options if the data directory is the default one and there is no configuration file
 */
export function findCommandPlace({ config, sources }: LoadedConfig, configFile: string | undefined): CommandPlace {
  const file = configFile ?? (Object.values(sources).includes('file') ? defaultConfigFile : undefined)
  const elsewhere = [sources.masterKey, sources.masterKeyCommand, sources.databaseUrl]
  return {
    options: [
      ...(file === undefined ? [] : ['--config', resolve(file)]),
      ...(sources.dataDir === 'default' ? [] : ['--data-dir', resolve(config.dataDir)]),
    ],
    variables: elsewhere.filter((source) => source !== undefined).filter((source) => source !== 'file'),
  }
}

/** Prints the start message, or with `--json` the corresponding value. */
export function reportStart(output: StartOutput, started: StartedGateway): void {
  const { url, metrics = null, dataDir, database = null, sandbox } = started
  const shown = sandbox === undefined ? null : { endpoint: sandbox.endpoint, token: sandbox.token }
  const dashboard = findLink(started) ?? null
  output.result({ url, metrics, dataDir, database, dashboard, sandbox: shown }, describeStart(started))
}

function findLink({ url, invitationToken }: StartedGateway): string | undefined {
  return invitationToken === undefined ? undefined : writeInvitationLink(`${url}/dashboard`, invitationToken)
}

/** Writes the text that `serve` prints when it is ready. With the sandbox, it includes two commands to paste. */
export function describeStart(started: StartedGateway): string {
  const { url, metrics, dataDir, database, hasCredential, commandPlace, sandbox } = started
  const nextSteps = describeNextSteps(commandPlace)
  const link = findLink(started)
  const head = [
    `Signpost listens on ${url}  (data in ${database ?? dataDir})`,
    ...(metrics === undefined ? [] : [`Metrics are on ${metrics}`]),
    ...(link === undefined ? [] : ['', `Open the dashboard: ${link}`, linkNote]),
  ].join('\n')
  if (sandbox === undefined) return hasCredential ? head : `${head}\n\nNo credential is stored yet. ${nextSteps}`
  const upload = createSigningCommand(url, sandbox.token, 'bucket=my-bucket&key_name=hello.txt&type=upload')
  const download = createSigningCommand(url, sandbox.token, 'bucket=my-bucket&key_name=hello.txt&type=get')
  return `${head}

This is a SANDBOX: an S3 server for trying things out runs on ${sandbox.endpoint}, open to this machine only.
Its API token is ${sandbox.token}

Upload a file:

curl -sS -w '%{http_code}\\n' -T ${quoteForShell(sandbox.sampleFile)} "${upload}"

Download it:

curl -sS -o hello.txt "${download}" && cat hello.txt

${nextSteps}`
}

const linkNote = 'The link makes you its owner. It works once, within a day; a restart prints a new one.'

function describeNextSteps({ options, variables }: CommandPlace): string {
  const place = options.map((option) => ` ${quoteForShell(option)}`).join('')
  const same = variables.length === 0 ? '' : `\n\nThey need the same ${variables.join(' and ')} as this server.`
  return `To use your own buckets, store a credential (the command asks for its secret) and create a token:

signpost credential add aws --access-key-id AKIA… --region eu-central-1${place}
signpost token create my-app${place}${same}${inRepository}`
}

/** The published package is JavaScript, and puts `signpost` on the path. */
const inRepository = import.meta.url.endsWith('.ts')
  ? '\n\nIn the repository, write `npm exec -- signpost` for signpost.'
  : ''

/** Writes a command that requests a signed URL and prints only the URL. */
function createSigningCommand(url: string, token: string, query: string): string {
  const request = `curl -sS -H 'Authorization: Bearer ${token}' '${url}/awss3/signed-url?${query}'`
  return `$(${request} | sed 's/.*"signedUrl":"\\([^"]*\\)".*/\\1/')`
}

function quoteForShell(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
