-- title = "Patterns: fans, gathering and scattering, cycles, runs"
-- finds = "Accounts that meet for the first time and move money in a shape: many pay one, one pays many, both one after the other, one pays another through several, a circle, a run."
-- innocent = "A collection for a gift or a class; a bill that is shared out; a loan given back; a new shop; a purchase for somebody else."
-- on_demand = true
-- min_score = 0.5
--
-- [param.within]
-- default = "4d"
-- unit = "duration"
-- about = "time in which a fan must come together"
-- [param.stay]
-- default = "3d"
-- unit = "duration"
-- about = "longest stay of money in an account on its way"
-- [param.past]
-- default = "21d"
-- unit = "duration"
-- about = "time at the beginning of the case that only shows who knows whom (a third of the case at most)"
-- [param.alike]
-- default = "0.9"
-- unit = "share"
-- about = "least part that the smaller of two alike amounts is of the larger, in circles and runs"
-- [param.alike_through]
-- default = "0.8"
-- unit = "share"
-- about = "the same where one pays another through several"
-- [param.fan]
-- default = "3"
-- unit = "count"
-- about = "fewest strangers in a fan"
--
-- [columns]
-- pattern = "text"
-- accounts = "list"
-- amount = "money"
-- currency = "text"
-- first_ts = "time"
-- last_ts = "time"

with recursive span as (
    select min(ts) as begun, extract(epoch from (max(ts) - min(ts))) as length_s from transfer),

-- What a currency is worth beside the one most used, by the exchanges in the case
common as (select currency from transfer group by currency order by count(*) desc, currency limit 1),
worth as (
    select currency, cast(0 as double) as ln_rate from common
    union all
    select case when t.currency = c.currency then t.to_currency else t.currency end,
        median(case when t.currency = c.currency then ln(t.to_amount) - ln(t.amount)
            else ln(t.amount) - ln(t.to_amount) end)
    from transfer as t join common as c on (t.currency = c.currency) <> (t.to_currency = c.currency)
    where t.amount > 0 and t.to_amount > 0
    group by 1),

-- The first transfer of each payer to each payee: all patterns are made of those
met as (
    select t.id, t.ts, t.credit_ts, t.from_account, t.to_account, t.amount, t.currency, t.to_amount, t.to_currency
    from transfer as t
    join account as f on f.id = t.from_account
    join account as g on g.id = t.to_account
    where t.kind in ('transfer', 'abroad', 'other') and not t.own and t.from_account <> t.to_account
        and t.amount > 0 and t.to_amount > 0
        and f.kind in ('person', 'company', 'unknown') and g.kind in ('person', 'company', 'unknown')
    qualify row_number() over (partition by t.from_account, t.to_account order by t.ts, t.id) = 1),
fresh as (
    select m.id, m.ts, m.credit_ts, m.from_account, m.to_account, m.amount, m.currency,
        ln(m.amount) - w.ln_rate as size_out, ln(m.to_amount) - v.ln_rate as size_in
    from met as m
    cross join span as s
    left join worth as w on w.currency = m.currency
    left join worth as v on v.currency = m.to_currency
    where extract(epoch from (m.ts - s.begun)) >= least($past, s.length_s / 3)),
watched as (
    select greatest(1, extract(epoch from (max(ts) - min(ts)))) as length_s, count(*) as transfers from fresh),

-- Fans: how many strangers within the window, against how many in the account's other time
side as (
    select id, to_account as account, credit_ts as ts, true as gathers from fresh
    union all
    select id, from_account, ts, false from fresh),
windowed as (
    select s.*, count(*) over w as n, count(*) over (partition by account, gathers) as whole
    from side as s
    window w as (partition by account, gathers order by ts
        range between to_seconds($within) preceding and current row)),
peak as (
    select account, gathers, ts as peak_ts, n, row_number() over (order by account, gathers, ts) as fan,
        (whole - n + 0.5) * $within / w.length_s as usual
    from windowed
    cross join watched as w
    qualify n >= $fan and n = max(n) over (partition by account, gathers order by ts
            range between to_seconds($within) preceding and to_seconds($within) following)
        and row_number() over (partition by account, gathers, n, ts order by id) = 1),
odd_peak as (
    -- how unlikely so many are at the usual rate (large deviations of Poisson), for all accounts asked
    select *, n * ln(n / usual) - n + usual - 6.0 as surprise from peak where n > usual),
in_fan as (
    select s.id, s.ts, p.fan, p.account, p.gathers, p.surprise, p.n, p.usual
    from side as s
    asof join odd_peak as p on p.account = s.account and p.gathers = s.gathers and p.peak_ts >= s.ts
    where p.peak_ts <= s.ts + to_seconds($within)),
fan as (
    select fan, account, gathers, max(surprise) as surprise, max(n) as n, max(usual) as usual,
        min(ts) as first_ts, max(ts) as last_ts, list(id order by id) as ids
    from in_fan group by fan, account, gathers having count(*) >= $fan),
in_and_out as (
    select i.fan as in_no, o.fan as out_no, i.account, i.surprise + o.surprise as surprise,
        i.n as n_in, o.n as n_out, i.usual, list_concat(i.ids, o.ids) as ids
    from fan as i
    join fan as o on o.account = i.account and i.gathers and not o.gathers
        and o.last_ts >= i.first_ts and o.first_ts <= i.last_ts + to_seconds($within)
    qualify row_number() over (partition by i.fan order by o.surprise desc, o.fan) = 1
        and row_number() over (partition by o.fan order by i.surprise desc, i.fan) = 1),

-- Passes: a stranger's money goes to another stranger, alike in size. Each payment looks at the
-- eight last that came before it, so that a hub costs no more than its payments.
come as (
    select id, to_account as account, credit_ts as ts, from_account as source, size_in as size,
        row_number() over (partition by to_account order by credit_ts, id) as place
    from fresh),
gone as (
    select f.id, f.from_account as account, f.ts, f.to_account as sink, f.size_out as size, c.place - b.back as place
    from fresh as f
    asof join come as c on c.account = f.from_account and c.ts <= f.ts
    cross join (select unnest(range(8)) as back) as b),
pass as (
    select c.id as in_id, g.id as out_id, c.account, c.source, g.sink, abs(c.size - g.size) as unlike,
        extract(epoch from (g.ts - c.ts)) as dwell_s
    from gone as g
    join come as c on c.account = g.account and c.place = g.place
    where g.ts <= c.ts + to_seconds($stay) and abs(c.size - g.size) <= -ln(least($alike, $alike_through))),

-- One pays another through several
through as (
    select source, sink, count(distinct account) as middles, list(in_id) as ins, list(out_id) as outs
    from pass where source <> sink group by source, sink having count(distinct account) >= 2),

-- Each payment follows the one before it that is most like it, and is followed by one: runs
met_in as (select to_account as account, count(*) as n from fresh group by to_account),
met_out as (select from_account as account, count(*) as n from fresh group by from_account),
linked as (
    -- chance passes are many where strangers are many: in the middle, before it and after it
    select p.*, 1.0 / (0.005 + p.unlike) / (i.n * o.n * sqrt(f.n * g.n)) as odds
    from pass as p
    join met_in as i on i.account = p.account
    join met_out as o on o.account = p.account
    join met_out as f on f.account = p.source
    join met_in as g on g.account = p.sink
    where p.unlike <= -ln($alike)),
best as (
    select * from linked
    qualify row_number() over (partition by out_id order by odds desc, dwell_s, in_id) = 1
        and row_number() over (partition by in_id order by odds desc, dwell_s, out_id) = 1),
run as (
    select b.out_id as tail, [b.in_id, b.out_id] as ids, [b.source, b.account, b.sink] as path, ln(b.odds) as likely
    from best as b
    where not exists (select 1 from best as e where e.out_id = b.in_id)
    union all
    select b.out_id, list_append(r.ids, b.out_id), list_append(r.path, b.sink), r.likely + ln(b.odds)
    from run as r
    join best as b on b.in_id = r.tail
    where len(r.ids) < 16),
longest as (
    select * from run as r
    where len(ids) = 16 or not exists (select 1 from best as b where b.in_id = r.tail)),
-- a circle ends where it comes back to an account that it left
closed as (
    select r.tail, list_position(r.path, r.path[-1]) as left_at, r.ids, r.path, r.likely
    from run as r
    where list_position(r.path, r.path[-1]) < len(r.path)),
-- what a pass by chance is like
chance as (
    select median(ln(odds)) - 1.5 as usual from best),

shape as (
    select case when gathers then 'fan-in' else 'fan-out' end as pattern, surprise, ids,
        case when gathers then n end as senders, case when not gathers then n end as receivers, usual,
        cast(null as bigint) as middles, cast(null as bigint) as circle, cast(null as bigint) as run
    from fan
    where fan not in (select in_no from in_and_out) and fan not in (select out_no from in_and_out)
    union all
    select 'gather-scatter', surprise + 3.0, ids, n_in, n_out, null, null, null, null from in_and_out
    union all
    select 'scatter-gather', middles * 3.3 - 2.0, list_sort(list_distinct(list_concat(ins, outs))),
        null, null, null, middles, null, null
    from through
    union all
    select 'cycle', 3.0 + (likely / (len(ids) - 1) - c.usual) * (len(ids) - left_at), ids[left_at:],
        null, null, null, null, len(ids) - left_at + 1, null
    from closed cross join chance as c
    union all
    select 'run', likely - (len(ids) - 1) * c.usual, ids, null, null, null, null, null, len(ids)
    from longest cross join chance as c),

-- a shape that mostly lies in one that surprises more is not told again
numbered as (select *, row_number() over (order by surprise desc, pattern, ids) as no from shape where surprise > 0),
member as (
    select s.no, s.id, min(s.no) over (partition by s.id) as first_no
    from (select no, unnest(ids) as id from numbered) as s),
told as (
    select no from member group by no having count(*) filter (where first_no < no) * 2 <= count(*)),
detail as (
    select n.no, min(t.ts) as first_ts, max(t.credit_ts) as last_ts, min(t.currency) as currency,
        case when min(t.currency) = max(t.currency) then sum(t.amount) end as amount
    from (select no, unnest(ids) as id from numbered) as n
    join transfer as t on t.id = n.id group by n.no),
taking_part as (
    select n.no, unnest([t.from_account, t.to_account]) as account
    from (select no, unnest(ids) as id from numbered) as n join transfer as t on t.id = n.id),
party_of as (
    select t.no, list(distinct a.number order by a.number) as accounts
    from taking_part as t join account as a on a.id = t.account group by t.no)

select n.pattern, p.accounts, cast(d.amount as bigint) as amount,
    case when d.amount is not null then cast(d.currency as varchar) end as currency, d.first_ts, d.last_ts,
    n.surprise / (n.surprise + 6.0) as score, n.ids as transfers,
    n.senders as i_senders, n.receivers as i_receivers, n.usual as i_usual, n.middles as i_middles,
    n.circle as i_circle, n.run as i_run,
    cast(extract(epoch from (d.last_ts - d.first_ts)) as bigint) as i_total_s
from numbered as n
join told as t on t.no = n.no
join detail as d on d.no = n.no
join party_of as p on p.no = n.no
