// What the shop keeps in the browser: cart, session, orders. Where storage is refused, it lasts for the page.
import { products, shop } from './data.js';

const memory = new Map();
/** Keys that the storage refused: memory is newer there. */
const refused = new Set();
export const QUANTITY_MAX = 99;
/** How many of the latest orders are kept for their order-done pages. */
const ORDERS_MAX = 20;

const keys = { cart: 'woorimall.cart', session: 'woorimall.session', orders: 'woorimall.orders' };

function read(key) {
  if (refused.has(key)) return memory.get(key) ?? null;
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key, value) {
  memory.set(key, value);
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    refused.delete(key);
  } catch {
    refused.add(key);
  }
}

export const productOf = (id) => products.find((product) => product.id === id);

const quantityOf = (value) => {
  const n = Math.trunc(Number(value));
  return Number.isFinite(n) ? Math.min(Math.max(n, 0), QUANTITY_MAX) : 0;
};

/** What a person typed as a quantity: 1 to 99. */
export const askedQuantity = (text) => Math.max(1, quantityOf(String(text).replace(/\D/g, '')));

/** The cart's lines, as {id, quantity}, without anything that the shop does not sell. */
export function cartLines() {
  const stored = read(keys.cart);
  if (!Array.isArray(stored)) return [];
  return stored.filter((line) => productOf(line?.id)).map(({ id, quantity }) => ({ id, quantity: quantityOf(quantity) })).filter((line) => line.quantity > 0);
}

/** The lines with their products' name and price. */
export const withProducts = (lines) => lines.map(({ id, quantity }) => ({ ...productOf(id), quantity }));

const changed = () => document.dispatchEvent(new CustomEvent('shop:cart'));

/** Sets the quantity of a product (0 takes it out) and says by how much it changed. */
export function setQuantity(id, quantity) {
  const lines = cartLines();
  const at = lines.findIndex((line) => line.id === id);
  const before = at < 0 ? 0 : lines[at].quantity;
  const after = quantityOf(quantity);
  if (at < 0) lines.push({ id, quantity: after });
  else lines[at].quantity = after;
  write(keys.cart, lines.filter((line) => line.quantity > 0));
  changed();
  return after - before;
}

export const addToCart = (id, quantity) => setQuantity(id, (cartLines().find((line) => line.id === id)?.quantity ?? 0) + quantity);

export function emptyCart() {
  write(keys.cart, []);
  changed();
}

/** The signed-in member, {member: {id, name, grade}, signature}, or null. */
export function session() {
  const stored = read(keys.session);
  return typeof stored?.member?.id === 'string' && typeof stored.member.name === 'string' ? stored : null;
}

export function setSession(value) {
  write(keys.session, value);
  document.dispatchEvent(new CustomEvent('shop:session'));
}

const ordersNow = () => {
  const stored = read(keys.orders);
  return Array.isArray(stored) ? stored.filter((order) => typeof order?.number === 'string' && Array.isArray(order.lines)) : [];
};

export const orderOf = (number) => ordersNow().find((order) => order.number === number) ?? null;

/** Keeps an order. Lines carry the price of that day, so that the page says the same for ever. */
export function keepOrder(order) {
  write(keys.orders, [order, ...ordersNow()].slice(0, ORDERS_MAX));
}

/** A new order number of the shop, by its own calendar: 20261121-7K3F9Q. */
export function orderNumber(now = new Date()) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Seoul', year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(now).map(({ type, value }) => [type, value]));
  // No I, L, O, 0, 1: a customer reads it out on the telephone.
  const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
  const code = Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => letters[byte % letters.length]).join('');
  return `${parts.year}${parts.month}${parts.day}-${code}`;
}

/** Calls back when another tab changed what the shop keeps. */
export function onOtherTab(then) {
  addEventListener('storage', ({ key }) => {
    if (key === null || Object.values(keys).includes(key)) then();
  });
}

export { shop };
