import type {
  InitiateAuthRequest,
  RespondToAuthChallengeRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import { operation } from '../call/operation.ts'
import { requireUser } from '../flows/find-user.ts'
import { revokeToken } from '../flows/revoke-token.ts'
import { refreshTokens } from '../flows/sign-in/refresh.ts'
import { answerChallenge, startSignIn } from '../flows/sign-in/sign-in.ts'
import { contextOfAdministrator, contextOfUser } from '../rules/caller-context.ts'

export const InitiateAuth = operation(
  'InitiateAuth',
  async ({ pool, client, input, caller: from, services }) => {
    const caller = contextOfUser(from, client, input.UserContextData)
    const call = { pool, client, caller, ...startOf(input) }
    return await startSignIn(input.AuthFlow, 'user', call, services)
  },
)

export const AdminInitiateAuth = operation(
  'AdminInitiateAuth',
  async ({ pool, client, input, caller: from, services }) => {
    const caller = contextOfAdministrator(from, input.ContextData)
    const call = { pool, client, caller, ...startOf(input) }
    return await startSignIn(input.AuthFlow, 'administrator', call, services)
  },
)

export const RespondToAuthChallenge = operation(
  'RespondToAuthChallenge',
  async ({ pool, client, input, caller: from, services }) => {
    const caller = contextOfUser(from, client, input.UserContextData)
    const call = { pool, client, caller, ...answerOf(input) }
    return await answerChallenge(input.ChallengeName, call, services)
  },
)

export const AdminRespondToAuthChallenge = operation(
  'AdminRespondToAuthChallenge',
  async ({ pool, client, input, caller: from, services }) => {
    const caller = contextOfAdministrator(from, input.ContextData)
    const call = { pool, client, caller, ...answerOf(input) }
    return await answerChallenge(input.ChallengeName, call, services)
  },
)

/** What begins a sign-in, the same for both twins. Metadata reaches the first functions only, as validation data. */
const startOf = ({
  AuthParameters = {},
  Session,
  ClientMetadata,
}: Pick<InitiateAuthRequest, 'AuthParameters' | 'Session' | 'ClientMetadata'>) => ({
  values: AuthParameters,
  session: Session,
  validationData: ClientMetadata,
})

/** What answers a challenge, the same for both twins. */
const answerOf = ({
  ChallengeResponses = {},
  Session,
  ClientMetadata,
}: Pick<RespondToAuthChallengeRequest, 'ChallengeResponses' | 'Session' | 'ClientMetadata'>) => ({
  values: ChallengeResponses,
  session: Session,
  clientMetadata: ClientMetadata,
})

export const GetTokensFromRefreshToken = operation(
  'GetTokensFromRefreshToken',
  async ({ pool, client, input, caller, services }) => ({
    AuthenticationResult: await refreshTokens(
      input.RefreshToken,
      {
        pool,
        client,
        caller,
        deviceKey: input.DeviceKey,
        clientMetadata: input.ClientMetadata,
      },
      services,
    ),
  }),
)

/** `LINKED` ends the session of managed login that a session came through: one of the API came through none. */
export const RevokeToken = operation('RevokeToken', async ({ client, input, services }) =>
  revokeToken(input.Token, client, services),
)

export const GlobalSignOut = operation('GlobalSignOut', async ({ user, write, clock }) => {
  await write(({ sessions }) => sessions.revokeAll(user.id, clock.now()))
})

export const AdminUserGlobalSignOut = operation(
  'AdminUserGlobalSignOut',
  async ({ pool, input, write, clock, services }) => {
    const user = await requireUser(pool, input.Username, services)
    await write(({ sessions }) => sessions.revokeAll(user.id, clock.now()))
  },
)
