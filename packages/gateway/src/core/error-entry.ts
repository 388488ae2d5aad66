/** One error of the table. */
export interface ErrorEntry {
  readonly status: number
  /** Public: it never contains what the caller sent. */
  readonly message: string
  readonly cause: string
  readonly whatToDo: string
}
