// The shop's data layer: GA4's recommended e-commerce events, pushed as shops with a tag manager do.
import { categories, shop } from './data.js';

const layer = (window.dataLayer = window.dataLayer || []);
const push = (value) => {
  try {
    layer.push(value);
  } catch {
    // A tag that listens may fail; the shop does not.
  }
};

const total = (lines) => lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
const item = ({ id, name, category, price, quantity = 1 }) => ({
  item_id: id,
  item_name: name,
  item_brand: shop.name,
  item_category: categories.find((c) => c.slug === category)?.name ?? '',
  price,
  quantity,
});

function ecommerce(event, fields) {
  push({ ecommerce: null });
  push({ event, ecommerce: fields });
}

const worth = (event, lines, more = {}) => ecommerce(event, { ...more, currency: shop.currency, value: total(lines), items: lines.map(item) });

export const viewItemList = (id, name, products) =>
  ecommerce('view_item_list', { item_list_id: id, item_list_name: name, items: products.map((product, index) => ({ ...item(product), index, item_list_id: id, item_list_name: name })) });
export const viewItem = (product) => worth('view_item', [{ ...product, quantity: 1 }]);
export const addedToCart = (product, quantity) => worth('add_to_cart', [{ ...product, quantity }]);
export const removedFromCart = (product, quantity) => worth('remove_from_cart', [{ ...product, quantity }]);
export const viewCart = (lines) => worth('view_cart', lines);
export const beginCheckout = (lines) => worth('begin_checkout', lines);
export const purchase = (order) => worth('purchase', order.lines, { transaction_id: order.number, tax: 0, shipping: order.shipping });

export const search = (word, results) => push({ event: 'search', search_term: word, results });
export const login = ({ member, signature }) => push({ event: 'login', method: 'shop', user_id: member.id, ...(signature ? { user_id_signature: signature } : {}) });
export const signUp = (id) => push({ event: 'sign_up', method: 'shop', user_id: id });
export const logout = () => push({ event: 'logout', user_id: '' });
