/** Amazon Cognito's identity pools in small: what a client can see of identities, linking and credentials. */

type Logins = Readonly<Record<string, string>>

interface Identity {
  readonly id: string
  /** Who it is, by provider; empty for a guest. */
  readonly owners: Map<string, string>
}

interface Asked {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>> & {
    readonly IdentityId?: string
    readonly Logins?: Logins
  }
}

class Refusal extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

export class EmulatedIdentityPool {
  readonly #identities = new Map<string, Identity>()
  readonly asked: Asked[] = []
  allowsGuests = true
  /** It does not know the provider that they are of, or cannot ask it. */
  refusesLogins = false
  /** By how much its clock is ahead. */
  clockAheadMs = 0
  /** Runs before an answer leaves. */
  beforeAnswer: ((operation: string) => Promise<void>) | undefined
  /** Whom opaque tokens are about. */
  readonly people = new Map<string, string>()

  /** What was asked since the last time. */
  take(): string[] {
    return this.asked.splice(0).map(({ operation }) => operation)
  }

  /** An administrator deletes all identities. */
  deleteIdentities(): void {
    this.#identities.clear()
  }

  async fetch(request: Request): Promise<Response> {
    const operation = request.headers.get('x-amz-target')?.split('.')[1] ?? ''
    const input = JSON.parse(await request.text())
    this.asked.push({ operation, input })
    try {
      const answer = this.#answer(operation, input)
      await this.beforeAnswer?.(operation)
      return Response.json(answer)
    } catch (error) {
      const { name, message } = error as Error
      return Response.json({ __type: name, message }, { status: 400 })
    }
  }

  #answer(operation: string, { IdentityId, Logins }: Asked['input']): object {
    const owners = this.#ownersOf(Logins ?? {})
    if (operation === 'GetId') return { IdentityId: this.#identify(owners).id }
    const identity = this.#admit(IdentityId ?? '', owners)
    if (operation === 'GetOpenIdToken') {
      return { IdentityId: identity.id, Token: `token of ${identity.id}` }
    }
    const Expiration = Math.floor((Date.now() + this.clockAheadMs) / 1000) + 3600
    const SessionToken = `${owners.size > 0 ? 'authenticated' : 'guest'} ${crypto.randomUUID()}`
    const Credentials = { AccessKeyId: 'ASIA', SecretKey: 'secret', SessionToken, Expiration }
    return { IdentityId: identity.id, Credentials }
  }

  #identify(owners: Map<string, string>): Identity {
    const [known, ...others] = this.#ownedBy(owners)
    for (const other of others) this.#identities.delete(other.id)
    if (known) return this.#link(known, owners)
    if (owners.size === 0) this.#requireGuests()
    const identity = { id: `us-east-1:${crypto.randomUUID()}`, owners: new Map<string, string>() }
    this.#identities.set(identity.id, identity)
    return this.#link(identity, owners)
  }

  #admit(id: string, owners: Map<string, string>): Identity {
    const identity = this.#identities.get(id)
    if (!identity) throw new Refusal('ResourceNotFoundException', `Identity '${id}' not found.`)
    if (owners.size === 0) {
      if (identity.owners.size > 0) {
        throw new Refusal('NotAuthorizedException', `Access to Identity '${id}' is forbidden.`)
      }
      this.#requireGuests()
      return identity
    }
    const isTheirs = [...owners].some(([key, owner]) => identity.owners.get(key) === owner)
    if (identity.owners.size > 0 && !isTheirs) {
      throw new Refusal(
        'NotAuthorizedException',
        "Logins don't match. Please include at least one valid login for this identity or identity pool.",
      )
    }
    const known = this.#ownedBy(owners).find((other) => other !== identity)
    if (!known) return this.#link(identity, owners)
    this.#identities.delete(identity.id)
    return this.#link(known, new Map([...identity.owners, ...owners]))
  }

  #ownersOf(logins: Logins): Map<string, string> {
    return new Map(Object.entries(logins).map(([key, token]) => [key, this.#subjectOf(key, token)]))
  }

  /** Holds a token to the provider that it is said to be of. */
  #subjectOf(key: string, token: string): string {
    if (this.refusesLogins) throw new Refusal('NotAuthorizedException', 'Invalid login token.')
    const person = this.people.get(token)
    if (person) return person
    try {
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
      if (claims.iss.replace(/^https?:\/\//, '') === key) return claims.sub
    } catch {
      // The same refusal as for a token of another.
    }
    throw new Refusal('NotAuthorizedException', 'Invalid login token.')
  }

  #ownedBy = (owners: Map<string, string>): Identity[] =>
    [...this.#identities.values()].filter((identity) =>
      [...owners].some(([key, owner]) => identity.owners.get(key) === owner),
    )

  #link(identity: Identity, owners: Map<string, string>): Identity {
    for (const [key, owner] of owners) identity.owners.set(key, owner)
    return identity
  }

  #requireGuests(): void {
    if (this.allowsGuests) return
    const message = 'Unauthenticated access is not supported for this identity pool.'
    throw new Refusal('NotAuthorizedException', message)
  }
}
