import { Stack, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useState } from 'react'
import { toSentence } from '../../api/api-error.ts'
import { useAct } from '../../api/use-act.ts'
import { listBuckets } from '../../components/list-buckets.ts'
import { Section } from '../../components/section.tsx'
import { LimitFields } from './limit-fields.tsx'
import { MayIt, SuggestionButtons } from './may-it.tsx'
import { RuleBuilder } from './rule-builder.tsx'
import { type Question, suggestChanges } from './suggest-change.ts'
import { type Limits, type TokenValues, toLimits, toRules } from './token-values.ts'
import { type TokenCheck, useTokenCheck } from './use-token-check.ts'

interface TokenFieldsProps {
  readonly form: UseFormReturnType<TokenValues>
  /** The first question about the token. By default it follows the first rule. */
  readonly asked?: Question | undefined
}

/** All fields of a token: its name, its rules with the live answer, and its limits. */
export function TokenFields({ form, asked }: TokenFieldsProps) {
  const buckets = useBuckets()
  const limits = toLimits(form.values)
  const [own, setOwn] = useState(asked)
  // Until the reader changes the question, it follows the first row.
  const question = own ?? toQuestion(form.values)
  const check = useTokenCheck(question, { limits })
  const suggestions = check.isStale || check.answer === undefined ? [] : suggestChanges(question, limits, check.answer)
  return (
    <>
      <Section title="Name">
        <TextInput
          label="Name of the token"
          description="It appears in lists and in the log: letters, digits, dots, hyphens and underscores."
          required
          maw="40rem"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('name')}
        />
      </Section>
      <Section title="What it may do" description="A request needs one matching rule.">
        <Stack>
          <RuleBuilder form={form} buckets={buckets} problems={listRuleProblems(check)} />
          <MayIt question={question} onAsk={setOwn} check={check} buckets={buckets}>
            <SuggestionButtons
              labels={suggestions.map(({ label }) => label)}
              onChoose={(index) => {
                const chosen = suggestions[index]
                if (chosen !== undefined) form.setValues(toChange(chosen.limits))
              }}
            />
          </MayIt>
        </Stack>
      </Section>
      <Section title="Limits" description="An empty field sets no limit.">
        <LimitFields form={form} />
      </Section>
      <Section
        title="Agents"
        description="An agent that signs in at your OpenID Connect provider can use /mcp without the token's text."
      >
        <TextInput
          label="Who may use it by signing in"
          description="The subject (sub) at the provider. Each subject can have one token."
          maw="40rem"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('oidcSubject')}
        />
      </Section>
    </>
  )
}

/** Lists the buckets that the account's credentials name. */
export function useBuckets(): readonly string[] {
  const { data } = useAct('list_credentials', { limit: 1000 })
  return listBuckets(data?.credentials ?? [])
}

function toQuestion({ rows, isText, isNarrowed }: TokenValues): Question {
  const [row] = isText || !isNarrowed ? [] : rows
  if (row === undefined) return { action: 'upload', bucket: '', key: '' }
  const action = row.action === '*' ? 'upload' : row.action
  const bucket = row.bucket.trim().replace(/\*$/, '')
  return { action, bucket, key: action === 'list' || !row.isPrefix ? row.key : `${row.key}k.png` }
}

/** Lists the problems of the rules by their index. */
function listRuleProblems({ error }: TokenCheck): ReadonlyMap<number, string> {
  const details = error?.details ?? []
  return new Map(
    details.flatMap(({ parameter, message }) => {
      const index = /^allow\[(\d+)\]/.exec(parameter)?.[1]
      return index === undefined ? [] : [[Number(index), toSentence(message)] as const]
    }),
  )
}

/** Returns the form's fields for changed limits. All other fields stay as they are. */
function toChange({ allow, acls, maxBytes, maxExpiresInSeconds, contentTypes }: Limits): Partial<TokenValues> {
  return {
    ...toRules(allow),
    acls: [...(acls ?? [])],
    maxBytes,
    maxExpiresInSeconds,
    contentTypes: [...(contentTypes ?? [])],
  }
}
