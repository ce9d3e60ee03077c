import { cognitoIdentity } from './api/cognito-identity.generated.ts'
import { cognitoIdp } from './api/cognito-idp.generated.ts'
import { iam } from './api/iam.generated.ts'
import { sts } from './api/sts.generated.ts'
import type { ServiceTable } from './api/table.ts'
import * as iamOperations from './iam/catalogue.ts'
import * as identitypool from './identitypool/catalogue.ts'
import * as stsOperations from './sts/catalogue.ts'
import * as userpool from './userpool/catalogue.ts'

/** What AWS promised, by service. */
export const tables: readonly ServiceTable[] = [cognitoIdp, cognitoIdentity, sts, iam]

/** What works, by service. Here and not in compose.ts, so that the status reference reads the same. */
export const catalogues = {
  'cognito-idp': userpool,
  'cognito-identity': identitypool,
  iam: iamOperations,
  sts: stsOperations,
} as const
