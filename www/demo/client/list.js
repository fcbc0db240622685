// Front page and categories: which products were listed.
import './shop.js';
import { viewItemList } from './events.js';
import { productOf } from './store.js';

const { list, listName } = document.body.dataset;
if (list) viewItemList(list, listName, [...document.querySelectorAll('main .card')].map((card) => productOf(card.dataset.product)).filter(Boolean));
