// The record as other parts ask for it: who paid whom, what paid for what, where a thing stands.

const column = Object.fromEntries(result.transfers.columns.map((name, place) => [name, place]));
const of = (transfer, name) => transfer[column[name]];
const transfers = new Map(result.transfers.rows.map((row) => [of(row, 'id'), row]));

function grouped(rows, keys) {
  const found = new Map();
  for (const row of rows) {
    for (const key of keys(row)) {
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(row);
    }
  }
  return found;
}

// Made when first asked for: a page of 20 000 transfers opens without them.
const once = (make) => { let made; return () => (made ??= make()); };
const paidBy = once(() => grouped(result.hops, (hop) => [hop[1]]));
const paidFor = once(() => grouped(result.hops, (hop) => [hop[0]]));
const ofAccount = once(() => grouped(result.transfers.rows,
  (row) => new Set([of(row, 'from'), of(row, 'to')])));

// Rows of tables that tell of an account or a transfer: [table, place] pairs.
const named = (table, test) => (result.tables[table] ?? []).flatMap((row, place) => (test(row) ? [[table, place]] : []));
const rowsOfAccount = (account) => Object.keys(result.tables).flatMap((table) => named(table, (row) => row.account === account));
const rowsOfTransfer = (id) => [
  ...named('complaints', (row) => row.transfer === id),
  ...named('findings', (row) => row.transfers.includes(id)),
];

function accountName(index) {
  const one = result.accounts[index];
  return plain(one.name || one.label);
}

function accountLink(index) {
  if (index === null || index === undefined) return '';
  const one = result.accounts[index];
  const label = plain(one.label);
  const number = el('span', { class: /^\w{12,34}$/.test(label) ? 'nr' : null }, label);
  const text = one.name ? [`${plain(one.name)} `, number] : number;
  return pages ? shown(`account:${one.number}`, text) : link(`a${index}`, text);
}

function transferLink(id) {
  const named = { 'aria-label': say('transfer', { id }) };
  if (pages) return shown(`transfer:${id}`, String(id), named);
  return transfers.has(id) ? link(`t${id}`, String(id), named) : String(id);
}

// The nodes of a layer that stand for one account, by account, of one trail.
const ownNodes = once(() => result.trails.map((trail) => {
  const found = new Map();
  trail.nodes.forEach((node, place) => { if (node.account !== null) found.set(`${node.layer} ${node.account}`, place); });
  return found;
}));

// Transfers of a trail back have the layer at which they begin as a number below zero.
const layerOf = (trail, start) => (trail.direction === 'back' ? -start.layer - 1 : start.layer);

// Return [transfer, amount] for each transfer of a flow: what it carried at that layer.
function transfersOfFlow(number, flow) {
  const trail = result.trails[number];
  const start = trail.nodes[flow.from];
  const end = trail.nodes[flow.to];
  const back = trail.direction === 'back';
  const wanted = layerOf(trail, start);
  const found = [];
  for (const row of result.transfers.rows) {
    const part = of(row, 'layers').find(([layer]) => layer === wanted);
    if (!part) continue;
    const near = of(row, back ? 'to' : 'from');
    const far = of(row, back ? 'from' : 'to');
    if (stands(number, start, near, start.layer) && stands(number, end, far, start.layer + 1)) found.push([row, part[1]]);
  }
  return found;
}

// Say whether a node is where an account stands at a layer: its own, or one that folds others.
function stands(number, node, account, layer) {
  if (node.account !== null) return node.account === account;
  return node.beyond || !ownNodes()[number].has(`${layer} ${account}`);
}

// Return the flows that a transfer is a part of, as names of fragments.
function flowsOfTransfer(row) {
  const found = [];
  result.trails.forEach((trail, number) => trail.flows.forEach((flow, place) => {
    const start = trail.nodes[flow.from];
    if (!of(row, 'layers').some(([layer]) => layer === layerOf(trail, start))) return;
    const back = trail.direction === 'back';
    const near = of(row, back ? 'to' : 'from');
    const far = of(row, back ? 'from' : 'to');
    if (stands(number, start, near, start.layer) && stands(number, trail.nodes[flow.to], far, start.layer + 1)) {
      found.push([`f${number}-${place}`, nodeName(number, flow.from), nodeName(number, flow.to)]);
    }
  }));
  return found;
}

// Which flows each flow leads on to: those of the next layer with a transfer that one of its own
// paid for. Where transfers of a flow are not in this file, all flows out of its node.
const leadsTo = once(() => result.trails.map((trail, number) => {
  const inside = trail.flows.map((flow) => transfersOfFlow(number, flow).map(([row]) => of(row, 'id')));
  const owners = grouped(inside.flatMap((ids, place) => ids.map((id) => ({ id, place }))), ({ id }) => [id]);
  const hops = trail.direction === 'back' ? paidBy() : paidFor();
  const side = trail.direction === 'back' ? 0 : 1;
  return trail.flows.map((flow, place) => {
    const next = trail.flows.flatMap((one, at) => (one.from === flow.to ? [at] : []));
    if (inside[place].length < flow.transfers) return next;
    const paid = new Set(inside[place].flatMap((id) => (hops.get(id) ?? []).flatMap((hop) => (owners.get(hop[side]) ?? []).map((one) => one.place))));
    return next.filter((at) => paid.has(at) || inside[at].length < trail.flows[at].transfers);
  });
}));

function nodeName(number, place) {
  const node = result.trails[number].nodes[place];
  if (node.account !== null) return accountName(node.account);
  return say(node.beyond ? 'beyond' : 'folded', { n: node.folded });
}
