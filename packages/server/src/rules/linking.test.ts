import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { FederatedIdentity, Login } from '../records/federated-identity.ts'
import { decideLinking, type LinkingFacts, type Member, refuseTogether } from './linking.ts'

const identity = (id: string, createdAt: number, isGuest: boolean): FederatedIdentity => ({
  id,
  identityPoolId: 'pool',
  state: isGuest ? 'guest' : 'linked',
  mergedInto: undefined,
  createdAt,
  modifiedAt: createdAt,
})

const PROVIDERS = ['google', 'facebook', 'developer']

/** A pool's identities with their logins, each login one identity's. */
const world = fc
  .tuple(
    fc.array(fc.tuple(fc.nat(5), fc.boolean()), { minLength: 1, maxLength: 5 }),
    fc.dictionary(
      fc
        .tuple(fc.constantFrom(...PROVIDERS), fc.constantFrom('x', 'y', 'z'))
        .map(([provider, subject]) => `${provider} ${subject}`),
      fc.nat(4),
    ),
  )
  .map(([made, owned]) => {
    const all = made.map(([at, isGuest], index) => identity(`id${index}`, at, isGuest))
    const members: Member[] = all.map((one, index) => ({
      identity: one,
      logins:
        one.state === 'guest'
          ? []
          : Object.keys(owned)
              .filter((key) => owned[key] === index)
              .map(toLogin),
    }))
    return members
  })

const toLogin = (key: string): Login => {
  const [provider = '', subject = ''] = key.split(' ')
  return { provider, subject }
}

const facts = fc
  .tuple(
    world,
    fc.option(fc.nat(4)),
    fc.uniqueArray(fc.constantFrom(...PROVIDERS), { minLength: 1 }),
    fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: 3, maxLength: 3 }),
  )
  .map(([members, asked, providers, subjects]): LinkingFacts => {
    const logins = providers.map((provider, at) => ({ provider, subject: subjects[at] ?? 'x' }))
    return {
      asked: asked === null ? undefined : members[asked],
      proven: [],
      developerProvider: 'developer',
      presented: logins.map((login) => ({
        login,
        owner: members.find((one) => one.logins.some((its) => isSame(its, login))),
      })),
    }
  })

const isSame = (one: Login, other: Login) =>
  one.provider === other.provider && one.subject === other.subject

it('ends with every login presented in one identity, whose logins may stand together', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { value } = decideLinking(given)
      if (!value) return
      const known = [given.asked, ...given.presented.map(({ owner }) => owner)]
      const ids = value.kind === 'join' ? [value.parent, ...value.absorb].map(({ id }) => id) : []
      const kept = known.flatMap((one) => (one && ids.includes(one.identity.id) ? one.logins : []))
      const after = [...kept, ...value.link]
      for (const { login } of given.presented) {
        expect(after.some((one) => isSame(one, login))).toBe(true)
      }
      expect(refuseTogether(after, given)).toBeUndefined()
    }),
  )
})

it('lets nobody come to an identity with logins without one of them', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { asked, presented } = given
      const isMine = presented.some(({ owner }) => owner?.identity.id === asked?.identity.id)
      if (asked?.identity.state !== 'linked' || isMine) return
      expect(decideLinking(given).refusal?.code).toBe('NotAuthorizedException')
    }),
  )
})

it('keeps the oldest, and no guest where somebody has logins', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { value } = decideLinking(given)
      if (value?.kind !== 'join') return
      for (const other of value.absorb) {
        const isGuestOverOwner = value.parent.state === 'guest' && other.state !== 'guest'
        expect(isGuestOverOwner).toBe(false)
        if (value.parent.state === other.state) {
          expect(value.parent.createdAt).toBeLessThanOrEqual(other.createdAt)
        }
      }
    }),
  )
})

it('decides the same in whatever order logins are presented', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const turned = decideLinking({ ...given, presented: given.presented.toReversed() })
      const { value, refusal } = decideLinking(given)
      expect(turned.refusal?.code).toBe(refusal?.code)
      if (value?.kind === 'join' && turned.value?.kind === 'join') {
        expect(turned.value.parent).toEqual(value.parent)
      } else expect(turned.value?.kind).toBe(value?.kind)
    }),
  )
})
