-- title = "Payments cut to stay unseen, and tried out first"
-- finds = "Sums cut to stay just below a threshold, small trial payments before the large one, and equal sums that go to several people's accounts, or through one cash machine, within minutes."
-- innocent = "Somebody who pays a car in parts because his bank allows no more at once; everybody who tries a new payee with a small sum; a foreman who pays his men alike; people who take the same sum from one machine on payday; a relative who puts pocket money on several cards. The payees know the payer and keep the money."
-- min_score = 0.5
--
-- [param.threshold]
-- default = "1000000"
-- unit = "money"
-- about = "sum from which payments are asked about, delayed or reported: those just below it are weighed"
-- [param.band]
-- default = "0.1"
-- unit = "share"
-- about = "how far below the threshold is just below, as a part of it; as far above is just above"
-- [param.payments]
-- default = 4
-- unit = "count"
-- about = "fewest payments just below the threshold in a row"
-- [param.apart]
-- default = "24h"
-- unit = "duration"
-- about = "longest pause between two of them"
-- [param.min_amount]
-- default = "200000"
-- unit = "money"
-- about = "smallest sum that somebody tries out first"
-- [param.trial_amount]
-- default = "5000"
-- unit = "money"
-- about = "largest trial payment"
-- [param.trial_share]
-- default = "0.01"
-- unit = "share"
-- about = "largest part that a trial is of the sum that follows"
-- [param.trial_within]
-- default = "3d"
-- unit = "duration"
-- about = "how soon after the trial the large sum follows"
-- [param.cards]
-- default = 3
-- unit = "count"
-- about = "fewest people among whom equal sums are split"
-- [param.equal_amount]
-- default = "20000"
-- unit = "money"
-- about = "smallest of equal sums"
-- [param.pause]
-- default = "5m"
-- unit = "duration"
-- about = "longest pause between two equal sums"
-- [param.within]
-- default = "24h"
-- unit = "duration"
-- about = "how soon money that came must leave again to count as passed on"
-- [param.one_in]
-- default = "2500"
-- unit = "count"
-- about = "of so many accounts one does such a thing, where nothing else is known"
--
-- [columns]
-- pattern = "text"
-- accounts = "list"
-- others = "list"
-- payments = "count"
-- amount = "money"
-- first_ts = "time"
-- last_ts = "time"

-- Sums between half of the threshold and twice as much, by who pays them, or puts them in as cash.
with near as (
    select t.id, t.ts, t.amount, t.currency, f.owner_key as who, f.number as account,
        r.owner_key as other, r.number as other_number, r.kind = 'cash' as is_cash
    from transfer as t
    join party as f on f.id = t.from_account
    join party as r on r.id = t.to_account
    where not t.own and t.kind in ('transfer', 'cash_out', 'abroad', 'other')
        and f.kind in ('person', 'unknown')
        and r.kind in ('person', 'unknown', 'exchange', 'cash', 'abroad')
        and 2 * t.amount >= $threshold and t.amount < 2 * $threshold
    union all
    select t.id, t.credit_ts, t.to_amount, t.to_currency, r.owner_key, r.number, f.owner_key,
        f.number, true
    from transfer as t
    join party as f on f.id = t.from_account
    join party as r on r.id = t.to_account
    where t.kind = 'cash_in' and f.kind = 'cash' and r.kind in ('person', 'unknown')
        and 2 * t.to_amount >= $threshold and t.to_amount < 2 * $threshold),

-- what three people pay one payee to the last tiyn is a price
price as (
    select other, amount from near
    where not is_cash
    group by other, amount
    having count(distinct who) >= 3),

marked as (
    select n.*, n.amount < $threshold and n.amount >= (1e0 - $band) * $threshold
            and p.other is null as is_below,
        n.amount >= $threshold and n.amount < (1e0 + $band) * $threshold as is_above
    from near as n
    left join price as p on p.other = n.other and p.amount = n.amount),

large as (
    select who, currency, count(*) as sums, count(*) filter (where is_below) as belows,
        count(*) filter (where is_above) as aboves
    from marked group by who, currency),

-- how many here pay such sums at all, some just below the threshold and some just above
anybody as (
    select currency, count(*) as people, count(*) filter (where belows > 0) as people_below,
        count(*) filter (where aboves > 0) as people_above
    from large group by currency),

below as (
    select *, case when ts <= lag(ts) over (partition by who, currency order by ts, id)
            + interval '1' second * $apart then 0 else 1 end as starts
    from marked where is_below),

below_of as (
    select *, sum(starts) over (partition by who, currency order by ts, id) as burst from below),

burst as (
    select who, currency, burst, count(*) as payments, sum(amount) as amount, min(ts) as first_ts,
        max(ts) as last_ts, array_sort(array_agg(distinct account)) as accounts,
        array_sort(array_agg(distinct other_number)) as others, array_agg(id) as transfers
    from below_of
    group by who, currency, burst
    having count(*) >= $payments),

in_burst as (
    select b.who, b.currency, b.burst, b.id, b.other, b.amount, b.is_cash
    from below_of as b
    join burst as u on u.who = b.who and u.currency = b.currency and u.burst = b.burst),

-- each pair's first payment is looked up once
paid_first as (
    select f.owner_key as who, r.owner_key as other, min(t.ts) as ts
    from transfer as t
    join party as f on f.id = t.from_account
    join party as r on r.id = t.to_account
    where f.owner_key in (select who from burst)
    group by f.owner_key, r.owner_key),

burst_known as (
    select i.who, i.currency, i.burst, sum(i.amount) as amount
    from in_burst as i
    join burst as u on u.who = i.who and u.currency = i.currency and u.burst = i.burst
    join paid_first as p on p.who = i.who and p.other = i.other and p.ts < u.first_ts
    where not i.is_cash
    group by i.who, i.currency, i.burst),

-- money of others, of three days at most, that left so; or cash that was put in so and left
burst_moved as (
    select i.who, i.currency, i.burst, sum(h.amount) as amount
    from in_burst as i
    join hop as h on h.out_transfer = i.id and h.dwell_s <= 259200
    join received_transfer as r on r.id = h.in_transfer
    group by i.who, i.currency, i.burst
    union all
    select i.who, i.currency, i.burst, sum(h.amount)
    from in_burst as i
    join hop as h on h.in_transfer = i.id and h.dwell_s <= 259200
    join paid_transfer as p on p.id = h.out_transfer
    group by i.who, i.currency, i.burst),

burst_all_moved as (
    select who, currency, burst, sum(amount) as amount from burst_moved group by who, currency, burst),

burst_measured as (
    select u.*, l.sums, l.aboves, a.people_below - 1 as others_below,
        a.people_above - case when l.aboves > 0 then 1 else 0 end as others_above,
        a.people - 1 as others_large,
        coalesce(k.amount, 0) / cast(u.amount as double) as known_share,
        least(1e0, coalesce(m.amount, 0) / cast(u.amount as double)) as moved_share
    from burst as u
    join large as l on l.who = u.who and l.currency = u.currency
    join anybody as a on a.currency = u.currency
    left join burst_known as k on k.who = u.who and k.currency = u.currency and k.burst = u.burst
    left join burst_all_moved as m on m.who = u.who and m.currency = u.currency and m.burst = u.burst),

-- of a sum near the threshold, how likely is it just below, here; of a large sum, that it is so near.
-- Where few others are seen, six in ten and one in ten
burst_weighed as (
    select *, (others_below + 3) / cast(others_below + others_above + 5 as double) as below_odds,
        (others_below + 1) / cast(others_large + 10 as double) as near_odds
    from burst_measured),

-- Pairs of a payer and a payee who had one large payment, or a small one and then a large one, and
-- no other. An owner is known by the first of his accounts: the pairs of numbers are found sooner than
-- those of texts. Both ways between two owners are counted together, and told apart by who paid.
holder as (
    select id, number, kind, owner_key, min(id) over (partition by owner_key) as owner_id from party),

pair as (
    select least(f.owner_id, r.owner_id) as one, greatest(f.owner_id, r.owner_id) as other,
        min(f.owner_id) as payer, max(f.owner_id) as last_payer, count(*) as payments,
        count(*) filter (where t.amount >= $min_amount) as larges,
        count(*) filter (where t.amount <= $trial_amount) as smalls
    from transfer as t
    join holder as f on f.id = t.from_account
    join holder as r on r.id = t.to_account
    where not t.own and t.kind in ('transfer', 'other') and f.kind in ('person', 'unknown')
        and r.kind in ('person', 'unknown')
    group by least(f.owner_id, r.owner_id), greatest(f.owner_id, r.owner_id)),

once as (
    select payer, case when payer = one then other else one end as payee, payments
    from pair
    where payer = last_payer and one <> other and larges = 1
        and (payments = 1 or payments = 2 and smalls = 1)),

tried as (
    select o.payer, o.payee, sum(t.amount) as amount, min(t.ts) as first_ts, max(t.ts) as last_ts
    from once as o
    join holder as f on f.owner_id = o.payer
    join holder as r on r.owner_id = o.payee
    join transfer as t on t.from_account = f.id and t.to_account = r.id
    where o.payments = 2 and not t.own and t.kind in ('transfer', 'other')
        and f.kind in ('person', 'unknown') and r.kind in ('person', 'unknown')
    group by o.payer, o.payee
    having max(case when t.amount >= $min_amount then t.ts end) = max(t.ts) and min(t.ts) < max(t.ts)
        and min(t.amount) <= $trial_share * max(t.amount)
        and max(t.ts) <= min(t.ts) + interval '1' second * $trial_within),

tried_of as (
    select o.payee, count(*) as firsts, count(t.payer) as tries
    from once as o
    left join tried as t on t.payer = o.payer and t.payee = o.payee
    group by o.payee),

tried_anybody as (
    select sum(firsts) as firsts, sum(tries) as tries from tried_of),

tried_pairs as (
    select payee, sum(amount) as amount,
        min(first_ts) as first_ts, max(last_ts) as last_ts
    from tried
    group by payee),

tried_transfers as (
    select o.payee, array_agg(t.id) as transfers, array_sort(array_agg(distinct r.number)) as accounts,
        array_sort(array_agg(distinct f.number)) as payers
    from tried as o
    join holder as f on f.owner_id = o.payer
    join holder as r on r.owner_id = o.payee
    join transfer as t on t.from_account = f.id and t.to_account = r.id
    group by o.payee),

-- how often accounts here pass nearly all on within a day: what everybody does says nothing
passing as (
    select least(12e0, 10 * log10(0.9e0 * (count(*) + 10)
            / (count(*) filter (where day_passed >= 0.8e0 * received) + 1e0))) as points
    from feature where received > 0),

payee_passed as (
    select a.owner_id as payee, sum(f.received) as received, sum(f.day_passed) as passed,
        sum(f.emptied_received) as emptied
    from feature as f
    join holder as a on a.id = f.account
    where a.owner_id in (select payee from tried_pairs)
    group by a.owner_id),

tried_measured as (
    select p.*, t.tries, t.firsts, x.transfers, x.accounts, x.payers,
        -- of first large payments here, how many are tried out
        least(0.8e0, greatest(0.02e0, (a.tries - t.tries + 0.5e0) / (a.firsts - t.firsts + 25e0)))
            as tried_odds,
        least(1e0, coalesce(f.passed / cast(nullif(f.received, 0) as double), 0e0)) as moved_share,
        least(1e0, coalesce(f.emptied / cast(nullif(f.received, 0) as double), 0e0)) as emptied_share
    from tried_pairs as p
    join tried_of as t on t.payee = p.payee
    join tried_transfers as x on x.payee = p.payee
    cross join tried_anybody as a
    left join payee_passed as f on f.payee = p.payee),

-- Equal sums one after the other through one hub: a cash machine that the files tell from others, or
-- a person's account that pays. A card is what is paid, or what cash is taken from.
through as (
    select t.id, t.ts, t.amount, t.currency, m.id as hub, c.id as card, 'taken' as way
    from transfer as t
    join account as m on m.id = t.to_account
    join account as c on c.id = t.from_account
    where t.kind = 'cash_out' and m.kind = 'cash' and not t.day_only
        and (m.number not like '?%' or translate(m.number, '0123456789', '') <> m.number)
    union all
    select t.id, t.credit_ts, t.to_amount, t.to_currency, m.id, c.id, 'put in'
    from transfer as t
    join account as m on m.id = t.from_account
    join account as c on c.id = t.to_account
    where t.kind = 'cash_in' and m.kind = 'cash' and not t.credit_day_only
        and (m.number not like '?%' or translate(m.number, '0123456789', '') <> m.number)
    union all
    select t.id, t.ts, t.amount, t.currency, f.id, c.id, 'paid'
    from transfer as t
    join account as f on f.id = t.from_account
    join account as c on c.id = t.to_account
    where t.kind in ('transfer', 'other') and not t.own and not t.day_only
        and f.kind in ('person', 'unknown') and c.kind in ('person', 'unknown')),

-- hubs through which one sum went to some cards: few, so that only theirs are put in order
alike as (
    select distinct hub, way, currency
    from (
        select hub, way, currency from through
        where amount >= greatest($equal_amount, 1)
        group by hub, way, currency, amount
        having count(*) >= $cards and min(card) <> max(card)) as often),

placed as (
    select t.*, row_number() over (partition by t.hub, t.way, t.currency order by t.ts, t.id) as place,
        count(*) over (partition by t.hub, t.way, t.currency) as all_sums,
        count(*) over (partition by t.hub, t.way, t.currency, t.amount) as same_sums,
        case when t.ts <= lag(t.ts) over (
            partition by t.hub, t.way, t.currency, t.amount order by t.ts, t.id)
            + interval '1' second * $pause then 0 else 1 end as starts
    from through as t
    join alike as a on a.hub = t.hub and a.way = t.way and a.currency = t.currency),

numbered as (
    select p.*, a.owner_key, a.number, sum(starts) over (
        partition by hub, way, currency, amount order by ts, p.id) as series
    from placed as p
    join party as a on a.id = p.card
    where p.amount >= greatest($equal_amount, 1) and p.same_sums >= $cards),

series as (
    select hub, way, currency, amount, series, count(*) as payments, count(distinct owner_key) as cards,
        sum(amount) as total, min(ts) as first_ts, max(ts) as last_ts,
        max(place) - min(place) as steps, max(all_sums) as all_sums, max(same_sums) as same_sums,
        array_sort(array_agg(distinct number)) as accounts, array_agg(id) as transfers
    from numbered
    group by hub, way, currency, amount, series
    having count(distinct owner_key) >= $cards),

in_series as (
    select n.hub, n.way, n.currency, n.amount, n.series, n.id, n.card
    from numbered as n
    join series as s on s.hub = n.hub and s.way = n.way and s.currency = n.currency
        and s.amount = n.amount and s.series = n.series),

-- what was taken had just come from others; what was put in or paid went on to others
series_hop as (
    select i.hub, i.way, i.currency, i.amount, i.series, h.amount as moved, f.owner_key as other,
        h.in_transfer as partner
    from in_series as i
    join hop as h on h.out_transfer = i.id and h.dwell_s <= $within
    join received_transfer as r on r.id = h.in_transfer
    join party as f on f.id = r.from_account
    where i.way = 'taken'
    union all
    select i.hub, i.way, i.currency, i.amount, i.series, h.amount, r.owner_key, h.out_transfer
    from in_series as i
    join hop as h on h.in_transfer = i.id and h.dwell_s <= $within
    join paid_transfer as p on p.id = h.out_transfer
    join party as r on r.id = p.to_account
    where i.way <> 'taken'),

series_moved as (
    select hub, way, currency, amount, series, sum(moved) as moved, count(distinct other) as ends,
        array_agg(distinct partner) as partners
    from series_hop group by hub, way, currency, amount, series),

-- whom the payer had paid before
card_met as (
    select t.from_account as hub, t.to_account as card, min(t.ts) as ts
    from transfer as t
    where t.from_account in (select hub from series where way = 'paid')
    group by t.from_account, t.to_account),

series_new as (
    select i.hub, i.currency, i.amount, i.series, count(distinct i.card) as new_cards
    from in_series as i
    join series as s on s.hub = i.hub and s.way = i.way and s.currency = i.currency
        and s.amount = i.amount and s.series = i.series
    join card_met as m on m.hub = i.hub and m.card = i.card
    where i.way = 'paid' and m.ts >= s.first_ts
    group by i.hub, i.currency, i.amount, i.series),

series_measured as (
    select s.*, m.partners, m.ends,
        least(1e0, coalesce(m.moved, 0) / cast(s.total as double)) as moved_share,
        case when s.way = 'paid'
        then least(1e0, coalesce(n.new_cards, 0) / cast(array_size(s.accounts) as double)) end as new_share,
        -- how likely the next is equal by chance: by how common the sum is here, and how many came between
        least(1e0, (s.same_sums - s.payments + 1) / cast(s.all_sums - s.payments + 20 as double)
            * s.steps / (s.payments - 1)) as same_odds
    from series as s
    left join series_moved as m on m.hub = s.hub and m.way = s.way and m.currency = s.currency
        and m.amount = s.amount and m.series = s.series
    left join series_new as n on n.hub = s.hub and s.way = 'paid' and n.currency = s.currency
        and n.amount = s.amount and n.series = s.series),

every as (
    select 'below-threshold' as pattern, accounts, others, payments, amount, first_ts, last_ts,
        transfers, payments as below, aboves as above, sums, others_below, others_above,
        greatest(0e0, least(payments, 8) * 10 * log10(0.95e0 / below_odds)) as below_weight,
        aboves * greatest(0e0, 10 * log10((1 - below_odds) / 0.05e0)) as above_weight,
        greatest(0e0, least(15e0, least(payments, 4) * 10 * log10(
            greatest(0.01e0, least(0.9e0, payments / cast(sums as double))) / near_odds))) as near_weight,
        known_share, moved_share,
        cast(null as bigint) as tries, cast(null as bigint) as firsts, cast(null as double) as tried_odds,
        cast(null as double) as emptied_share, cast(null as bigint) as cards,
        cast(null as double) as same_odds, cast(null as double) as same_weight,
        cast(null as double) as new_share, false as is_one_end, '' as way
    from burst_weighed
    union all
    select 'trial-payment', accounts, payers, 2 * tries, amount, first_ts, last_ts, transfers,
        null, null, null, null, null, null, null, null, null, moved_share, tries, firsts, tried_odds,
        emptied_share, null, null, null, null, false, ''
    from tried_measured
    union all
    select case way when 'paid' then 'equal-payments' else 'one-machine' end, s.accounts,
        array_repeat(h.number, 1), s.payments, cast(s.total as bigint), s.first_ts, s.last_ts,
        coalesce(s.transfers || s.partners, s.transfers), null, null, null, null, null, null, null, null, null,
        s.moved_share, null, null, null, null, s.cards, s.same_odds,
        least(case way when 'paid' then 20e0 else 30e0 end,
            (s.cards - 1) * least(10e0, 10 * log10(1 / s.same_odds))),
        s.new_share, s.way <> 'paid' and s.ends = 1 and s.moved_share >= 0.5e0, s.way
    from series_measured as s
    join account as h on h.id = s.hub),

weighed as (
    select e.*, payments / cast(sums as double) as near_share,
        case when cards is not null then same_odds end as same_share,
        case when way = 'taken' then 1 when way = 'put in' then 0 end as taken,
        case when way = 'put in' then 1 when way = 'taken' then 0 end as put,
        -floor(100 * log10(cast($one_in as double)) + 0.5e0) / 10 as begun,
        case when tries is not null
        then least(4, tries) * least(14e0, 10 * log10(0.8e0 / tried_odds)) end as tried_weight,
        (firsts - tries) * 10 * log10((1 - tried_odds) / 0.2e0) as untried_weight,
        firsts - tries as untried,
        case when moved_share >= 0.5e0 then greatest(0e0, p.points) * moved_share end as moved_weight,
        cast(bround(seconds_between(first_ts, last_ts)) as bigint) as span_s,
        cast($threshold as bigint) as limit_amount
    from every as e
    cross join passing as p),

-- card: weighed -> scored

select pattern, accounts, others, payments, amount, first_ts, last_ts, score, transfers, card
from scored
