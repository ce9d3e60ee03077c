import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { identityCredentials, loginKey } from '../../test/support/identities.ts'
import { makeUser, signIn } from '../../test/support/people.ts'
import { ACCOUNT } from '../../test/support/roles.ts'
import { iamFor, identitySdkFor, stsFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const demoOf = ({ demo }: Poolhouse) => {
  if (!demo) throw new Error('there is no demo')
  return demo
}

/** Whom the demo's identity pool lets somebody be. */
async function whoIs(house: Poolhouse, Logins: Record<string, string> = {}) {
  const sdk = identitySdkFor(house)
  const { identityPoolId } = demoOf(house)
  const { IdentityId } = await sdk.getId({ IdentityPoolId: identityPoolId, Logins })
  const { Credentials } = await sdk.getCredentialsForIdentity({ IdentityId, Logins })
  return (await stsFor(house, identityCredentials(Credentials)).getCallerIdentity()).Arn
}

const sessionOf = (amr: string) =>
  `arn:aws:sts::${ACCOUNT}:assumed-role/Poolhouse-demo-${amr}/CognitoIdentityCredentials`

onEachStore('the demo', (open) => {
  it('has an identity pool for guests and for people of its user pool', async () => {
    const house = await open({ demo: true })
    const demo = demoOf(house)
    expect(await whoIs(house)).toBe(sessionOf('unauthenticated'))
    await makeUser(house, demo, 'ada')
    const { IdToken } = await signIn(house, demo, 'ada')
    expect(await whoIs(house, { [loginKey(demo.poolId)]: IdToken })).toBe(
      sessionOf('authenticated'),
    )
  })

  it('comes again when everything is deleted', async () => {
    const house = await open({ demo: true })
    const RoleName = 'Poolhouse-demo-authenticated'
    await iamFor(house).deleteRolePolicy({ RoleName, PolicyName: 'demo' })
    await house.fetch(new Request(`${house.publicUrl}/reset`, { method: 'POST' }))
    expect(await whoIs(house)).toBe(sessionOf('unauthenticated'))
    await iamFor(house).getRolePolicy({ RoleName, PolicyName: 'demo' })
  })

  it('says whose data it is where another region has it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'poolhouse-demo-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const store = { sqlite: folder }
    const house = await open({ store, demo: true, region: 'eu-central-1' })
    await house.close()
    await expect(open({ store, demo: true })).rejects.toThrow(
      'the demo pool could not be made: this data holds one of another region.',
    )
  })

  it('is of its region', async () => {
    const house = await open({ store: 'memory', demo: true, region: 'eu-central-1' })
    expect(demoOf(house).identityPoolId).toMatch(/^eu-central-1:/)
    expect(await whoIs(house)).toBe(sessionOf('unauthenticated'))
  })
})
