import type { ActResult } from '../../api/act.ts'

/** A request as the audit log has it. */
export type AuditEvent = ActResult<'list_audit_events'>['events'][number]
