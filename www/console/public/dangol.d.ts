// Types of `dangol(…)`, the call by which a shop's page says what the tag cannot read by itself. Copy this file into your project.
// Calls may be made before the tag has loaded: put `window.dangol ||= function () { (dangol.q ||= []).push(arguments) }` before them.

/** A product, or a line of a cart or an order. GA4's names do as well (`item_id`, `item_name`, `item_category`). */
interface DangolItem {
  /** Its number in the shop: one of `id` and `name` must be there. */
  id?: string | number
  name?: string
  /** `outer`, or a path: `women/outer`. */
  category?: string
  /** Of one unit, in the currency's unit: 12000, "24.50". */
  price?: number | string
  /** 1 where nothing is said. */
  quantity?: number
}

interface DangolList {
  items: DangolItem[]
  /** ISO 4217; the site's where nothing is said. */
  currency?: string
}

interface DangolCalls {
  /** The product of this page. */
  product: DangolItem | DangolList
  /** All that is in the cart now; an empty list empties it. */
  cart: DangolList
  /** What was put into the cart. */
  add_to_cart: DangolList
  /** What was taken out of it. */
  remove_from_cart: DangolList
  /** The order form was opened. */
  begin_checkout: DangolList
  /** An order was made. The same number is the same order, however often it is said. */
  order: Partial<DangolList> & { id: string; value: number | string }
  /** A search in the shop, and how many results it had. */
  search: { word: string; results?: number }
  /**
   * Who is signed in; an empty id: nobody. Without the signature of the shop's server (README, "Members") the id labels this visit and
   * reads nothing.
   */
  member: { id: string; signature?: string }
  /** Somebody joined. */
  sign_up: { id?: string; signature?: string }
  /** Another page was opened without loading one; routes by `history` and `#/` are seen by themselves. */
  page: { url?: string; title?: string }
}

interface Dangol {
  <Name extends keyof DangolCalls>(name: Name, data: DangolCalls[Name]): void
  /** An event of your own, for conditions and triggers. Properties are texts, numbers, yes or no; 200 characters of them are kept. */
  (name: 'track', event: string, properties?: Record<string, string | number | boolean>): void
  /** Calls that wait for the tag. */
  q?: ArrayLike<unknown>[] | { push(call: ArrayLike<unknown>): unknown }
  /**
   * What the shopper has agreed to. Where the site asks (`consent: required`) nothing is kept on the device or sent before `full`; it is
   * remembered until something else is said. `cookieless`: events are sent in the name of a browser that is forgotten with the page.
   * `ask`: an agreement is taken back. `off`: nothing runs. Whatever was kept goes with each but `full`. Google's consent mode
   * (`gtag('consent', 'update', { analytics_storage })`) is heard by itself where the site asks.
   */
  (name: 'consent', mode: 'full' | 'cookieless' | 'ask' | 'off'): void
  /** What is known and decided on this page: on this machine and in a preview. */
  debug?(): unknown
}

interface Window {
  dangol?: Dangol
}
declare const dangol: Dangol
