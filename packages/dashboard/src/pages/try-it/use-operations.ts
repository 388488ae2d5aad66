import { useQuery } from '@tanstack/react-query'
import { ApiError, type ApiError as Failure } from '../../api/api-error.ts'
import { type OpenApiDocument, type OperationForm, readOperations } from './operation-form.ts'

/** Loads the operations from this gateway's own description. */
export function useOperations() {
  return useQuery<readonly OperationForm[], Failure>({
    queryKey: ['operations'],
    async queryFn({ signal }) {
      const response = await fetch('/openapi.json', { signal })
      if (response.ok) return readOperations((await response.json()) as OpenApiDocument)
      const message = `The gateway answered with status ${response.status} instead of its description.`
      throw new ApiError({ code: 'unknown_answer', message, status: response.status })
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
}
