// Tables that sort, filter and copy. A column: title, kind, value of a row, and what is shown.

const SHOWN = 50;
const tables = new Map();
let made = 0;

// A cell that a spreadsheet would take for a formula is copied with an apostrophe before it.
const guarded = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/[\t\r\n]+/g, ' ');

const collator = new Intl.Collator(words.lang, { numeric: true });

function compare(one, other) {
  if (one === other) return 0;
  if (one === null || one === undefined) return 1;
  if (other === null || other === undefined) return -1;
  if (typeof one === 'string') return collator.compare(one, other);
  return one < other ? -1 : 1;
}

const SORTS = {
  amount: (value) => (value === null || value === undefined ? null : units(value)),
  accounts: (value) => (value === null ? null : accountName(value)),
};
const SHOWS = {
  amount: (value) => amount(value),
  time: (value) => time(value),
  score: (value) => (value === null || value === undefined ? '' : decimal(value, 2)),
  account: (value) => accountLink(value),
  transfer: (value) => (value === null ? '' : transferLink(value)),
  transfers: (value) => value.slice(0, 12).flatMap((id) => [transferLink(id), ' ']).concat(value.length > 12 ? [`+${value.length - 12}`] : []),
  lines: (value) => el('ul', {}, value.map((one) => el('li', {}, plain(one)))),
};
const COPIES = {
  account: (value) => (value === null || value === undefined ? '' : plain(result.accounts[value].number ?? result.accounts[value].label)),
  time: (value) => (value ?? '').replace('T', ' '),
  transfers: (value) => value.join(' '),
  lines: (value) => value.join('; '),
};
const CLASSES = { amount: 'number', number: 'number', score: 'number', time: 'time', account: 'party', wide: 'wide-text', lines: 'whole' };
const RIGHT = new Set(['amount', 'number', 'score']);

class Table {
  constructor(name, title, columns, rows, { small = false } = {}) {
    Object.assign(this, { name, title, columns, small });
    this.rows = rows.map((row, place) => ({ row, place }));
    this.order = this.rows;
    this.limit = SHOWN;
    this.sorted = null;
    this.number = made++;
    this.body = el('tbody');
    this.count = el('p', { class: 'count-of-rows', role: 'status' });
    this.more = el('button', { type: 'button', class: 'more', on: { click: () => this.all() } });
    this.node = el('div', {}, this.tools(), el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': title },
      el('table', {}, el('caption', { class: 'unseen-caption' }, title), el('thead', {}, this.head()), this.body)), this.more);
    this.draw();
  }

  tools() {
    if (this.small) return el('div', { class: 'tools' }, this.count, this.copyButton());
    const id = `filter${this.number}`;
    this.input = el('input', { id, type: 'search', autocomplete: 'off', spellcheck: 'false', on: { input: () => this.filter() } });
    return el('div', { class: 'tools' }, el('label', { for: id }, say('filter')), this.input, this.copyButton(), this.count);
  }

  copyButton() {
    return el('button', { type: 'button', class: 'copy', on: { click: () => this.copy() } }, say('copy'));
  }

  head() {
    return el('tr', {}, this.columns.map((one, place) => el('th', { scope: 'col', class: RIGHT.has(one.kind) ? 'number' : null },
      el('button', { type: 'button', on: { click: () => this.sort(place) } }, one.title, el('span', { class: 'arrow', 'aria-hidden': 'true' })))));
  }

  value(column, { row }) {
    const value = column.value(row);
    return SORTS[column.kind] ? SORTS[column.kind](value) : column.kind === 'account' ? SORTS.accounts(value)
      : Array.isArray(value) ? value.join(' ') : value;
  }

  sort(place) {
    const column = this.columns[place];
    const down = this.sorted?.place === place ? !this.sorted.down : column.kind === 'amount' || column.kind === 'score';
    this.sorted = { place, down };
    const keys = new Map(this.rows.map((one) => [one, this.value(column, one)]));
    const empty = (one) => one === null || one === undefined || one === '';
    this.rows = [...this.rows].sort((a, b) => {
      const [x, y] = [keys.get(a), keys.get(b)];
      if (empty(x) || empty(y)) return Number(empty(x)) - Number(empty(y)) || a.place - b.place;
      return (down ? compare(y, x) : compare(x, y)) || a.place - b.place;
    });
    this.node.querySelectorAll('th[scope=col]').forEach((th, at) => {
      if (at === place) th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else th.removeAttribute('aria-sort');
    });
    this.filter();
  }

  filter() {
    const wanted = (this.input?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    this.order = wanted.length ? this.rows.filter((one) => wanted.every((part) => this.textOf(one).includes(part))) : this.rows;
    this.draw();
  }

  // All that a row shows and copies, in small letters; amounts also without spaces.
  textOf(one) {
    one.text ??= this.columns.map((column) => {
      const value = column.value(one.row);
      const account = column.kind === 'account' && value !== null && value !== undefined ? result.accounts[value] : null;
      const shown = column.kind === 'amount' ? amount(value).replaceAll('\u00a0', '') : column.kind === 'time' ? time(value) : '';
      return [this.cellText(column, one), shown, account ? `${account.name ?? ''} ${account.label} ${account.owner ?? ''} ${account.bank_name ?? ''}` : ''].join(' ');
    }).join(' ').toLowerCase();
    return one.text;
  }

  cellText(column, { row }) {
    const value = column.value(row);
    return COPIES[column.kind] ? COPIES[column.kind](value) : plain(value);
  }

  cell(column, { row }) {
    const value = column.value(row);
    const shown = column.shows ? column.shows(row) : SHOWS[column.kind] ? SHOWS[column.kind](value) : plain(value);
    return el('td', { class: CLASSES[column.kind] ?? null }, shown);
  }

  draw() {
    const shown = this.order.slice(0, this.limit);
    this.body.replaceChildren(...shown.map((one) => el('tr', { id: this.name ? `${this.name}-${one.place}` : null, tabindex: '-1' },
      this.columns.map((column) => this.cell(column, one)))));
    this.count.textContent = this.order.length === this.rows.length ? say('rows', { n: this.rows.length })
      : say('rows_of', { n: this.order.length, all: this.rows.length });
    this.more.hidden = this.order.length <= this.limit;
    this.more.textContent = say('show_all', { n: this.order.length });
  }

  all(limit = Infinity) {
    this.limit = limit;
    this.draw();
  }

  // Show the row that stood at a place of the record, whatever was filtered.
  reveal(place) {
    if (this.input?.value) this.input.value = '';
    this.order = this.rows;
    if (this.order.findIndex((one) => one.place === place) >= this.limit) this.limit = Infinity;
    this.draw();
    return document.getElementById(`${this.name}-${place}`);
  }

  async copy() {
    const head = this.columns.map((one) => guarded(one.title));
    const lines = this.order.map((one) => this.columns.map((column) => guarded(this.cellText(column, one))));
    const text = [head, ...lines].map((cells) => cells.join('\t')).join('\n');
    this.count.textContent = (await copied(text)) ? say('copied', { n: this.order.length }) : say('not_copied');
  }
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el('textarea', { class: 'away', 'aria-hidden': 'true' });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
