/** What a request does, or lets its caller do, with the objects of a bucket. */
export type Action = 'upload' | 'download' | 'list' | 'delete'

/** Every action. */
export const actions: readonly Action[] = ['upload', 'download', 'list', 'delete']
