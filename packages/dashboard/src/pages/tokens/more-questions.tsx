import { Group, Select, Text, TextInput } from '@mantine/core'
import { acls } from './acls.ts'
import { byteUnits, timeUnits } from './quantity.ts'
import { QuantityField } from './quantity-field.tsx'
import type { Question } from './suggest-change.ts'

interface MoreQuestionsProps {
  readonly question: Question
  readonly onAsk: (question: Question) => void
}

/** The other parameters of a request that the token may limit. */
export function MoreQuestions({ question, onAsk }: MoreQuestionsProps) {
  return (
    <details>
      <Text component="summary" size="sm">
        Add a size, a type, an ACL or a lifetime
      </Text>
      <Group gap="sm" mt="xs" align="flex-start">
        {question.action === 'upload' && (
          <>
            <QuantityField
              flex="1 1 10rem"
              label="with the size"
              units={byteUnits}
              usual="MB"
              value={question.size}
              onChange={(size) => onAsk({ ...question, size })}
            />
            <TextInput
              flex="1 1 10rem"
              label="with the content type"
              placeholder="image/png"
              autoComplete="off"
              value={question.contentType ?? ''}
              onChange={({ currentTarget: { value } }) => onAsk({ ...question, contentType: value || undefined })}
            />
            <Select
              flex="1 1 10rem"
              label="with the ACL"
              clearable
              clearButtonProps={{ 'aria-label': 'No ACL' }}
              placeholder="none"
              data={[...acls]}
              value={question.acl ?? null}
              onChange={(acl) => onAsk({ ...question, acl: acl ?? undefined })}
            />
          </>
        )}
        <QuantityField
          flex="1 1 10rem"
          label="with the lifetime"
          units={timeUnits}
          usual="minutes"
          value={question.expiresInSeconds}
          onChange={(expiresInSeconds) => onAsk({ ...question, expiresInSeconds })}
        />
      </Group>
    </details>
  )
}
