// What all parts use: the record and the words in the page, texts, amounts, times, elements.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const record = read('record');
const result = record.result;
const words = read('words');

// Return one of our texts with its values; where words go with the number n, in the form for it.
const plural = new Intl.PluralRules(words.lang);
function say(key, values = {}) {
  const text = words.report_js[key];
  const form = typeof text === 'string' ? text : text[plural.select(Number(values.n))] ?? text.other;
  return form.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

const word = (group, name) => (Object.hasOwn(words[group], name) ? words[group][name] : name);
const endWord = (name) => (Object.hasOwn(words.end, name) ? words.end[name] : word('account_kind', name));

// Show characters that hide, or that turn the reading direction, by their codes.
function plain(value) {
  if (value === null || value === undefined) return '';
  return String(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (char) => '\\u' + char.codePointAt(0).toString(16).padStart(4, '0'));
}

// Amounts are text with decimals; nothing here makes a float of one.
const units = (text) => BigInt((text ?? '0').replace('.', ''));

function amount(text) {
  if (text === null || text === undefined) return '';
  const [whole, part = ''] = text.replace('-', '').split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, words.forms.group);
  const fraction = /[1-9]/.test(part) ? words.forms.decimal + part : '';
  return (text.startsWith('-') ? '\u2212' : '') + spaced + fraction;
}

// Show a number that is no money, such as a score, with so many digits.
const decimal = (value, digits) => value.toFixed(digits).replace('-', '\u2212').replace('.', words.forms.decimal);

function sum(amounts) {
  const decimals = (amounts[0] ?? '0.00').split('.')[1]?.length ?? 0;
  const total = amounts.reduce((all, one) => all + units(one), 0n);
  const digits = String(total).padStart(decimals + 1, '0');
  return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
}

function time(text) {
  if (!text) return '';
  const [day, clock = ''] = text.split('T');
  const [year, month, number] = day.split('-');
  const parts = { year, month: words.forms.months[Number(month) - 1], day: number };
  const shown = words.forms.date.replace(/\{(\w+)\}/g, (_, name) => parts[name]);
  return clock ? shown + words.forms.clock + clock.replace(/^(\d\d:\d\d):00$/, '$1') : shown;
}

function duration(seconds) {
  const minutes = Math.round(Math.abs(seconds) / 60);
  if (minutes < 1) return say('seconds', { n: Math.abs(seconds) });
  if (minutes < 60) return say('minutes', { n: minutes });
  if (minutes < 2880) return say('hours', { n: Math.floor(minutes / 60), minutes: minutes % 60 });
  return say('days', { n: Math.round(minutes / 1440) });
}

// Make an element. Attributes are set one by one and children are text or nodes: never markup.
function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'on') for (const [event, does] of Object.entries(value)) made.addEventListener(event, does);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.flat(2).filter((one) => one !== null && one !== undefined && one !== ''));
  return made;
}

const link = (to, text, attributes = {}) => el('a', { href: `#${to}`, ...attributes }, text);

// Pages over a case have pages of their own for what a report shows in its panel.
const pages = record.pages ?? null;
const page = (name, values) => `${pages[name]}?${new URLSearchParams(values)}`;
const shown = (what, text, attributes = {}) => el('a', { href: page('show', { what }), ...attributes }, text);
