import { operation } from '../call/operation.ts'
import { revokeToken } from '../flows/revoke-token.ts'
import { refreshTokens } from '../flows/sign-in/refresh.ts'
import { answerChallenge, startSignIn } from '../flows/sign-in/sign-in.ts'

export const InitiateAuth = operation('InitiateAuth', async ({ pool, client, input, services }) => {
  const call = { pool, client, values: input.AuthParameters ?? {}, session: input.Session }
  return await startSignIn(input.AuthFlow, 'user', call, services)
})

export const RespondToAuthChallenge = operation(
  'RespondToAuthChallenge',
  async ({ pool, client, input, services }) => {
    const call = { pool, client, values: input.ChallengeResponses ?? {}, session: input.Session }
    return await answerChallenge(input.ChallengeName, call, services)
  },
)

export const GetTokensFromRefreshToken = operation(
  'GetTokensFromRefreshToken',
  async ({ pool, client, input, services }) => ({
    AuthenticationResult: await refreshTokens(input.RefreshToken, { pool, client }, services),
  }),
)

export const RevokeToken = operation('RevokeToken', async ({ client, input, services }) =>
  revokeToken(input.Token, client, services),
)

export const GlobalSignOut = operation('GlobalSignOut', async ({ user, write, clock }) => {
  await write(({ sessions }) => sessions.revokeAll(user.id, clock.now()))
})
