// The columns of each table, as a person who asks about the case reads them.

const col = (title, kind, value, shows) => ({ title: say(`c_${title}`), kind, value: typeof value === 'string' ? (row) => row[value] : value, shows });
const endsText = (ends) => ends.map((one) => `${endWord(one.end)} ${amount(one.amount)}`);
const complaintLink = (number) => {
  if (pages) return el('a', { href: page('trace', { complaint: number }) }, plain(number));
  const place = (result.tables.complaints ?? []).findIndex((row) => row.complaint === number);
  return place < 0 ? plain(number) : link(`complaints-${place}`, plain(number));
};
// A place as it is short: the file without its folders; copied and in the panel it is whole.
const shortPlace = (place) => plain(place).replace(/^.*[\\/](?=[^\\/]*$)/, '');
const places = (title, value) => col(title, 'lines', value, (row) => value(row).map((one) => el('div', { title: plain(one) }, pages ? shown(one, shortPlace(one)) : shortPlace(one))));
const t = (name, title, kind, shows) => col(title, kind, (row) => of(row, name), shows);
const hasBounds = (rows) => rows.some((row) => row.least !== null && row.least !== row.most);
// An amount that most tables do not have: a column only where some row has it.
const where = (rows, name) => (rows.some((row) => units(row[name])) ? [col(name, 'amount', name)] : []);
const account = (title = 'account') => col(title, 'account', 'account');
const bank = () => col('bank', 'text', (row) => (row.account === null ? null : result.accounts[row.account].bank_name ?? result.accounts[row.account].bank));

function linked() {
  const found = grouped(result.accounts.map((one, index) => ({ one, index })), ({ one }) => one.links.map((each) => `${each.kind}\n${each.value}`));
  return [...found].map(([key, rows]) => {
    const [kind, ...value] = key.split('\n');
    return { kind, value: value.join('\n'), accounts: rows.map(({ index }) => index) };
  }).sort((a, b) => b.accounts.length - a.accounts.length || compare(a.value, b.value));
}

const ends = (rows, bounds) => [
  account(), col('amount', 'amount', 'amount'), col('end', 'text', (row) => endWord(row.end)), bank(), col('layer', 'number', 'layer'),
  ...(bounds && hasBounds(rows) ? [col('least', 'amount', 'least'), col('most', 'amount', 'most')] : []),
  ...where(rows, 'unsure'), col('first', 'time', 'first_ts'), col('last', 'time', 'last_ts'),
];
const evidence = () => [col('score', 'score', 'score'), col('why', 'wide', 'why'), col('transfers', 'transfers', 'transfers')];
const byName = (name) => el('div', {}, shown(name, plain(name), { class: 'nr' }));
const some = (title, value, one) => col(title, 'lines', (row) => value(row).map(String), (row) => value(row).slice(0, 20).map((each) => el('div', {}, one(each))));

const COLUMNS = {
  unknown: () => [
    col('what', 'text', (row) => word('report_unknown', row.kind)), col('says', 'wide', 'says'), account(),
    col('transfer', 'transfer', 'transfer'), col('amount', 'amount', 'amount'), col('place', 'text', 'place'),
  ],
  freeze: (rows) => [
    account(), col('amount', 'amount', 'amount'), ...where(rows, 'frozen'), bank(), ...where(rows, 'unsure'), col('stated', 'amount', 'stated'),
    col('since', 'time', 'since'), col('minutes', 'number', 'minutes'),
    col('whose', 'lines', (row) => row.victims.map(([number, part]) => `${number} ${amount(part)}`),
      (row) => row.victims.map(([number, part]) => el('div', {}, complaintLink(number), ` ${amount(part)}`))),
  ],
  exits: (rows) => ends(rows, true),
  ends: (rows) => ends(rows, false),
  bounds: (rows) => [
    account(), bank(), col('end', 'text', (row) => endWord(row.end)), col('least', 'amount', 'least'), col('most', 'amount', 'most'),
    ...Object.keys(rows[0]?.rules ?? {}).map((rule) => ({ title: rule, kind: 'amount', value: (row) => row.rules[rule] })),
  ],
  droppers: () => [
    col('layers', 'text', (row) => row.layers.join(', ')), account(), bank(), col('score', 'score', 'score'), col('ring', 'number', 'ring'),
    col('received', 'amount', 'received'), col('passed_on', 'amount', 'passed_on'), col('stays', 'amount', 'stays'),
    col('why', 'wide', 'why'), col('first', 'time', 'first_ts'), col('last', 'time', 'last_ts'),
  ],
  victims: () => [
    col('complaint', 'text', 'complaint', (row) => complaintLink(row.complaint)), col('name', 'text', 'name'), col('owner', 'text', 'owner'), account(),
    col('amount', 'amount', 'amount'), col('time', 'time', 'ts'), col('ends', 'lines', (row) => endsText(row.ends)),
  ],
  complaints: () => [
    col('complaint', 'text', 'complaint', (row) => (pages ? complaintLink(row.complaint) : plain(row.complaint))), col('registered', 'time', 'registered'),
    col('victim', 'text', 'victim'), col('account', 'text', 'account'),
    col('amount', 'amount', 'amount'), col('time', 'time', 'ts'), col('transfer', 'transfer', 'transfer'), col('why', 'wide', 'why'), col('place', 'text', 'place'),
  ],
  requests: () => [
    col('bank', 'text', (row) => row.bank_name ?? row.bank), account(), col('first', 'time', 'first_ts'), col('last', 'time', 'last_ts'),
    col('amount', 'amount', 'amount'),
    some('complaints', (row) => row.complaints, complaintLink),
  ],
  passed_on: () => [
    col('bank', 'text', (row) => row.bank_name ?? row.bank), account(), col('first', 'time', 'first_ts'), col('last', 'time', 'last_ts'),
    col('amount', 'amount', 'amount'), col('currency', 'text', 'currency'),
    col('payers', 'lines', (row) => row.payers.map(accountName), (row) => row.payers.slice(0, 20).map((one) => el('div', {}, accountLink(one)))),
  ],
  findings: () => [
    col('finding', 'text', 'title'), col('about', 'text', 'about', (row) => (row.account === null ? plain(row.about) : accountLink(row.account))),
    ...evidence(),
  ],
  // what one query finds, and what follows, is in pages over a case alone
  found: () => [col('about', 'lines', (row) => row.names, (row) => row.names.map(byName)), ...evidence()],
  series: () => [
    col('series', 'number', 'series', (row) => el('a', { href: page('report', { kind: 'series', name: row.series }) }, String(row.series))),
    col('amount', 'amount', 'amount'), col('why', 'wide', 'why'),
    some('complaints', (row) => row.complaints, complaintLink),
    col('tied_by', 'lines', (row) => row.accounts.map(accountName), (row) => row.accounts.slice(0, 20).map((one) => el('div', {}, accountLink(one)))),
  ],
  statement: (rows) => [
    col('transfer', 'transfer', 'id'), col('time', 'time', (row) => (row.day_only ? row.ts.slice(0, 10) : row.ts)),
    col('in', 'amount', (row) => (row.direction === 'in' ? row.amount : null)), col('out', 'amount', (row) => (row.direction === 'out' ? row.amount : null)),
    col('balance', 'amount', 'balance'),
    ...(rows.some((row) => row.stated) ? [col('stated', 'amount', 'stated', (row) => amount(row.stated) + (row.differs ? ' \u2260' : ''))] : []),
    ...(rows.some((row) => row.stolen) ? [col('stolen', 'amount', 'stolen')] : []),
    col('other', 'text', 'label', (row) => shown(`account:${row.other}`, plain(row.label), { class: 'nr' })),
    col('name', 'text', 'other_name'), col('bank', 'text', 'bank_name'),
  ],
  links: () => [
    col('what', 'text', (row) => word('report_link', row.kind)), col('value', 'text', 'value'), col('n', 'number', (row) => row.accounts.length),
    col('accounts', 'lines', (row) => row.accounts.map(accountName), (row) => row.accounts.slice(0, 30).map((one) => el('div', {}, accountLink(one)))),
  ],
  accounts: () => [
    account(), bank(), col('owner', 'text', 'owner'), col('kind', 'text', (row) => word('account_kind', row.kind)),
    col('statement', 'text', (row) => say(row.held ? 'held' : 'not_held')), col('score', 'score', 'score'), col('ring', 'number', 'ring'), col('why', 'wide', 'why'),
  ],
  transfers: () => [
    t('id', 'id', 'transfer'), t('ts', 'time', 'time'), t('from', 'payer', 'account'), t('to', 'payee', 'account'), t('amount', 'amount', 'amount'),
    t('currency', 'currency', 'text'), t('traced', 'traced', 'amount'), t('kind', 'kind', 'text', (row) => word('transfer_kind', of(row, 'kind'))),
    t('doubt', 'doubt', 'text', (row) => (of(row, 'doubt') ? word('report_unknown', of(row, 'doubt')) : '')), places('place', (row) => of(row, 'places')),
  ],
  events: () => [
    col('time', 'time', 'ts'), col('what', 'text', eventWord), col('amount', 'amount', 'amount'),
    col('payer', 'account', (row) => party(row, 'from')), col('payee', 'account', (row) => party(row, 'to')),
    col('transfer', 'transfer', 'transfer'), places('place', (row) => (transfers.has(row.transfer) ? of(transfers.get(row.transfer), 'places') : [])),
  ],
};

const ROWS = {
  unknown: () => result.unknown,
  links: linked,
  accounts: () => result.accounts.map((one, index) => ({ ...one, account: index })),
  transfers: () => result.transfers.rows,
  events: () => result.events,
};

function party(event, side) {
  const row = transfers.get(event.transfer);
  return row ? of(row, side) : null;
}

function eventWord(event) {
  if (event.lane === 'layer') return say('pays_on', { n: event.layer });
  return event.lane === 'exit' ? endWord(event.end) : word('report_lane', event.lane);
}

function fill(place) {
  const name = place.dataset.table;
  const rows = ROWS[name] ? ROWS[name]() : result.tables[name];
  const title = document.getElementById(`h-${name}`)?.textContent ?? say('events');
  const table = new Table(name, title, COLUMNS[place.dataset.columns ?? name](rows), rows);
  tables.set(name, table);
  place.append(table.node);
}
