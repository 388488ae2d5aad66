import { useQuery } from '@tanstack/react-query'
import { ApiError, type ApiError as Failure } from '../../api/api-error.ts'
import { type OpenApiDocument, type OperationForm, readOperations } from './operation-form.ts'

/** The operations, as this very gateway describes them. */
export function useOperations() {
  return useQuery<readonly OperationForm[], Failure>({
    queryKey: ['operations'],
    async queryFn({ signal }) {
      const response = await fetch('/openapi.json', { signal })
      if (response.ok) return readOperations((await response.json()) as OpenApiDocument)
      const message = `The gateway answered with ${response.status} in place of its description.`
      throw new ApiError({ code: 'unknown_answer', message, status: response.status })
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
}
