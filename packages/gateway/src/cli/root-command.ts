import { Command } from 'commander'
import { version } from '../core/version.ts'

/** Creates the `signpost` program without any commands. */
export function createRoot(): Command {
  return new Command('signpost').description('Self-hosted gateway for S3 signed URLs').version(version)
}
