import type {
  UpdateUserPoolCommandInput,
  UserPoolClientType,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import {
  arbitraryClientSettings,
  arbitraryPoolSettings,
} from '../../test/support/arbitrary-settings.ts'
import { CHANGED_CLIENT, CHANGED_POOL, CLIENT, POOL } from '../../test/support/every-option.ts'
import { makePool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const RUNS = process.env.POOLHOUSE_TEST_LONG === 'true' ? 300 : 30

onEachStore('what is sent comes back', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })
  const describePool = async (UserPoolId: string) =>
    (await sdkFor(house).describeUserPool({ UserPoolId })).UserPool ?? {}
  const describeClient = async (ids: Ids) =>
    (await sdkFor(house).describeUserPoolClient(ids)).UserPoolClient ?? {}
  type Ids = { UserPoolId: string; ClientId: string | undefined }

  it('of a pool with every option, and an identical update changes nothing', async () => {
    const sdk = sdkFor(house)
    const Schema = [
      { Name: 'email', Required: true, Mutable: true },
      { Name: 'level', AttributeDataType: 'Number' as const, Mutable: false },
    ]
    const made = (await sdk.createUserPool({ ...POOL, Schema })).UserPool
    const UserPoolId = made?.Id ?? ''
    const first = await describePool(UserPoolId)
    expect(first).toEqual(made)
    const fixed = {
      Id: UserPoolId,
      Arn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${UserPoolId}`,
      EstimatedNumberOfUsers: 0,
      CreationDate: expect.any(Date),
      LastModifiedDate: expect.any(Date),
      SchemaAttributes: expect.any(Array),
      AliasAttributes: POOL.AliasAttributes,
      UsernameConfiguration: POOL.UsernameConfiguration,
    }
    expect(first).toEqual({ ...described(POOL), ...fixed })

    await sdk.updateUserPool({ UserPoolId, ...CHANGED_POOL })
    const second = await describePool(UserPoolId)
    const SchemaAttributes = first.SchemaAttributes
    expect(second).toEqual({ ...described(CHANGED_POOL), ...fixed, SchemaAttributes })

    house.clock.advance('1h')
    await sdk.updateUserPool({ UserPoolId, ...CHANGED_POOL })
    const third = await describePool(UserPoolId)
    expect(withoutDate(third)).toEqual(withoutDate(second))
    expect(third.LastModifiedDate).not.toEqual(second.LastModifiedDate)
  })

  it('of a client with every option, and an identical update changes nothing', async () => {
    const sdk = sdkFor(house)
    const Schema = [{ Name: 'level', AttributeDataType: 'Number' as const }]
    const { poolId: UserPoolId } = await makePool(house, { Schema })
    const made = (await sdk.createUserPoolClient({ UserPoolId, ...CLIENT })).UserPoolClient
    const ids = { UserPoolId, ClientId: made?.ClientId }
    const fixed = {
      ...ids,
      CreationDate: made?.CreationDate,
      LastModifiedDate: expect.any(Date),
    }
    expect(await describeClient(ids)).toEqual({ ...CLIENT, ...fixed })

    await sdk.updateUserPoolClient({ ...ids, ...CHANGED_CLIENT })
    const second = await describeClient(ids)
    expect(second).toEqual({ ...CHANGED_CLIENT, ...fixed })

    house.clock.advance('1h')
    await sdk.updateUserPoolClient({ ...ids, ...CHANGED_CLIENT })
    const third = await describeClient(ids)
    expect(withoutDate(third)).toEqual(withoutDate(second))
    expect(third.LastModifiedDate).not.toEqual(second.LastModifiedDate)
  })

  it('of a pool with any options', async () => {
    const sdk = sdkFor(house)
    await fc.assert(
      fc.asyncProperty(arbitraryPoolSettings, arbitraryPoolSettings, async (made, changed) => {
        const { UserPool } = await sdk.createUserPool({ PoolName: 'x', ...made })
        const UserPoolId = UserPool?.Id ?? ''
        const first = await describePool(UserPoolId)
        expect(first).toEqual(UserPool)
        expect(first).toMatchObject(asDescribed(made))

        await sdk.updateUserPool({ UserPoolId, ...changed })
        const second = await describePool(UserPoolId)
        expect(second).toMatchObject(asDescribed(changed))

        await sdk.updateUserPool({ UserPoolId, ...changed })
        expect(withoutDate(await describePool(UserPoolId))).toEqual(withoutDate(second))

        // Who changes one setting sends all of them back as they were described.
        await sdk.updateUserPool({ UserPoolId, ...updatable(second) })
        expect(withoutDate(await describePool(UserPoolId))).toEqual(withoutDate(second))
      }),
      { numRuns: RUNS },
    )
  })

  it('of a client with any options', async () => {
    const sdk = sdkFor(house)
    const Schema = [{ Name: 'level', AttributeDataType: 'Number' as const }]
    const { poolId: UserPoolId } = await makePool(house, { Schema })
    await fc.assert(
      fc.asyncProperty(arbitraryClientSettings, arbitraryClientSettings, async (made, changed) => {
        const named = { ClientName: 'x', ...made }
        const { UserPoolClient } = await sdk.createUserPoolClient({ UserPoolId, ...named })
        const ids = { UserPoolId, ClientId: UserPoolClient?.ClientId }
        const first = await describeClient(ids)
        expect(first).toEqual(UserPoolClient)
        expect(first).toMatchObject(named)

        await sdk.updateUserPoolClient({ ...ids, ...changed })
        const second = await describeClient(ids)
        expect(second).toMatchObject(changed)

        await sdk.updateUserPoolClient({ ...ids, ...changed })
        expect(withoutDate(await describeClient(ids))).toEqual(withoutDate(second))

        const { CreationDate, LastModifiedDate, ...settings } = second
        await sdk.updateUserPoolClient({ ...ids, ...settings })
        expect(withoutDate(await describeClient(ids))).toEqual(withoutDate(second))
      }),
      { numRuns: RUNS },
    )
  })
})

/** What a pool made of these settings is described with. */
function described({ PoolName, ...settings }: typeof POOL | typeof CHANGED_POOL) {
  const texts = settings.VerificationMessageTemplate
  return {
    ...settings,
    Name: PoolName,
    EmailVerificationMessage: texts.EmailMessage,
    EmailVerificationSubject: texts.EmailSubject,
    SmsVerificationMessage: texts.SmsMessage,
  }
}

function asDescribed({ PoolName, ...settings }: Omit<UpdateUserPoolCommandInput, 'UserPoolId'>) {
  return { ...settings, ...(PoolName !== undefined && { Name: PoolName }) }
}

function withoutDate<Described extends UserPoolType | UserPoolClientType>(value: Described) {
  const { LastModifiedDate, ...rest } = value
  return rest
}

/** Of a described pool, what UpdateUserPool takes. */
function updatable(pool: UserPoolType): Omit<UpdateUserPoolCommandInput, 'UserPoolId'> {
  const { Id, Arn, Name, CreationDate, LastModifiedDate, EstimatedNumberOfUsers, ...rest } = pool
  const { SchemaAttributes, AliasAttributes, UsernameAttributes, ...settings } = rest
  return { PoolName: Name, ...settings }
}
