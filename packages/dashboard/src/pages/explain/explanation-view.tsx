import { Alert, Badge, Box, List, Stack, Text, Title } from '@mantine/core'
import type { ActResult } from '../../api/act.ts'
import { Facts } from '../../components/facts.tsx'
import { InlineText } from '../../components/inline-text.tsx'
import { Section } from '../../components/section.tsx'
import { listUrlFacts } from './url-facts.tsx'

type Explanation = ActResult<'explain_request'>

/** The causes, most likely first, each with what to do, and the contents of the URL. */
export function ExplanationView({ explanation }: { readonly explanation: Explanation }) {
  const { causes, signedUrl, answer, storedCredential, warnings = [] } = explanation
  const [first, ...others] = causes
  return (
    <>
      <Section title="Why it did not work">
        <Stack gap="md">
          {first === undefined ? (
            <Text>
              <InlineText text={explanation.explanation} />
            </Text>
          ) : (
            <Alert
              color="blue"
              variant="outline"
              role="status"
              title={<InlineText text={first.message} />}
              styles={{ title: { whiteSpace: 'normal' } }}
            >
              <Text fw={500}>
                <InlineText text={first.cure} />
              </Text>
              <CauseSource cause={first} />
            </Alert>
          )}
          {others.length > 0 && (
            <div>
              <Title order={3} mb="xs">
                If that was not the cause
              </Title>
              <List type="ordered" spacing="sm" start={2}>
                {others.map((cause) => (
                  <List.Item key={cause.code + cause.message}>
                    <Text>
                      <InlineText text={cause.message} />
                    </Text>
                    <Text size="sm" c="dimmed">
                      <InlineText text={cause.cure} />
                    </Text>
                    <CauseSource cause={cause} />
                  </List.Item>
                ))}
              </List>
            </div>
          )}
          {warnings.length > 0 && (
            <Alert color="yellow" variant="outline" title="Please note">
              <List size="sm">
                {warnings.map((warning) => (
                  <List.Item key={warning}>{warning}</List.Item>
                ))}
              </List>
            </Alert>
          )}
        </Stack>
      </Section>
      {signedUrl !== undefined && (
        <Section title="What the URL says">
          <Facts facts={listUrlFacts(signedUrl, storedCredential)} />
        </Section>
      )}
      {answer !== undefined && (
        <Section title="The response">
          <Facts
            facts={[
              ['Status', answer.status],
              ['Code', answer.code],
              ['Meaning', answer.means],
            ]}
          />
        </Section>
      )}
    </>
  )
}

const certainties = { certain: 'Certain', probable: 'Probable', possible: 'Possible' } as const

function CauseSource({ cause }: { readonly cause: Explanation['causes'][number] }) {
  return (
    <Box mt={6}>
      <Badge variant="outline" color={cause.certainty === 'certain' ? 'blue' : 'gray'} tt="none" mr={8}>
        {certainties[cause.certainty]}
      </Badge>
      <Text span size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {cause.code}
      </Text>
    </Box>
  )
}
