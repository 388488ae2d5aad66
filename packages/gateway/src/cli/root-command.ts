import { Command } from 'commander'
import { version } from '../core/version.ts'

/** `signpost` without any command. */
export function createRoot(): Command {
  return new Command('signpost').description('Self-hosted gateway for S3 signed URLs').version(version)
}
