import { expect, it } from 'vitest'
import { useListener } from '../../../server/test/clients/serve.ts'
import { callUserPool, createCore } from '../index.ts'
import { assumeRoleWithWebIdentity } from './sts.ts'

const followed: string[] = []
const elsewhere = useListener((request) => {
  followed.push(request.url)
  return Response.json({})
})
const redirecting = useListener(
  () => new Response(null, { status: 307, headers: { location: elsewhere() } }),
)
const refused = { name: 'NetworkError', recoverySuggestion: expect.stringContaining('redirect') }

it('takes neither passwords nor tokens to where an endpoint redirects', async () => {
  const Cognito = {
    userPoolId: 'eu-west-1_Pool',
    userPoolClientId: 'client',
    userPoolEndpoint: redirecting(),
  }
  const core = createCore({ Auth: { Cognito } })
  const asked = callUserPool(core, 'ChangePassword', {
    AccessToken: 'token',
    PreviousPassword: 'a',
    ProposedPassword: 'b',
  })
  await expect(asked).rejects.toMatchObject(refused)
  const role = { roleArn: 'arn', sessionName: 'me', durationSeconds: 900, token: 'token' }
  const assumed = assumeRoleWithWebIdentity(core, redirecting(), role)
  await expect(assumed).rejects.toMatchObject(refused)
  expect(followed).toEqual([])
})
