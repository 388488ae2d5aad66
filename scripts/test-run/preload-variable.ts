/** The variable in which `npm test` passes tests the `NODE_OPTIONS` for the processes that they start. */
export const preloadVariable = 'TEST_PRELOAD'
