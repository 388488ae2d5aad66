import { findNearest } from '../core/nearest.ts'
import { configKeys } from './config-schema.ts'

/** Variables of single commands, which are not settings. */
const ofCommands = [
  'SIGNPOST_SECRET_ACCESS_KEY',
  'SIGNPOST_SESSION_TOKEN',
  'SIGNPOST_MIGRATE_TO',
  'SIGNPOST_URL',
  'SIGNPOST_TOKEN',
]

const known = [
  ...configKeys.map(({ env }) => env),
  ...configKeys.filter(({ schema }) => schema.secret).map(({ env }) => `${env}_FILE`),
  ...ofCommands,
]

/**
 * The names of variables that Kubernetes sets in pods for each Service, and Docker in a container for its links.
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const serviceName = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/

/** Whether a value is that of such a variable: `SIGNPOST_PORT=tcp://10.96.0.1:8080`. */
export function isServiceLink(value: unknown): boolean {
  return typeof value === 'string' && /^(tcp|udp|sctp):\/\//.test(value)
}

/** Writes a sentence for each variable that looks like a setting but is none. Otherwise a typo would silently leave a setting out. */
export function listUnknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const unknown = Object.keys(env).filter((name) => {
    return /^SIGNPOST_/i.test(name) && !known.includes(name) && !serviceName.test(name) && !isServiceLink(env[name])
  })
  return unknown.map((name) => {
    const nearest = findNearest(name, known)
    const hint = nearest === undefined ? 'docs/configuration.md lists them' : `did you mean ${nearest}?`
    return `The variable ${name} is not a setting of Signpost; ${hint}`
  })
}
