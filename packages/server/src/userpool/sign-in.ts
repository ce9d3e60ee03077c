import { operation } from '../call/operation.ts'
import { requireUser } from '../flows/find-user.ts'
import { revokeToken } from '../flows/revoke-token.ts'
import { refreshTokens } from '../flows/sign-in/refresh.ts'
import { answerChallenge, startSignIn } from '../flows/sign-in/sign-in.ts'

export const InitiateAuth = operation('InitiateAuth', async ({ pool, client, input, services }) => {
  const { AuthParameters: values = {}, Session: session, ClientMetadata: validationData } = input
  const call = { pool, client, values, session, validationData }
  return await startSignIn(input.AuthFlow, 'user', call, services)
})

export const AdminInitiateAuth = operation(
  'AdminInitiateAuth',
  async ({ pool, client, input, services }) => {
    const { AuthParameters: values = {}, Session: session, ClientMetadata: validationData } = input
    const call = { pool, client, values, session, validationData }
    return await startSignIn(input.AuthFlow, 'administrator', call, services)
  },
)

export const RespondToAuthChallenge = operation(
  'RespondToAuthChallenge',
  async ({ pool, client, input, services }) => {
    const {
      ChallengeResponses: values = {},
      Session: session,
      ClientMetadata: clientMetadata,
    } = input
    const call = { pool, client, values, session, clientMetadata }
    return await answerChallenge(input.ChallengeName, call, services)
  },
)

export const AdminRespondToAuthChallenge = operation(
  'AdminRespondToAuthChallenge',
  async ({ pool, client, input, services }) => {
    const {
      ChallengeResponses: values = {},
      Session: session,
      ClientMetadata: clientMetadata,
    } = input
    const call = { pool, client, values, session, clientMetadata }
    return await answerChallenge(input.ChallengeName, call, services)
  },
)

export const GetTokensFromRefreshToken = operation(
  'GetTokensFromRefreshToken',
  async ({ pool, client, input, services }) => ({
    AuthenticationResult: await refreshTokens(
      input.RefreshToken,
      { pool, client, clientMetadata: input.ClientMetadata },
      services,
    ),
  }),
)

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
