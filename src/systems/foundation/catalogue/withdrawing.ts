import { text, type Act } from '#declare'

/** Whoever asked takes it back, until it is answered. */
export const withdrawing = (label: string) =>
  ({
    label,
    to: 'end',
    as: 'withdraw',
    by: { applicant: true },
    asks: { reason: text('撤回的原因', { max: 200, optional: true }) },
    grave: true,
  }) as const satisfies Act<'end'>
