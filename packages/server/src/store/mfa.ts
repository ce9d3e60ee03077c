import type { MfaFactor, MfaSettings } from '../records/mfa.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'

const NOTHING: MfaSettings = {
  enabled: [],
  preferred: undefined,
  passkey: undefined,
  totpSecret: undefined,
  totpPending: undefined,
}

export const mfaIn = (db: Queries) => ({
  /** What a user chose; nothing for who never did. */
  async ofUser(userId: string): Promise<MfaSettings> {
    const row = await db
      .selectFrom('user_mfa')
      .selectAll()
      .where('user_id', '=', userId)
      .executeTakeFirst()
    if (!row) return NOTHING
    const columns = { SMS_MFA: row.sms, SOFTWARE_TOKEN_MFA: row.totp, EMAIL_OTP: row.email }
    const factors = Object.keys(columns) as MfaFactor[] // the keys written one line above
    return {
      enabled: factors.filter((factor) => columns[factor] === 1),
      preferred: (row.preferred ?? undefined) as MfaFactor | undefined, // only this file writes the column
      passkey: row.passkey === null ? undefined : row.passkey === 1,
      totpSecret: row.totp_secret ?? undefined,
      totpPending: row.totp_pending ?? undefined,
    }
  },

  /** Writes which factors are on and which is preferred. */
  async choose(
    userId: string,
    { enabled, preferred }: Pick<MfaSettings, 'enabled' | 'preferred'>,
  ): Promise<void> {
    await upsert(db, userId, {
      sms: enabled.includes('SMS_MFA') ? 1 : 0,
      totp: enabled.includes('SOFTWARE_TOKEN_MFA') ? 1 : 0,
      email: enabled.includes('EMAIL_OTP') ? 1 : 0,
      preferred: preferred ?? null,
    })
  },

  /** Writes whether a user's passkeys are two factors in one. */
  async choosePasskey(userId: string, isOn: boolean): Promise<void> {
    await upsert(db, userId, { passkey: isOn ? 1 : 0 })
  },

  /** Keeps a secret that was given out; the one before it, if not proven, is worth nothing then. */
  async offerTotp(userId: string, sealed: string): Promise<void> {
    await upsert(db, userId, { totp_pending: sealed })
  },

  /** A code proved the secret that was given out. False when another one was given out meanwhile. */
  async acceptTotp(
    userId: string,
    { pending, sealed, step }: { pending: string; sealed: string; step: number },
  ): Promise<boolean> {
    const result = await db
      .updateTable('user_mfa')
      .set({ totp_secret: sealed, totp_pending: null, totp_step: step })
      .where('user_id', '=', userId)
      .where('totp_pending', '=', pending)
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** Keeps the authenticator app that a sign-in set up. Another one, not proven yet, is given up. */
  async keepTotp(userId: string, sealed: string, step: number): Promise<void> {
    await upsert(db, userId, { totp_secret: sealed, totp_pending: null, totp_step: step })
  },

  /** Uses the code of a time step up. False when it, or a later one, was used before. */
  async spendTotpStep(userId: string, step: number): Promise<boolean> {
    const result = await db
      .updateTable('user_mfa')
      .set({ totp_step: step })
      .where('user_id', '=', userId)
      .where('totp_step', '<', step)
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** Forgets the authenticator app. False when there was none. */
  async removeTotp(userId: string): Promise<boolean> {
    const result = await db
      .updateTable('user_mfa')
      .set((e) => ({
        totp: 0,
        totp_secret: null,
        totp_pending: null,
        preferred: e
          .case()
          .when('preferred', '=', 'SOFTWARE_TOKEN_MFA')
          .then(null)
          .else(e.ref('preferred'))
          .end(),
      }))
      .where('user_id', '=', userId)
      .where('totp_secret', 'is not', null)
      .executeTakeFirst()
    return changed(result) === 1
  },
})

async function upsert(
  db: Queries,
  userId: string,
  values: Partial<Omit<Tables['user_mfa'], 'user_id'>>,
): Promise<void> {
  const row = { user_id: userId, sms: 0, email: 0, totp: 0, totp_step: 0, ...EMPTY, ...values }
  await db
    .insertInto('user_mfa')
    .values(row)
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
    .execute()
}

const EMPTY = { preferred: null, passkey: null, totp_secret: null, totp_pending: null }
