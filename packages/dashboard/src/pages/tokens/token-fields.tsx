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
  /** What is asked of the token at first; without it, what its first rule is about. */
  readonly asked?: Question | undefined
}

/** All fields of a token: its name, what it may do with the live answer, and its limits. */
export function TokenFields({ form, asked }: TokenFieldsProps) {
  const buckets = useBuckets()
  const limits = toLimits(form.values)
  const [own, setOwn] = useState(asked)
  // As long as nobody has asked anything, the question follows the first row.
  const question = own ?? toQuestion(form.values)
  const check = useTokenCheck(question, { limits })
  const suggestions = check.isStale || check.answer === undefined ? [] : suggestChanges(question, limits, check.answer)
  return (
    <>
      <Section title="Name">
        <TextInput
          label="Name of the token"
          description="For the list and the log: letters, digits, dots, hyphens and underscores."
          required
          maw="40rem"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('name')}
        />
      </Section>
      <Section title="What it may do" description="One rule that fits is enough.">
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
      <Section title="Limits" description="What is left empty limits nothing.">
        <LimitFields form={form} />
      </Section>
      <Section
        title="Agents"
        description="An agent that signs in at your OpenID Connect provider needs no token text at /mcp."
      >
        <TextInput
          label="Who may use it by signing in"
          description="The subject (sub) at the provider. Each may have one token."
          maw="40rem"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('oidcSubject')}
        />
      </Section>
    </>
  )
}

/** The buckets that the account's credentials name. */
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

/** The problems of the rules, by their place. */
function listRuleProblems({ error }: TokenCheck): ReadonlyMap<number, string> {
  const details = error?.details ?? []
  return new Map(
    details.flatMap(({ parameter, message }) => {
      const index = /^allow\[(\d+)\]/.exec(parameter)?.[1]
      return index === undefined ? [] : [[Number(index), toSentence(message)] as const]
    }),
  )
}

/** The fields that limits change. What the form says of them stays otherwise. */
function toChange({ allow, acls, maxBytes, maxExpiresInSeconds, contentTypes }: Limits): Partial<TokenValues> {
  return {
    ...toRules(allow),
    acls: [...(acls ?? [])],
    maxBytes,
    maxExpiresInSeconds,
    contentTypes: [...(contentTypes ?? [])],
  }
}
