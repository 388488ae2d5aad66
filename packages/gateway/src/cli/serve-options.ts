import type { CommonOptions } from './common-options.ts'

/** Options of `serve`. */
export interface ServeOptions extends CommonOptions {
  readonly host?: string
  readonly port?: string
  readonly workers?: string
  readonly sandbox?: boolean
  /** The number of a worker, from 1: what the primary process adds when it starts one. */
  readonly worker?: string
}
