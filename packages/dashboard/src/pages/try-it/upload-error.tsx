import { Alert, Anchor, Box, Text } from '@mantine/core'
import { SignpostError } from '@signpost/client'
import { Link } from '@tanstack/react-router'
import { ApiError, toApiError } from '../../api/api-error.ts'
import { useAct } from '../../api/use-act.ts'
import { Problem } from '../../components/problem.tsx'

/** Turns an error of the client into one that the components can show. */
export function toUploadError(thrown: unknown): ApiError {
  if (!(thrown instanceof SignpostError)) return toApiError(thrown)
  const { code, s3Code, message, status = 0, details = [], requestId, whatToDo } = thrown
  return new ApiError({
    code: s3Code === undefined ? code : `${code}: ${s3Code}`,
    ...{ message: `${message} ${whatToDo}`, status, details },
    ...(requestId === undefined ? {} : { requestId }),
  })
}

interface UploadErrorProps {
  readonly error: Error
  readonly bucket: string
}

/** Shows why an upload failed, and where to fix it. */
export function UploadError({ error, bucket }: UploadErrorProps) {
  const isCors = error instanceof SignpostError && error.code === 'bucket_cors'
  return (
    <Box mt="xs">
      {isCors ? <CorsRefusal message={error.message} bucket={bucket} /> : <Problem error={toUploadError(error)} />}
    </Box>
  )
}

/** Explains that the bucket's CORS rules refuse this page. The credential’s page shows the rule that is missing, and sets it. */
function CorsRefusal({ message, bucket }: { readonly message: string; readonly bucket: string }) {
  const { data } = useAct('check_token', { allow: ['upload:*'], action: 'upload', bucket, key: 'file' })
  const credential = data?.credential
  return (
    <Alert color="red" variant="outline" role="alert" title={message} styles={{ title: { whiteSpace: 'normal' } }}>
      <Text size="sm">
        The bucket needs a CORS rule for {location.origin} with the methods GET, PUT and HEAD and all headers.{' '}
        {credential === undefined ? (
          'The page of its credential checks and sets CORS rules.'
        ) : (
          <Anchor
            component={Link}
            to={`/credentials/${encodeURIComponent(credential)}`}
            search={{ bucket, origin: location.origin } as never}
            inherit
            underline="always"
          >
            Check and set the CORS rules on the page of the credential {credential}
          </Anchor>
        )}
      </Text>
    </Alert>
  )
}
