/** The code that logs in, which is loaded together, and only when it is needed. */
export { verifyAzureDevOpsAccess } from '../azure-devops/access.ts';
export { logIn, logInForScope, logInWithSecret, readRepositoryId, trySecretLogin } from './login.ts';
