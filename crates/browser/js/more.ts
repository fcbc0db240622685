// What most pages do without: a coupon's code, a countdown, a question, a form, products, a place in the page, a popup's looks. A file of its own,
// fetched where the bundle has such a message; until it has come those messages wait.

import { address } from './address';
import { later, safe, errors } from './guard';
import { make } from './make';
import { AWAY_S_MAX, CLICK, CLOSE, THANKS_MS } from './numbers';
import { MORE_SHEET } from './style';
import type { Block, More, Stage } from './types';

function run([painters, finders, looks, hooks, api, note, ready]: More): void {
  errors.push = note as any;
  looks.push(MORE_SHEET);

  /** The place of a message in the page, looked for by an observer only while it is not there; again when the page has drawn it anew. */
  finders[0] = (host, selector, side, then) => {
    let [isFirst, isOver] = [true, false];
    const look = safe(() => {
      if (host.isConnected || isOver) return;
      const place = document.querySelector(selector);
      if (!place) return observer.observe(document, { childList: true, subtree: true, attributeFilter: ['id', 'class'] });
      observer.disconnect();
      place[(['before', 'prepend', 'append', 'after'] as const)[side]!](host);
      if (isFirst) then();
      isFirst = false;
    });
    const observer = new MutationObserver(look);
    hooks.push(look);
    look();
    return () => {
      isOver = true;
      observer.disconnect();
      hooks.splice(hooks.indexOf(look), 1);
    };
  };

  /** A coupon's code: one button, which copies it. */
  painters[7] = ([group, , ko, , , leave], [, code]) => {
    const button = make('button', group('b'), 'd');
    make('b', button, '', code);
    const word = make('span', button, '', ko ? '복사' : 'Copy', { ariaLive: 'polite' });
    const done = () => (word.textContent = ko ? '복사했어요' : 'Copied');
    button.onclick = safe(() => {
      leave(THANKS_MS, CLICK);
      // Without the right to write to the clipboard it is marked, ready to be copied by hand.
      const mark = safe(() => {
        getSelection()!.selectAllChildren(button.firstChild!);
        if (document.execCommand('copy')) done();
      });
      if (navigator.clipboard) navigator.clipboard.writeText(code).then(done, mark);
      else mark();
    });
  };

  /** What is left until the message ends. It goes with the end. */
  painters[8] = ([group, , ko, , end, leave]) => {
    const line = make('p', group('b'), 'e', '', { role: 'timer' });
    make('span', line, '', ko ? '남은 시간 ' : 'Ends in ');
    const time = make('b', line);
    /** `away`: for how many seconds it has not been in the page. Who moves a message takes it out for a moment. */
    const tick = (away = 0) => {
      const left = end - Date.now();
      if (left <= 0) return leave(0);
      const seconds = Math.ceil(left / 1000);
      const days = Math.floor(seconds / 86400);
      const clock = [seconds / 3600 - days * 24, (seconds / 60) % 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
      time.textContent = (days ? days + (ko ? '일 ' : 'd ') : '') + clock;
      later(() => (line.isConnected ? tick() : away < AWAY_S_MAX && tick(away + 1)), left % 1000 || 1000);
    };
    tick();
  };

  /** One question: a tap answers it. */
  painters[9] = (stage, [, thanks, choices]) => {
    const [group, , , message] = stage;
    const list = make('div', group('b'), 'l', '', { role: 'group' });
    (choices as string[]).forEach((answer, i) => {
      make('button', list, 'v', answer).onclick = safe(() => {
        api('track', 'survey', { message, choice: i + 1, answer });
        thank(stage, list, thanks);
      });
    });
    return () => (list.ariaLabel = (list.closest('.c') as HTMLElement).ariaLabel);
  };

  /** An address, with consent. It goes to the page, and nowhere else: it is sent when the page says so. */
  painters[10] = (stage, [, thanks, phone, label, consent, send]) => {
    const [group, , ko, message] = stage;
    const words = ko
      ? ['이메일', '휴대폰 번호', '주소를 확인해 주세요.', '번호를 확인해 주세요.', '동의해 주셔야 보낼 수 있어요.', '지금은 보낼 수 없어요. 잠시 뒤에 다시 시도해 주세요.']
      : ['E-mail', 'Phone number', 'Please check the address.', 'Please check the number.', 'It can be sent only with your consent.', 'It cannot be sent right now. Please try again later.'];
    const form = make('form', group('b'), '', '', { noValidate: true });
    const name = make('label', form, '', label || words[phone]);
    const field = make('input', name, '', '', { type: phone ? 'tel' : 'email', autocomplete: phone ? 'tel' : 'email', required: true });
    const box = make('label', form, 'j');
    const tick = make('input', box, '', '', { type: 'checkbox', required: true });
    make('span', box, '', consent);
    const error = make('p', form, 'm', '', { role: 'alert', id: 'm' });
    make('button', form, 'go', send);
    form.onsubmit = safe((event: Event) => {
      event.preventDefault();
      const value = field.value.trim();
      const isGood = (phone ? /^\+?[\d\s()-]{8,20}$/ : /^[^\s@]+@[^\s@]+\.[^\s@]+$/).test(value);
      const bad = !isGood ? field : !tick.checked ? tick : null;
      field.ariaInvalid = !isGood as any;
      tick.ariaInvalid = (bad == tick) as any;
      error.textContent = bad ? words[bad == tick ? 4 : 2 + phone]! : '';
      bad?.setAttribute('aria-describedby', 'm');
      bad?.focus();
      if (bad) return;
      const detail = { message, event: 'capture', asks: phone ? 'phone' : 'email', value, consent, at: new Date().toISOString() };
      if (dispatchEvent(new CustomEvent('dangol', { cancelable: true, detail }))) return (error.textContent = words[5]!);
      api('track', 'capture', { message, asks: detail.asks });
      thank(stage, form, thanks);
      return;
    });
  };

  /** Products, as the engine has chosen them by what is in the cart: a link each. */
  painters[11] = ([group, report]) => {
    const list = make('ul', group('b'), 'g', '', { role: 'list' });
    let drawn = '';
    return ([, products]) => {
      // The cart changes more often than what fits it: what has the focus keeps it.
      if (drawn == (drawn = JSON.stringify(products))) return;
      list.textContent = '';
      for (const [name, image, link, price] of products as string[][]) {
        const href = address(link!);
        const row = make(href ? 'a' : ('p' as 'a'), make('li', list), '', '', { href: href!, onclick: safe(() => report(CLICK)) });
        const tile = make('i', row, 'r');
        const src = address(image!, true);
        // The name stands beside it.
        if (src) make('img', tile, '', '', { alt: '', src });
        make('span', row, '', name);
        make('b', row, '', price);
      }
    };
  };

  ready();
}

/** In the place of what was asked. */
function thank([, , ko, , , leave]: Stage, asked: HTMLElement, thanks: Block[1]): void {
  const words = make('p', null, 'u', thanks || (ko ? '고마워요!' : 'Thank you!'), { role: 'status', tabIndex: -1 });
  asked.replaceWith(words);
  words.focus();
  words.closest('.c')!.querySelectorAll('.f').forEach((foot) => foot.remove());
  leave(THANKS_MS, CLICK, CLOSE);
}

const given = (document.currentScript as (HTMLScriptElement & { dangol?: More }) | null)?.dangol;
if (given) safe(run)(given);
