import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { makeRole, trust } from '../../test/support/roles.ts'
import { stsFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const MFA = { SerialNumber: 'arn:aws:iam::000000000000:mfa/ada', TokenCode: '123456' }
const CONTEXT = {
  ProviderArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter',
  ContextAssertion: 'assertion',
}
const SIZE = { MinimumSessionTokenSize: 4096 }

/** What each operation is refused with, one member at a time. */
const REFUSED = {
  AssumeRole: {
    ...MFA,
    ...SIZE,
    TransitiveTagKeys: ['team'],
    SourceIdentity: 'ada',
    ProvidedContexts: [CONTEXT],
  },
  AssumeRoleWithWebIdentity: { ...SIZE, ProviderId: 'www.amazon.com' },
  GetSessionToken: { ...MFA, ...SIZE },
}

onEachStore('what would mean nothing here', (open) => {
  let house: Poolhouse
  let RoleArn: string
  beforeAll(async () => {
    house = await open()
    RoleArn = (await makeRole(house, trust({ AWS: '*' }))).arn
  })
  const call = (operation: keyof typeof REFUSED, given: object) => {
    const sts = stsFor(house)
    const taking = { RoleArn, RoleSessionName: 'ada', ...given }
    if (operation === 'AssumeRole') return sts.assumeRole(taking)
    if (operation === 'GetSessionToken') return sts.getSessionToken(given)
    return sts.assumeRoleWithWebIdentity({ WebIdentityToken: 'a.b.c', ...taking })
  }

  describe.each(Object.entries(REFUSED))('is refused of %s', (operation, members) => {
    it.each(Object.entries(members))('as %s', async (name, value) => {
      const refusal = await refusalOf(call(operation as keyof typeof REFUSED, { [name]: value }))
      expect(refusal).toBe(`NotImplementedException: ${name} does not work yet: see /status`)
    })
  })
})
