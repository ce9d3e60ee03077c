import { afterAll, beforeAll, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import {
  CLIENT,
  type LoginProvider,
  startLoginProvider,
} from '../../test/support/login-provider.ts'
import { ACCOUNT, makeRole, policy, toCredentials, trust } from '../../test/support/roles.ts'
import { iamFor, stsFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const GOOGLE = 'accounts.google.com'
const LIST = policy({ Action: 'cognito-idp:ListUserPools' })
const DENIED = 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity'

onEachStore('an ID token of Google', (open) => {
  let google: LoginProvider
  let house: Poolhouse
  beforeAll(async () => {
    google = await startLoginProvider()
    const endpoints = { [GOOGLE]: google.origin }
    house = await open({ logins: { endpoints, allowInsecureHosts: ['127.0.0.1'] } })
  })
  afterAll(() => google.close())

  const trustIn = (Federated: string, equal: object = { [`${GOOGLE}:aud`]: CLIENT }) =>
    trust(
      { Federated },
      { Action: 'sts:AssumeRoleWithWebIdentity', Condition: { StringEquals: equal } },
    )
  const assume = async (token: string, document: string) => {
    const { arn: RoleArn } = await makeRole(house, document, LIST)
    const sts = stsFor(house)
    return await sts.assumeRoleWithWebIdentity({
      ...{ RoleArn, RoleSessionName: 'web' },
      WebIdentityToken: token,
    })
  }
  const refusal = (...args: Parameters<typeof assume>) => refusalOf(assume(...args))

  it('takes a role that trusts it for its app, without a registration', async () => {
    const equal = { [`${GOOGLE}:aud`]: CLIENT, [`${GOOGLE}:sub`]: 'ada' }
    const answer = await assume(google.token(), trustIn(GOOGLE, equal))
    expect(answer).toMatchObject({
      Provider: GOOGLE,
      Audience: CLIENT,
      SubjectFromWebIdentityToken: 'ada',
    })
    const caller = await stsFor(house, toCredentials(answer.Credentials)).getCallerIdentity()
    expect(caller.Arn).toMatch(/\/web$/)
  })

  it.each([
    ['that trusts another app', trustIn(GOOGLE, { [`${GOOGLE}:aud`]: 'other-app' })],
    ['that trusts somebody else', trustIn(GOOGLE, { [`${GOOGLE}:sub`]: 'grace' })],
    ['that trusts her at any app', trustIn(GOOGLE, { [`${GOOGLE}:sub`]: 'ada' })],
    ['that trusts another provider', trustIn('www.amazon.com')],
    ['that trusts a registration', trustIn(`arn:aws:iam::${ACCOUNT}:oidc-provider/${GOOGLE}`)],
  ])('takes no role %s', async (_, document) => {
    expect(await refusal(google.token(), document)).toBe(DENIED)
  })

  it('is of the app that asked for it, where it is made for another', async () => {
    const hybrid = google.token({ aud: 'backend', azp: CLIENT })
    expect(await refusal(hybrid, trustIn(GOOGLE))).toBe('accepted')
    const backend = trustIn(GOOGLE, { [`${GOOGLE}:aud`]: 'backend' })
    expect(await refusal(hybrid, backend)).toBe(DENIED)
  })

  it('is of that app where Google is registered too', async () => {
    const iam = iamFor(house)
    const { OpenIDConnectProviderArn } = await iam.createOpenIDConnectProvider({
      Url: `https://${GOOGLE}`,
      ClientIDList: ['backend', CLIENT],
    })
    const hybrid = google.token({ aud: 'backend', azp: CLIENT })
    const backend = trustIn(GOOGLE, { [`${GOOGLE}:aud`]: 'backend' })
    expect(await refusal(hybrid, trustIn(GOOGLE))).toBe('accepted')
    expect(await refusal(hybrid, backend)).toBe(DENIED)
    await iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn })
  })

  it.each([
    ['of nobody', () => google.token({ sub: undefined }), /required claim: sub/],
    ['for nobody', () => google.token({ aud: undefined }), /Incorrect token audience|claim: aud/],
    ['for several', () => google.token({ aud: [CLIENT, 'x'] }), /Incorrect token audience/],
    ['that has expired', () => google.token({ exp: 1 }), /^ExpiredTokenException/],
    ['that is forged', () => google.token().replace(/.{8}$/, 'AAAAAAAA'), /^InvalidIdentityToken/],
    [
      'of another issuer',
      () => google.token({ iss: 'https://accounts.google.com.example' }),
      /No OpenIDConnect provider found in your account for https:\/\/accounts\.google\.com\.example$/,
    ],
  ])('is refused %s', async (_, make, expected) => {
    expect(await refusal(make(), trustIn(GOOGLE))).toMatch(expected)
  })

  it('is asked for nothing that cannot be told', async () => {
    const Action = 'sts:AssumeRoleWithWebIdentity'
    const of = (Effect: string, StringEquals: object) => ({
      ...{ Effect, Action, Principal: { Federated: GOOGLE } },
      Condition: { StringEquals },
    })
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        of('Allow', { [`${GOOGLE}:aud`]: CLIENT }),
        of('Deny', { [`${GOOGLE}:oaud`]: 'backend' }),
      ],
    })
    const hybrid = google.token({ aud: 'backend', azp: CLIENT })
    expect(await refusal(hybrid, document)).toBe(DENIED)
  })

  it('that Google’s own keys did not sign is refused, where no setting names another Google', async () => {
    const real = await open()
    const { arn: RoleArn } = await makeRole(real, trustIn(GOOGLE), LIST)
    const WebIdentityToken = google.token()
    const call = stsFor(real).assumeRoleWithWebIdentity({
      ...{ RoleArn, RoleSessionName: 'web' },
      WebIdentityToken,
    })
    expect(await refusalOf(call)).toMatch(/^InvalidIdentityTokenException: No OpenIDConnect/)
  })

  it('is held to the clients of a registration, where there is one', async () => {
    await iamFor(house).createOpenIDConnectProvider({
      Url: google.origin,
      ClientIDList: ['registered'],
    })
    expect(await refusal(google.token(), trustIn(GOOGLE))).toMatch(/Incorrect token audience/)
  })
})
