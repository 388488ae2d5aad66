/** The variable in which `npm test` passes tests the folder that all files of a run share. It is removed with the run. */
export const runFolderVariable = 'TEST_RUN_FOLDER'
