/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
export const MOST_GROUPS_A_POOL = 10_000
export const MOST_GROUPS_A_USER = 100
