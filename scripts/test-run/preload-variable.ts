/** The variable in which `npm test` tells the tests what is to be preloaded, by `NODE_OPTIONS`, in the processes that they start. */
export const preloadVariable = 'TEST_PRELOAD'
