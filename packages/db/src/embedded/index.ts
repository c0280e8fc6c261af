export {
  DirectoryInUseError,
  DirectoryNotWritableError,
  EmbeddedPostgresError,
  type EmbeddedPostgresErrorCode,
  PortTakenError,
  StartFailedError,
  UnsupportedPlatformError,
  VersionMismatchError,
} from './errors.ts';
export { findRunning } from './find-running.ts';
export { makeDirectory } from './make-directory.ts';
export { findFreePort } from './port.ts';
export { makePrivateDirectory } from './private-directory.ts';
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbedded } from './start-embedded.ts';
