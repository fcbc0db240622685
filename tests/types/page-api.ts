/// <reference path="../../www/console/public/dangol.d.ts" />
// The types that shops' developers copy: what is right passes the compiler, what is wrong does not. Nothing here runs.

export const right = () => {
  dangol('product', { id: 'P1', name: '니트', price: 39_000 })
  dangol('cart', { items: [], currency: 'KRW' })
  dangol('add_to_cart', { items: [{ id: 7, quantity: 2, price: '24.50' }] })
  dangol('order', { id: '20261122-1', value: 39_000, items: [{ id: 'P1' }] })
  dangol('search', { word: '코트', results: 0 })
  dangol('member', { id: '' })
  dangol('track', 'quiz', { plan: 'pro', step: 2, done: true })
  dangol('track', 'quiz')
  dangol('page', { url: '/step/2' })
  window.dangol?.debug?.()
}

export const wrong = () => {
  // @ts-expect-error an order has a number
  dangol('order', { value: 1 })
  // @ts-expect-error a cart is a list
  dangol('cart', { id: 'P1' })
  // @ts-expect-error there is no such call
  dangol('carts', { items: [] })
  // @ts-expect-error properties are flat
  dangol('track', 'quiz', { answers: ['a'] })
}
