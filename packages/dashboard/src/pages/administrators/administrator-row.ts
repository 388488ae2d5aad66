import type { ActResult } from '../../api/act.ts'

/** An administrator, as the gateway shows them. */
export type AdministratorRow = ActResult<'list_administrators'>['administrators'][number]
