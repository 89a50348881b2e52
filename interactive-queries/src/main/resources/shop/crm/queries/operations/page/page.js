// The figures of the page, and who may see them.
import {Feed} from './feed.js';
import {read, signIn, signOut, signedIn} from './session.js';

const byId = id => document.getElementById(id);
const element = (name, text) => {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
};
const count = n => Number(n).toLocaleString('en');
// Money comes as exact decimal text and is only grouped, never computed with.
const money = text => text.replace(/\B(?=(\d{3})+(?=\.))/g, ',');

function numbers(overview) {
  const shown = [
    ['Customers', count(overview.customers)], ['With orders', count(overview.scored_customers)],
    ['Orders', count(overview.orders)], ['Revenue', money(overview.revenue)],
    ['Average order', money(overview.average_order)]];
  byId('numbers').replaceChildren(...shown.map(([label, value]) => {
    const card = element('div', '');
    card.className = 'card';
    card.append(element('b', value), element('span', label));
    return card;
  }));
}

function bars(id, items) {
  const most = Math.max(1, ...items.map(item => item.count));
  byId(id).replaceChildren(...items.map(item => {
    const row = element('tr', '');
    const name = element('th', item.name);
    name.scope = 'row';
    const cell = element('td', '');
    cell.className = 'bar';
    const bar = element('div', '');
    bar.style.width = 100 * item.count / most + '%';
    cell.append(bar);
    row.append(name, cell, element('td', count(item.count)), ...item.more.map(text => element('td', text)));
    return row;
  }));
}

function segments(rfm) {
  bars('segments', rfm.segments.map(segment => ({name: segment.name, count: segment.count,
    more: [segment.percentage.toFixed(2) + ' %', money(segment.totalRevenue)]})));
}

function ownSegments(all) {
  const own = all.filter(segment => !segment.built_in);
  byId('own').hidden = own.length === 0;
  bars('own-segments', own.map(segment => ({name: segment.name, count: segment.customer_count,
    more: [segment.computing ? 'moving, ' + Math.round(100 * segment.progress) + ' %'
      : segment.type === 'manual' ? 'by hand' : 'live']})));
}

function list(id, counts) {
  byId(id).replaceChildren(...Object.entries(counts).map(([name, n]) => {
    const item = element('li', '');
    item.append(element('span', name.replace('_', ' ')), element('span', count(n)));
    return item;
  }));
}

// A shade of the accent, so that a table reads as a map; light enough for the text on it.
const shade = part => `color-mix(in srgb, var(--bar) ${Math.round(45 * part)}%, transparent)`;

function row(head, cells) {
  const made = element('tr', '');
  const name = element('th', head);
  name.scope = 'row';
  made.append(name, ...cells);
  return made;
}

const heads = texts => {
  const made = element('tr', '');
  made.append(...texts.map(text => {
    const head = element(text === '' ? 'td' : 'th', text);
    if (text !== '') head.scope = 'col';
    return head;
  }));
  return made;
};

function cohorts(answer) {
  const shown = answer.cohorts.slice(-12);
  byId('cohort-section').hidden = shown.length === 0;
  const months = Math.max(0, ...shown.map(cohort => cohort.periods.length));
  byId('cohort-months').replaceChildren(
    heads(['Month', 'Customers', ...Array.from({length: Math.max(0, months - 1)}, (_, k) => '+' + (k + 1))]));
  byId('cohorts').replaceChildren(...shown.map(cohort => row(cohort.cohort, [
    element('td', count(cohort.size)),
    ...cohort.periods.slice(1).map(period => {
      const cell = element('td', (100 * period.retention).toFixed(0));
      cell.style.background = shade(period.retention);
      cell.title = `${count(period.customers)} customers, ${money(period.revenue)}`;
      return cell;
    })])));
}

function moves(answer) {
  byId('move-section').hidden = answer.matrix.length === 0;
  const known = name => answer.matrix.some(move => move.from === name || move.to === name);
  const names = order.filter(known);
  const most = Math.max(1, ...answer.matrix.map(move => move.count));
  byId('move-to').replaceChildren(heads(['', ...names]));
  byId('moves').replaceChildren(...[null, ...names].map(from => row(from ?? 'first', names.map(to => {
    const sum = answer.matrix.filter(move => move.from === from && move.to === to)
      .reduce((all, move) => all + move.count, 0);
    const cell = element('td', sum === 0 ? '' : count(sum));
    cell.style.background = shade(sum / most);
    return cell;
  }))));
}

const order = ['Champions', 'Loyal Customers', 'Potential Loyalists', 'New Customers', 'Promising',
  'Need Attention', 'About to Sleep', 'At Risk', "Can't Lose Them", 'Hibernating', 'Lost'];

function words(type, data) {
  switch (type) {
    case 'customer.segment_changed': return (data.old_segment ?? 'first order') + ' → ' + (data.new_segment ?? 'no segment');
    case 'customer.tier_changed': return data.old_tier + ' → ' + data.new_tier;
    case 'customer.segment_entered': return 'into ' + data.segment_name;
    default: return 'out of ' + data.segment_name;
  }
}

// A browser has six connections for all tabs together in HTTP/1.1: one that nobody sees keeps none.
const feed = new Feed(told, status => status === 401 ? askWho(INVALID) : hint('feed', lacking('changes:read')));
document.addEventListener('visibilitychange', follow);

function follow() {
  if (shown && !document.hidden) feed.start();
  else feed.stop();
}

function told(event) {
  const link = element('a', event.subject);
  link.href = '#' + encodeURIComponent(event.subject);
  link.onclick = () => { byId('customer').value = event.subject; customer(event.subject); };
  const what = element('span', '');
  what.append(link, ' ' + words(event.type, event.data));
  const item = element('li', '');
  item.append(what, element('span', event.data.cause));
  const list = byId('feed');
  if (!list.dataset.begun) {
    list.replaceChildren();
    list.dataset.begun = 'yes';
  }
  list.prepend(item);
  while (list.children.length > 10) list.lastChild.remove();
}

async function customer(id) {
  if (id === '') return;
  const path = 'api/v1/customers/' + encodeURIComponent(id);
  try {
    const [known, clv] = await Promise.all([read(path + '?include=previous_segment'),
      read(path + '/clv').catch(error => ({reason: error.message}))]);
    const year = clv.predicted?.find(horizon => horizon.horizon_days === 365);
    const facts = {
      'Name': known.masked ? 'not shown to this key' : [known.first_name, known.last_name].filter(name => name).join(' ') || '–',
      'Segment': known.rfm_segment ?? '–',
      'Before that': known.previous_segment ?? '–',
      'Tier, points': known.loyalty_tier + ', ' + count(known.loyalty_points),
      'Orders': count(known.total_orders),
      'Spent': money(known.total_spent),
      'Still a customer, probability': year ? (100 * year.probability_alive).toFixed(1) + ' %' : '–',
      'Worth in the next year': year?.value ? money(year.value) : clv.reason ?? '–'};
    byId('facts').replaceChildren(...Object.entries(facts).map(([name, value]) => {
      const item = element('li', '');
      item.append(element('span', name), element('b', value));
      return item;
    }));
  } catch (error) {
    byId('facts').replaceChildren(element('li', error.message));
  }
}

// What is asked for anew all the time: a part of the page that is not allowed does not keep the others away.
async function refresh() {
  const [overview, rfm, all] = await Promise.allSettled([read('api/v1/analytics/overview'),
    read('api/v1/analytics/rfm'), read('api/v1/segments?limit=500')]);
  if (!allowed(overview, rfm, all)) return;
  if (overview.value) {
    numbers(overview.value);
    list('tiers', overview.value.tiers);
    list('stages', overview.value.lifecycle_stages);
    list('opt-ins', overview.value.opt_ins);
    byId('state').textContent = 'As of ' + new Date(overview.value.as_of).toLocaleString();
  } else {
    byId('state').textContent = '';
  }
  if (rfm.value) segments(rfm.value);
  if (all.value) ownSegments(all.value.items);
  const failed = [overview, rfm, all].find(one => one.reason);
  problem(failed ? failed.reason.status === 403 ? failed.reason.message : 'Not available now: ' + failed.reason.message : '');
}

// Whether the service still knows who asks; if not, it is asked again.
function allowed(...answers) {
  if (answers.some(one => one.reason?.status === 401)) {
    askWho(signedIn() ? INVALID : '');
    return false;
  }
  show();
  return true;
}

const INVALID = 'The key is not valid: it is malformed, unknown, expired or revoked.';
const lacking = scope => 'The key lacks the scope ' + scope;

function hint(id, text) {
  byId(id).replaceChildren(element('li', text));
}

let shown = false;

function show() {
  byId('sign-in').hidden = true;
  byId('figures').hidden = false;
  byId('sign-out').hidden = !signedIn();
  document.querySelectorAll('.of-anyone').forEach(item => { item.hidden = signedIn(); });
  if (shown) return;
  shown = true;
  follow();
  // A link to a customer shows them.
  if (location.hash) {
    byId('customer').value = decodeURIComponent(location.hash.slice(1));
    customer(byId('customer').value);
  }
}

function askWho(why) {
  signOut();
  shown = false;
  follow();
  problem('');
  byId('refused').textContent = why;
  byId('state').textContent = '';
  byId('figures').hidden = true;
  byId('sign-out').hidden = true;
  if (byId('sign-in').hidden) {
    byId('sign-in').hidden = false;
    byId('key').focus();
  }
}

byId('credentials').onsubmit = async event => {
  event.preventDefault();
  const key = byId('key').value.trim();
  const tenant = byId('tenant').value.trim();
  if (!/^[\w.~+\/=-]+$/.test(key) || !/^[\w.:@+-]*$/.test(tenant)) {
    byId('refused').textContent = INVALID;
    return;
  }
  signIn(key, tenant);
  try {
    await read('api/v1/analytics/overview');
  } catch (error) {
    // A scope may be missing, and a partition away: only who calls, and for whom, is asked here.
    if (error.status === 401 || error.status === 400) {
      askWho(error.status === 401 ? INVALID : error.message);
      return;
    }
  }
  // Neither the field nor the page's history keep it.
  byId('credentials').reset();
  again.forEach(turn => turn());
};

// The page begins anew: nothing of what one caller has seen is there for the next.
byId('sign-out').onclick = () => {
  signOut();
  location.replace(location.pathname);
};

// Read aloud, and so written only when it is another one.
function problem(text) {
  if (byId('problem').textContent !== text) byId('problem').textContent = text;
}

// A tab that nobody sees asks for nothing; once it is seen again it asks at once. So does one where
// somebody has to sign in first.
const again = [];

function repeat(work, millis) {
  let waiting;
  let working = false;
  const turn = async () => {
    clearTimeout(waiting);
    if (document.hidden || working) return;
    working = true;
    await work();
    working = false;
    if (byId('sign-in').hidden) waiting = setTimeout(turn, millis);
  };
  document.addEventListener('visibilitychange', turn);
  again.push(turn);
  return turn();
}

// What days change, not seconds.
async function refreshSlowly() {
  const [grown, moved] = await Promise.allSettled(
    [read('api/v1/analytics/cohorts'), read('api/v1/analytics/rfm/migrations')]);
  if (!allowed(grown, moved)) return;
  if (grown.value) cohorts(grown.value);
  if (moved.value) moves(moved.value);
}

byId('lookup').onsubmit = event => {
  event.preventDefault();
  customer(byId('customer').value.trim());
};

// Whether who asks is let in shows with the first answer; until then nothing else is asked.
await repeat(refresh, 2000);
repeat(refreshSlowly, 15000);
