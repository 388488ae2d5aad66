import type { Outcome } from '../state-file/apply-plan.ts'
import { tellError } from '../state-file/apply-plan.ts'
import type { Change, Plan } from '../state-file/change.ts'
import { describeFieldChange, formatFieldValue, nameField } from './describe-fields.ts'

/** How many changes of a list are shown to a person. A program gets them all. */
const maxShown = 200

/** Formats a plan for a person: what would change, field by field, and what is left alone. */
export function formatPlan({ surplus }: Plan, changes: readonly Change[], isPruned: boolean): string {
  const planned = changes.length === 0 ? ['There is nothing to change.'] : [...showAll(changes), '', count(changes)]
  if (surplus.length === 0 || isPruned) return planned.join('\n')
  return [...planned, '', 'Stored, but not in the file (left alone; --prune removes it):', ...showAll(surplus)].join(
    '\n',
  )
}

function showAll(changes: readonly Change[]): string[] {
  const shown = changes.slice(0, maxShown).flatMap(showChange)
  return changes.length > maxShown ? [...shown, `  … and ${changes.length - maxShown} more`] : shown
}

function showChange(change: Change): string[] {
  const { action, fields, effects } = change
  const told = fields.map((field) =>
    action === 'add'
      ? `${nameField(field.field)}: ${formatFieldValue(field.field, field.to)}`
      : describeFieldChange(field),
  )
  return [`  ${action.padEnd(6)}  ${nameTarget(change)}`, ...[...told, ...effects].map((line) => `            ${line}`)]
}

/** Names the target of a change: `token default/app`. A token to revoke also gets its id, because tokens may share a name. */
export function nameTarget({ kind, account, name, id, action }: Change): string {
  const shown = account === undefined ? `${kind} ${name}` : `${kind} ${account}/${name}`
  return action === 'revoke' ? `${shown} (${id})` : shown
}

function count(changes: readonly Change[]): string {
  const added = changes.filter(({ action }) => action === 'add' || action === 'invite').length
  const removed = changes.filter(({ action }) => action === 'remove' || action === 'revoke').length
  return `${added} to add, ${changes.length - added - removed} to change, ${removed} to remove.`
}

/** Formats for a person what was done, and what was not. */
export function formatOutcome({ done, failed, left }: Outcome): string {
  const made = done.slice(0, maxShown).flatMap(({ change, said }) => {
    return [`${pastOf[change.action]} ${nameTarget(change)}.`, ...said.map((line) => `  ${line}`)]
  })
  const more = done.length > maxShown ? [`… and ${done.length - maxShown} more.`] : []
  if (failed === undefined && left.length === 0) {
    return done.length === 0 ? 'Nothing was changed: everything is as the file says.' : [...made, ...more].join('\n')
  }
  const stopped =
    failed === undefined ? 'Interrupted.' : `Failed at ${nameTarget(failed.change)}: ${tellError(failed.error)}`
  const rest = left.slice(0, maxShown).map((change) => `  ${change.action} ${nameTarget(change)}`)
  return [
    ...made,
    ...more,
    stopped,
    ...(rest.length === 0 ? [] : ['Not done:', ...rest]),
    'Run it again to continue from here.',
  ].join('\n')
}

const pastOf: Readonly<Record<Change['action'], string>> = {
  add: 'Added',
  invite: 'Invited',
  rename: 'Renamed',
  change: 'Changed',
  rotate: 'Changed the keys of',
  remove: 'Removed',
  revoke: 'Revoked',
}

/** Shows a change to programs. */
export function showForPrograms({ run: _, ...change }: Change): object {
  return change
}
