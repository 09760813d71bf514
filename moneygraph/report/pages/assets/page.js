// What the page does: fills tables, follows fragments, marks paths, enlarges pictures, prints.

function route() {
  const name = location.hash.slice(1);
  const chosen = follow(name);
  const card = cardOf(name);
  if (card) {
    openPanel(card);
    chosen?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    return;
  }
  hidePanel();
  const row = /^([a-z-]+)-(\d+)$/.exec(name);
  if (row && tables.has(row[1])) {
    const found = tables.get(row[1]).reveal(Number(row[2]));
    found?.scrollIntoView({ block: 'center' });
    found?.focus({ preventScroll: true });
  }
}

// Mark all flows that money came through to a node or flow, and all that it went on by.
function follow(name) {
  document.querySelectorAll('.following').forEach((one) => one.classList.remove('following'));
  document.querySelectorAll('.on, .chosen').forEach((one) => one.classList.remove('on', 'chosen'));
  const match = /^([nf])(\d+)-(\d+)$/.exec(name);
  const svg = match && document.querySelector(`#picture-trail${match[2]} svg.picture`);
  if (!svg) return null;
  const [number, place] = [Number(match[2]), Number(match[3])];
  const flows = result.trails[number].flows;
  const onward = leadsTo()[number];
  const before = flows.map((_, at) => onward.flatMap((next, from) => (next.includes(at) ? [from] : [])));
  const flowsAt = (side) => flows.flatMap((flow, at) => (flow[side] === place ? [at] : []));
  const isFlow = match[1] === 'f';
  const on = new Set([...reached(isFlow ? [place] : flowsAt('from'), onward), ...reached(isFlow ? [place] : flowsAt('to'), before)]);
  const nodes = new Set([...on].flatMap((at) => [flows[at].from, flows[at].to]).concat(isFlow ? [] : [place]));
  svg.classList.add('following');
  svg.querySelectorAll('a.node').forEach((one) => one.classList.toggle('on', nodes.has(Number(one.dataset.node))));
  svg.querySelectorAll('a.flow').forEach((one) => one.classList.toggle('on', on.has(Number(one.dataset.flow))));
  const chosen = svg.querySelector(`a[href="#${name}"]`);
  chosen?.classList.add('chosen');
  return chosen;
}

function reached(start, next) {
  const found = new Set(start);
  for (const flow of found) next[flow].forEach((one) => found.add(one)); // a set grows as it is walked
  return found;
}

// All figures are as wide as the first; asked once, before tables are made, as asking takes long.
const PADDING = 22;
const room = (document.querySelector('figure .scroll')?.clientWidth ?? 0) - PADDING;
document.querySelectorAll('figure').forEach((figure) => {
  const svg = figure.querySelector('svg.picture');
  const [wide, high] = [svg.getAttribute('width'), svg.getAttribute('height')].map(Number);
  let zoom = 1;
  const size = (factor) => {
    zoom = Math.min(3, Math.max(0.3, factor));
    svg.setAttribute('width', wide * zoom);
    svg.setAttribute('height', high * zoom);
  };
  const fit = () => size((figure.querySelector('.scroll').clientWidth - PADDING) / wide);
  const button = (key, sign, does) => el('button', { type: 'button', 'aria-label': say(key), title: say(key), on: { click: does } }, sign);
  figure.querySelector('.scroll').before(el('div', { class: 'zoom' },
    button('smaller', '\u2212', () => size(zoom / 1.25)), button('larger', '+', () => size(zoom * 1.25)),
    button('fit', '\u2194', fit)));
  if (room < wide && room > 0.72 * wide) size(room / wide);
});
document.querySelectorAll('[data-table]').forEach(fill);

const PRINTED = 400;
addEventListener('beforeprint', () => {
  if (result.scope.kind !== 'case') tables.forEach((table) => table.all(Math.max(table.limit, PRINTED)));
});
addEventListener('hashchange', route);
addEventListener('keydown', (event) => { if (event.key === 'Escape' && !panel.hidden) closePanel(); });
if (location.hash.length > 1) route();
document.documentElement.classList.add('ready');
