import { Anchor, Autocomplete, Box, Button, Group, List, Select, Stack, Text, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { toSentence } from '../../api/api-error.ts'
import { Problem } from '../../components/problem.tsx'
import { Status } from '../../components/status.tsx'
import { MoreQuestions } from './more-questions.tsx'
import type { Question } from './suggest-change.ts'
import type { TokenCheck } from './use-token-check.ts'

const actions = [
  { value: 'upload', label: 'upload' },
  { value: 'download', label: 'download' },
  { value: 'list', label: 'list keys that start with' },
  { value: 'delete', label: 'delete' },
]

interface MayItProps {
  readonly question: Question
  readonly onAsk: (question: Question) => void
  readonly check: TokenCheck
  readonly buckets: readonly string[]
  /** Buttons that change the token so that it would be allowed. */
  readonly children?: ReactNode
}

/** Asks “May it upload my-bucket/k.png?” and shows the answer while the reader types. */
export function MayIt({ question, onAsk, check, buckets, children }: MayItProps) {
  const { error } = check
  const fieldError = (field: string) => {
    const problem = error?.details.find(({ parameter }) => parameter === field)
    return problem === undefined ? undefined : toSentence(problem.message)
  }
  return (
    <Stack gap="sm">
      <Group gap="xs" align="flex-start">
        <Select
          flex="1 1 10rem"
          label="May it"
          allowDeselect={false}
          data={actions}
          value={question.action}
          onChange={(action) => onAsk({ ...question, action: action as Question['action'] })}
        />
        <Autocomplete
          flex="1 1 10rem"
          label="in the bucket"
          placeholder="my-bucket"
          autoComplete="off"
          spellCheck={false}
          data={[...buckets]}
          value={question.bucket}
          error={fieldError('bucket')}
          onChange={(bucket) => onAsk({ ...question, bucket })}
        />
        <TextInput
          flex="2 1 12rem"
          label={question.action === 'list' ? 'the prefix' : 'the key'}
          placeholder={question.action === 'list' ? 'every key' : 'incoming/k.png'}
          autoComplete="off"
          spellCheck={false}
          value={question.key}
          error={fieldError('key')}
          onChange={(event) => onAsk({ ...question, key: event.currentTarget.value })}
        />
      </Group>
      {(question.action === 'upload' || question.action === 'download') && (
        <MoreQuestions question={question} onAsk={onAsk} />
      )}
      <Box mih="3.25rem" role="status" aria-live="polite" aria-busy={check.isStale} opacity={check.isStale ? 0.6 : 1}>
        <Answer check={check} />
      </Box>
      {children}
    </Stack>
  )
}

function Answer({ check: { answer, error, isAsked } }: { readonly check: TokenCheck }) {
  if (!isAsked) {
    return (
      <Text size="sm" c="dimmed">
        Enter a bucket and a key to see whether the token allows it.
      </Text>
    )
  }
  if (error !== null) {
    const others = error.details.filter(({ parameter }) => parameter !== 'bucket' && parameter !== 'key')
    if (error.code !== 'invalid_request') return <Problem error={error} />
    return (
      <Text size="sm">
        <Status
          state="unknown"
          label={others.length > 0 ? 'Unknown until the rules and limits are valid.' : 'Unknown: check the fields.'}
        />
      </Text>
    )
  }
  if (answer === undefined) {
    return (
      <Text size="sm" c="dimmed">
        Asking the gateway…
      </Text>
    )
  }
  const { isAllowed, message, conditions, warnings, code } = answer
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500} component="div">
        <Status state={isAllowed ? 'good' : 'bad'} label={isAllowed ? 'Yes, it may' : 'No, it may not'} />
      </Text>
      <Text size="sm">{message}</Text>
      {conditions.length + warnings.length > 0 && (
        <List size="sm">
          {[...conditions, ...warnings].map((text) => (
            <List.Item key={text}>{text}</List.Item>
          ))}
        </List>
      )}
      {code === 'no_credential' && (
        <div>
          <Anchor component={Link} to="/credentials/-add" size="sm" underline="always">
            Add a credential for the bucket
          </Anchor>
        </div>
      )}
    </Stack>
  )
}

interface SuggestionsProps {
  readonly labels: readonly string[]
  readonly onChoose: (index: number) => void
}

/** Buttons, each of which makes a change that would allow the refused request. */
export function SuggestionButtons({ labels, onChoose }: SuggestionsProps) {
  if (labels.length === 0) return null
  return (
    <Group gap="xs">
      <Text size="sm">What would allow it:</Text>
      {labels.map((label, index) => (
        <Button
          key={label}
          variant="default"
          size="compact-sm"
          h="auto"
          py={4}
          styles={{ label: { whiteSpace: 'normal', overflowWrap: 'anywhere', lineHeight: 1.35, textAlign: 'start' } }}
          onClick={() => onChoose(index)}
        >
          {label}
        </Button>
      ))}
    </Group>
  )
}
