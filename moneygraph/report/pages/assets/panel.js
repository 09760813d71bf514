// The panel beside the page: all that the record holds on what a fragment names, with links on.

const panel = document.getElementById('panel');
let opener = null;

const fact = (name, ...value) => (value.flat(3).some((one) => one !== '' && one !== null && one !== undefined)
  ? [el('dt', {}, say(name)), el('dd', {}, ...value)] : []);
const part = (title, ...children) => (children.flat(2).length ? [el('h3', {}, title), ...children.flat(2)] : []);
const small = (title, columns, rows) => (rows.length ? [new Table(null, title, columns, rows, { small: true }).node] : []);
const items = (nodes) => (nodes.length ? [el('ul', {}, nodes.map((one) => el('li', {}, one)))] : []);
const money = (text) => `${amount(text)} ${plain(result.currency)}`;
const usedIn = (rows) => items(rows.slice(0, 40).map(([table, place]) => link(`${table}-${place}`, rowWord(table, place))));
const unknownRows = (test) => result.unknown.flatMap((row, place) => (test(row) ? [['unknown', place]] : []));

function rowWord(table, place) {
  const row = table === 'unknown' ? result.unknown[place] : result.tables[table][place];
  const title = document.getElementById(`h-${table}`)?.textContent ?? table;
  if (table === 'unknown') return `${title}: ${plain(row.says)}`;
  const rest = row.complaint ?? (row.end ? endWord(row.end) : row.title ?? '');
  return [title, plain(rest), amount(row.amount ?? row.received)].filter(Boolean).join(': ');
}

function accountCard(index) {
  const one = result.accounts[index];
  const rows = ofAccount().get(index) ?? [];
  const nodes = result.trails.flatMap((trail, number) => trail.nodes.flatMap((node, place) => (node.account === index
    ? [link(`n${number}-${place}`, say('in_layer', { layer: node.layer, amount: amount(node.amount) }))] : [])));
  return [plain(one.name || one.label), [
    el('dl', { class: 'facts' }, fact('c_account', plain(one.number || one.label)), fact('c_owner', plain(one.owner)), fact('c_bank', plain(one.bank_name ?? one.bank)),
      fact('c_kind', word('account_kind', one.kind)), fact('c_statement', say(one.held ? 'held' : 'not_held')),
      fact('c_score', one.score === null ? '' : decimal(one.score, 2)), fact('c_ring', plain(one.ring)), fact('c_why', plain(one.why))),
    reasons(one.reasons),
    part(say('shares'), items(one.links.map((each) => {
      const others = linked().find((row) => row.kind === each.kind && row.value === each.value).accounts.filter((other) => other !== index);
      return [`${word('report_link', each.kind)} ${plain(each.value)}`, others.length ? ': ' : ` (${say('nobody_else')})`,
        others.slice(0, 20).flatMap((other, at) => [at ? '; ' : '', accountLink(other)])];
    }).map((nodesOf) => el('span', {}, nodesOf)))),
    part(say('in_trail'), items(nodes)),
    part(say('in_tables'), usedIn([...rowsOfAccount(index), ...unknownRows((row) => row.account === index)])),
    part(say('its_transfers'), small(say('its_transfers'), accountColumns(index), rows)),
  ]];
}

function reasons(found) {
  if (!found.length) return [];
  return part(say('reasons'), el('table', { class: 'reasons' }, el('tbody', {}, found.map((one) => el('tr', {}, el('td', {}, plain(one.says)),
    el('td', { class: 'number' }, one.points === null ? '' : (one.points > 0 ? '+' : '') + decimal(one.points, 1)))))));
}

const accountColumns = (index) => [
  t('id', 'id', 'transfer'), t('ts', 'time', 'time'),
  col('in', 'amount', (row) => (of(row, 'to') === index ? of(row, 'amount') : null)),
  col('out', 'amount', (row) => (of(row, 'from') === index ? of(row, 'amount') : null)),
  col('other', 'account', (row) => of(row, of(row, 'to') === index ? 'from' : 'to')),
  t('traced', 'traced', 'amount'), places('place', (row) => of(row, 'places')),
];

function transferCard(id) {
  const row = transfers.get(id);
  const hops = (found, which) => small(say(which === 0 ? 'paid_by' : 'paid_for'), [
    col('transfer', 'transfer', (hop) => hop[which]), col('amount', 'amount', (hop) => hop[2]),
    col('other', 'account', (hop) => (transfers.has(hop[which]) ? of(transfers.get(hop[which]), which === 0 ? 'from' : 'to') : null)),
    col('dwell', 'number', (hop) => hop[3], (hop) => duration(hop[3])), col('order', 'text', (hop) => (hop[4] ? say('tied') : '')),
  ], found);
  const doubt = of(row, 'doubt');
  return [say('transfer', { id }), [
    el('dl', { class: 'facts' }, fact('c_time', time(of(row, 'ts'))), fact('c_amount', `${amount(of(row, 'amount'))} ${plain(of(row, 'currency'))}`),
      fact('c_traced', amount(of(row, 'traced'))), fact('c_payer', accountLink(of(row, 'from'))), fact('c_payee', accountLink(of(row, 'to'))),
      fact('c_kind', word('transfer_kind', of(row, 'kind'))), fact('c_doubt', doubt ? word('report_unknown', doubt) : ''),
      fact('c_place', of(row, 'places').map((place) => el('code', { class: 'place' }, plain(place))))),
    part(say('paid_by'), hops(paidBy().get(id) ?? [], 0)),
    part(say('paid_for'), hops(paidFor().get(id) ?? [], 1)),
    part(say('in_trail'), items(flowsOfTransfer(row).map(([to, start, end]) => link(to, `${start} → ${end}`)))),
    part(say('in_tables'), usedIn([...rowsOfTransfer(id), ...unknownRows((one) => one.transfer === id)])),
    items([link(`transfers-${result.transfers.rows.indexOf(row)}`, say('in_list'))]),
  ]];
}

function flowCard(number, place) {
  const trail = result.trails[number];
  const flow = trail.flows[place];
  const rows = transfersOfFlow(number, flow);
  const [start, end] = trail.direction === 'back' ? [flow.to, flow.from] : [flow.from, flow.to];
  const missing = flow.transfers - rows.length;
  return [`${nodeName(number, start)} → ${nodeName(number, end)}`, [
    el('dl', { class: 'facts' }, fact('c_amount', money(flow.amount)), fact('c_unsure', units(flow.unsure) ? amount(flow.unsure) : ''),
      fact('c_tied', units(flow.tied) ? amount(flow.tied) : ''),
      fact('c_payer', link(`n${number}-${start}`, nodeName(number, start))), fact('c_payee', link(`n${number}-${end}`, nodeName(number, end)))),
    missing > 0 ? el('p', { class: 'note' }, say('not_in_file', { n: missing })) : '',
    part(say('transfers'), small(say('transfers'), [
      col('transfer', 'transfer', ([row]) => of(row, 'id')), col('time', 'time', ([row]) => of(row, 'ts')),
      col('here', 'amount', ([, part]) => part),
      ...(rows.some(([row, part]) => part !== of(row, 'amount')) ? [col('amount', 'amount', ([row]) => of(row, 'amount'))] : []),
      ...(trail.nodes[start].account === null ? [col('payer', 'account', ([row]) => of(row, 'from'))] : []),
      ...(trail.nodes[end].account === null ? [col('payee', 'account', ([row]) => of(row, 'to'))] : []),
      places('place', ([row]) => of(row, 'places')),
    ], rows), rows.length ? el('p', { class: 'total' }, say('total', { amount: money(sum(rows.map(([, one]) => one))) })) : ''),
  ]];
}

function nodeCard(number, place) {
  const trail = result.trails[number];
  const node = trail.nodes[place];
  const flows = trail.flows.map((flow, at) => ({ flow, at }));
  const list = (key, side, other) => part(say(key), items(flows.filter(({ flow }) => flow[side] === place).map(({ flow, at }) =>
    [link(`f${number}-${at}`, nodeName(number, flow[other])), ` ${amount(flow.amount)}`]).map((one) => el('span', {}, one))));
  const back = trail.direction === 'back';
  return [nodeName(number, place), [
    el('dl', { class: 'facts' }, fact('c_account', node.account === null ? '' : accountLink(node.account)), fact('c_layer', String(node.layer)), fact('c_amount', money(node.amount)),
      node.ends.map((end) => [el('dt', {}, endWord(end.end)), el('dd', {}, amount(end.amount),
        end.least !== null && end.least !== end.most ? ` (${say('bounds', { least: amount(end.least), most: amount(end.most) })})` : '',
        units(end.unsure) ? `; ${say('unsure', { amount: amount(end.unsure) })}` : '')])),
    list(back ? 'went_to' : 'came_from', 'to', 'from'), list(back ? 'came_from' : 'went_to', 'from', 'to'),
    node.account === null ? [] : part(say('in_tables'), usedIn([...rowsOfAccount(node.account), ...unknownRows((row) => row.account === node.account)])),
  ]];
}

function eventsCard(first, last) {
  const key = (event) => (event.lane === 'exit' ? event.end : event.lane) + (event.lane === 'layer' ? event.layer : '');
  const wanted = key(result.events[first]);
  const rows = result.events.slice(first, last + 1).filter((event) => key(event) === wanted);
  return [eventWord(result.events[first]), [
    el('p', { class: 'total' }, say('total', { amount: money(sum(rows.map((one) => one.amount))) })),
    small(say('events'), COLUMNS.events(), rows),
  ]];
}

const CARDS = [
  [/^a(\d+)$/, (index) => result.accounts[index] && accountCard(index)],
  [/^t(\d+)$/, (id) => transfers.has(id) && transferCard(id)],
  [/^f(\d+)-(\d+)$/, (number, place) => result.trails[number]?.flows[place] && flowCard(number, place)],
  [/^n(\d+)-(\d+)$/, (number, place) => result.trails[number]?.nodes[place] && nodeCard(number, place)],
  [/^e(\d+)-(\d+)$/, (first, last) => first <= last && result.events[last] && eventsCard(first, last)],
];

// Return the title and the parts of what a fragment names; nothing where it names none of these.
function cardOf(name) {
  for (const [pattern, make] of CARDS) {
    const match = pattern.exec(name);
    if (match) return make(...match.slice(1).map(Number)) || null;
  }
  return null;
}

function openPanel([title, parts]) {
  if (panel.hidden && document.activeElement !== document.body) opener = document.activeElement;
  const heading = el('h2', { id: 'panel-title', tabindex: '-1' }, title);
  panel.replaceChildren(el('div', { class: 'panel-head' }, heading,
    el('button', { type: 'button', class: 'close', on: { click: closePanel } }, say('close'))), ...parts.flat(3).filter(Boolean));
  panel.hidden = false;
  panel.scrollTop = 0;
  document.body.classList.add('with-panel');
  heading.focus({ preventScroll: true });
}

function hidePanel() {
  panel.hidden = true;
  panel.replaceChildren();
  document.body.classList.remove('with-panel');
}

function closePanel() {
  hidePanel();
  history.pushState(null, '', '#');
  follow('');
  if (opener?.isConnected) opener.focus();
  opener = null;
}
