import type { ImportKind } from '../../api.ts';

/** What may be said by hand of a file, by its kind: as `crates/import/src/column.rs` has them. */
export const FIELDS: Record<ImportKind, readonly string[]> = {
  orders: ['order', 'at', 'customer', 'product', 'name', 'units', 'price', 'amount', 'total', 'status', 'category', 'coupon', 'refunded', 'currency'],
  members: ['member', 'name', 'phone', 'email', 'joined_at', 'sms_consent', 'email_consent', 'consent_at'],
  products: ['product', 'name', 'category', 'price', 'currency'],
  coupons: ['coupon', 'name', 'discount', 'starts_at', 'ends_at'],
  events: [],
};
