-- title = "Victims whose money left for strangers"
-- finds = "People and companies whose money, borrowed, saved or gathered from their banks, left within hours or a few days for people they had not paid before: with loans of several lenders or of one, with pauses between them, in small sums, with a card limit, with goods on credit, from a deposit, from several banks, or from a company's account."
-- innocent = "Who buys a car or a flat from a private seller, pays for a wedding or a renovation, repays a friend, helps a relative, moves to another bank; a company that pays a new supplier; who furnishes a flat by instalments, lives from his card's limit, or repays one loan with another. The seller keeps the money, or buys again days later; nobody else's savings went to him."
-- min_score = 0.5
-- amounts = "converted"
--
-- [param.within]
-- default = "36h"
-- unit = "duration"
-- about = "longest pause between two payments to strangers that belong together (banks pay out a large loan after 24 hours)"
-- [param.before]
-- default = "72h"
-- unit = "duration"
-- about = "how long before the first such payment loans are counted"
-- [param.gathered_within]
-- default = "24h"
-- unit = "duration"
-- about = "how long before the first such payment money from one's other accounts is counted"
-- [param.stranger]
-- default = "180d"
-- unit = "duration"
-- about = "who was not paid for so long is a stranger again"
-- [param.passed_within]
-- default = "48h"
-- unit = "duration"
-- about = "how soon a receiver must pass the money on for it to count against him"
-- [param.min_amount]
-- default = "100000"
-- unit = "money"
-- about = "paid to strangers together, at the least"
-- [param.min_part]
-- default = "20000"
-- unit = "money"
-- about = "paid to one stranger, at the least"
-- [param.one_in]
-- default = "2500"
-- unit = "count"
-- about = "of so many owners one is a victim, where nothing else is known"
--
-- [columns]
-- owner = "text"
-- kinds = "list"
-- accounts = "list"
-- banks = "list"
-- lost = "money"
-- loans = "count"
-- loan_amount = "money"
-- gathered_amount = "money"
-- first_ts = "time"
-- last_ts = "time"
-- minutes = "count"
-- to_accounts = "list"

-- Every owner starts with the odds of one in `one_in` (the column `begun`), also in a small case: who
-- loads the statements of one buyer must not be told that he was robbed. What is known adds to them
-- or takes away, by the card.
with base as (
    select -floor(100 * log10(greatest($one_in, 1)) + 0.5) / 10 as begun),

-- Who can be a victim, so that the rest is left alone: strangers got enough, and what they got at
-- once, or what came as loans and from other accounts of the owner, is large for the account. A
-- company pays large sums every day.
funded as (
    select case when kind = 'goods_loan' then from_account else to_account end as account,
        sum(to_amount) as amount, sum(case when own then 0 else 1 end) as loans
    from transfer
    where (kind in ('loan', 'goods_loan') or own) and from_account <> to_account
    group by case when kind = 'goods_loan' then from_account else to_account end
    having sum(to_amount) >= $min_amount),

-- An owner is known by the first of his accounts, until the end: numbers are put in order sooner than
-- texts.
holder as (
    select id, number, bank, kind, covered_from, owner_key,
        min(id) over (partition by owner_key) as owner_id
    from party),

-- goods that a loan paid for whose very sum went to a shop at once
paid_at_once as (
    select distinct t.id
    from transfer as l
    join transfer as t on t.from_account = l.to_account and t.amount = l.to_amount
        and t.currency = l.to_currency
    where l.kind = 'loan' and t.kind in ('card', 'transfer', 'other')
        and t.ts >= l.credit_ts and t.ts <= l.credit_ts + interval '15' minute),

candidate as (
    select distinct p.owner_id as payer
    from feature as f
    join holder as p on p.id = f.account
    left join funded as l on l.account = f.account
    where (2 * f.stranger_paid >= greatest($min_amount, 1) or l.loans > 0)
        and (p.kind = 'company' or (p.kind in ('person', 'unknown')
            and greatest(f.largest_paid, coalesce(l.amount, 0)) >= 3 * f.usual))),

mine as (
    select id, kind, owner_id as payer from holder
    where owner_id in (select payer from candidate)),

-- What they paid people, and goods on credit: a lender pays a shop. The goods may have gone to somebody
-- else; what is known is when and where they were bought.
sent as (
    select *
    from (
        select t.id, t.ts, t.amount, t.from_account, t.to_account, p.payer,
            r.owner_id as receiver, r.kind as receiver_kind, p.kind as payer_kind, t.kind,
            case when p.kind <> 'company' and ((t.kind = 'goods_loan'
                    and r.kind in ('merchant', 'company', 'unknown'))
                or (g.id is not null and r.kind in ('merchant', 'company'))) then 1 else 0 end
                as goods
        from transfer as t
        join mine as p on p.id = t.from_account
        join holder as r on r.id = t.to_account
        left join paid_at_once as g on g.id = t.id
        where not t.own and t.amount > 0)
    where goods = 1 or (kind in ('transfer', 'abroad', 'other')
        and payer_kind in ('person', 'company', 'unknown')
        and receiver_kind in ('person', 'unknown', 'exchange', 'abroad'))),

-- what receivers gave back, or had given before: each pair once, as two accounts of firms can have
-- thousands of payments between them
back as (
    select p.payer, f.owner_id as receiver, sum(t.amount) as amount, min(t.ts) as first_ts
    from transfer as t
    join mine as p on p.id = t.to_account
    join holder as f on f.id = t.from_account
    where not t.own and t.amount > 0 and t.kind in ('transfer', 'abroad', 'other')
        and f.kind in ('person', 'unknown', 'exchange', 'abroad')
    group by p.payer, f.owner_id),

timed as (
    select *, sum(amount) over (partition by payer, receiver) as pair_amount,
        max(ts) over (partition by payer, receiver) as pair_last_ts,
        lag(ts) over (partition by payer, receiver order by ts, id) as before_ts
    from sent),

met as (
    select *, max(case when before_ts is null
                or before_ts < ts - interval '1' second * $stranger then ts end)
            over (partition by payer, receiver order by ts, id) as met_ts
    from timed
    where pair_amount >= greatest($min_part, 1)),

-- what the payer gave a stranger in the first days; who had paid him is none
given as (
    select m.*, b.amount as back_amount,
        sum(m.amount) over (partition by m.payer, m.receiver, m.met_ts) as of_receiver
    from met as m
    left join back as b on b.payer = m.payer and b.receiver = m.receiver
    where m.ts <= m.met_ts + interval '1' second * $before
        and (b.first_ts is null or b.first_ts >= m.met_ts)),

-- small sums beside the payer's largest are of another life
large as (
    select *, max(of_receiver) over (partition by payer) as largest
    from given),

paused as (
    select *, case when ts <= lag(ts) over (partition by payer order by ts, id)
            + interval '1' second * $within then 0 else 1 end as starts
    from large
    where of_receiver >= greatest($min_part, 1) and 10 * of_receiver >= largest),

numbered as (
    select *, sum(starts) over (partition by payer order by ts, id) as episode_no from paused),

summed as (
    select payer, episode_no, sum(amount) as lost, min(ts) as first_ts, max(ts) as last_ts
    from numbered
    group by payer, episode_no
    having sum(amount) >= greatest($min_amount, 1)),

-- the three largest episodes of an owner
dearest as (
    select * from summed
    qualify dense_rank() over (partition by payer order by lost desc, first_ts) <= 3),

part as (
    select n.*, d.lost, d.first_ts, d.last_ts, p.number, p.bank, r.number as to_number,
        p.kind = 'company' as is_company,
        r.kind in ('person', 'unknown') and n.goods = 0 as may_pass_on,
        r.kind in ('person', 'unknown') and n.goods = 0 and r.covered_from is not null as is_watched,
        case when n.goods = 1 then count(*) over (
            partition by n.payer, n.episode_no, n.goods order by n.ts
            range between interval '6' hour preceding and current row) end as goods_near
    from numbered as n
    join dearest as d on d.payer = n.payer and d.episode_no = n.episode_no
    join holder as p on p.id = n.from_account
    join holder as r on r.id = n.to_account),

-- how much went to receivers whose account is held, to who was paid again later, and was paid back
episode as (
    select payer, episode_no, lost, first_ts, last_ts, max(is_company) as is_company,
        sum(1 - goods) as parts, count(distinct case when goods = 0 then receiver end) as receivers,
        nullif(count(distinct case when goods = 1 then receiver end), 0) as shops,
        sum(goods * amount) as goods_amount, coalesce(max(goods_near), 0) as goods,
        sum(case when extract(hour from ts) < 6 or extract(hour from ts) >= 23 then amount else 0 end)
            as night_amount,
        sum(case when is_watched then amount else 0 end) as watched,
        sum(case when pair_last_ts > met_ts + interval '1' second * $before then amount else 0 end)
            as again,
        sum(least(1.0, coalesce(back_amount, 0) / cast(of_receiver as double)) * amount) as back,
        array_sort(array_agg(distinct number)) as accounts,
        case when count(bank) > 0
        then array_sort(array_agg(distinct bank) filter (where bank is not null)) end as banks,
        array_sort(array_agg(distinct to_number)) as to_accounts, array_agg(id) as ids
    from part
    group by payer, episode_no, lost, first_ts, last_ts),

-- What a payment drew of a card's limit or an overdraft: by as much as it made the balance fall below
-- zero, as statements state that it did.
stirred as (
    select l.account, l.currency, l.lowest, l.known, t.id, t.ts, 1 as step, -t.amount as amount
    from transfer as t
    join low as l on l.account = t.from_account and l.currency = t.currency
    where t.from_account <> t.to_account
    union all
    select l.account, l.currency, l.lowest, l.known, t.id, t.credit_ts, 0, t.to_amount
    from transfer as t
    join low as l on l.account = t.to_account and l.currency = t.to_currency
    where t.from_account <> t.to_account),

stirred_sum as (
    select *, sum(amount) over (partition by account, currency order by ts, step, id) as total
    from stirred),

balanced as (
    select id, step, amount, total
        + greatest(known, lowest - least(0, min(total) over (partition by account, currency)))
            as balance
    from stirred_sum),

drawn as (
    select id, greatest(0, -balance) - greatest(0, amount - balance) as amount
    from balanced
    where step = 1 and balance < 0),

-- Loans that came, from one's own limit too; what payments drew; and savings: money from the owner's
-- other accounts to those that paid, and what a bank pays out of a deposit.
paying as (
    select distinct payer, episode_no, from_account from part),

-- of goods on credit, and of payments to others that drew of a limit, the account is the payer's
moved_or_drawn as (
    select t.*, d.amount as drawn, t.kind = 'goods_loan' or (not t.own
        and t.kind in ('transfer', 'abroad', 'other') and coalesce(d.amount, 0) > 0) as is_payers
    from transfer as t
    left join drawn as d on d.id = t.id
    where t.from_account <> t.to_account
        and (t.own or d.id is not null or t.kind in ('loan', 'goods_loan', 'transfer', 'other'))),

fresh_in as (
    select a.payer, t.id, a.id as account, case when t.is_payers then t.ts else t.credit_ts end as ts,
        case when t.is_payers then t.amount else t.to_amount end as amount,
        case when t.kind not in ('loan', 'goods_loan') then t.drawn end as drawn,
        t.is_payers or t.kind = 'loan' as is_loan,
        (t.kind = 'loan' and t.own) or (t.is_payers and t.kind <> 'goods_loan') as of_limit,
        f.number, f.bank
    from moved_or_drawn as t
    join mine as a on a.id = case when t.is_payers then t.from_account else t.to_account end
    join account as f on f.id = t.from_account
    where t.is_payers or t.own or t.kind = 'loan' or (t.kind in ('transfer', 'other')
        and f.kind = 'company' and a.kind <> 'company'
        and (lower(f.name) like '%банк%' or lower(f.name) like '%bank%'))),

-- what was drawn apart from what was there
fresh_part as (
    select f.payer, f.id, f.account, f.ts, f.is_loan or p.of_drawn = 1 as is_loan,
        f.of_limit or p.of_drawn = 1 as of_limit, p.of_drawn = 1 as is_drawn, f.number, f.bank,
        case when p.of_drawn = 1 then f.drawn else f.amount - coalesce(f.drawn, 0) end as amount
    from fresh_in as f
    cross join (select 0 as of_drawn union all select 1) as p
    where (p.of_drawn = 1 and f.drawn > 0) or (p.of_drawn = 0
        and (f.drawn is null or (not f.is_loan and f.amount > f.drawn)))),

fresh as (
    select e.payer, e.episode_no, i.id, i.ts, i.amount, i.is_loan, i.of_limit, i.is_drawn,
        case when i.is_loan then coalesce(i.bank, i.number) else i.number end as source
    from fresh_part as i
    join episode as e on e.payer = i.payer and i.ts <= e.last_ts
        and i.ts >= e.first_ts
            - interval '1' second * (case when i.is_loan then $before else $gathered_within end)
    left join paying as g on g.payer = e.payer and g.episode_no = e.episode_no
        and g.from_account = i.account
    where i.is_loan or g.payer is not null),

fresh_paused as (
    select *, seconds_between(
            lag(ts) over (partition by payer, episode_no, is_loan, is_drawn order by ts, id), ts)
            as pause_s
    from fresh),

fresh_sum as (
    select payer, episode_no,
        sum(case when is_loan and not is_drawn then 1 else 0 end)
            + count(distinct case when is_drawn then source end) as loans,
        count(distinct case when is_loan then source end) as lenders,
        coalesce(sum(case when is_loan then amount end), 0) as loan_amount,
        sum(case when of_limit then amount else 0 end) as limit_amount,
        sum(case when is_loan and not is_drawn and pause_s >= 21600 then 1 else 0 end) as pauses,
        count(distinct case when not is_loan then source end) as sources,
        coalesce(sum(case when not is_loan then amount end), 0) as gathered_amount,
        array_agg(id) as fresh_ids
    from fresh_paused
    group by payer, episode_no),

-- what left within four hours of a loan or of money gathered
event as (
    select payer, episode_no, id, ts, 1 as step, amount from part where goods = 0
    union all
    select payer, episode_no, id, ts, 0, 0 from fresh),

prompt as (
    select payer, episode_no, sum(case when fresh_ts >= ts - interval '4' hour then amount end) as amount
    from (
        select *, max(case when step = 0 then ts end)
                over (partition by payer, episode_no order by ts, step, id) as fresh_ts
        from event)
    group by payer, episode_no),

-- Everything that came to the owner and left, but not between own accounts, save what he drew of a
-- limit; goods bought on credit are paid for by what was lent.
flow as (
    select a.payer, t.ts, 1 as step, t.id, -t.amount as amount, t.kind <> 'loan_repayment' as spends,
        false as of_others
    from transfer as t
    join mine as a on a.id = t.from_account
    where not t.own
    union all
    select a.payer, t.credit_ts, 0, t.id, t.to_amount, false,
        t.kind in ('transfer', 'abroad', 'other') and f.kind in ('person', 'unknown', 'abroad')
    from transfer as t
    join mine as a on a.id = t.to_account
    join account as f on f.id = t.from_account
    where not t.own or t.kind = 'loan'
    union all
    select a.payer, t.ts, 0, t.id, t.amount, false, false
    from transfer as t
    join mine as a on a.id = t.from_account
    where not t.own and t.kind = 'goods_loan'),

lowest as (
    select payer, min(balance) as balance
    from (
        select payer, sum(amount) over (partition by payer order by ts, step, id) as balance
        from flow)
    group by payer),

around as (
    select e.payer, e.episode_no,
        sum(case when l.ts <= e.last_ts then l.amount else 0 end) as balance,
        nullif(max(case when l.spends and (l.ts < e.first_ts or l.ts > e.last_ts)
            then -l.amount end), 0) as usual_most,
        sum(case when l.of_others and l.ts <= e.last_ts
                and l.ts >= e.first_ts - interval '1' second * $before then l.amount else 0 end)
            as of_others
    from episode as e
    join flow as l on l.payer = e.payer
    group by e.payer, e.episode_no),

-- how much receivers whose accounts are held passed on, and to whom
part_hop as (
    select m.payer, m.episode_no, m.amount as given, h.amount, h.dwell_s, h.out_transfer
    from hop as h
    join part as m on m.id = h.in_transfer
    where h.dwell_s <= $passed_within and m.is_watched),

passed_on as (
    select m.*, o.amount as next_amount, n.owner_id as next_receiver,
        n.kind in ('person', 'unknown') as goes_on,
        n.kind in ('person', 'unknown') and n.covered_from is not null as is_watched
    from transfer as o
    join part_hop as m on m.out_transfer = o.id
    join holder as n on n.id = o.to_account
    where not o.own and o.kind in ('transfer', 'cash_out', 'abroad', 'other')),

passed_again as (
    select h.in_transfer, sum(h.amount) as amount
    from hop as h
    where h.dwell_s <= $passed_within
        and h.in_transfer in (select out_transfer from passed_on where is_watched)
    group by h.in_transfer),

passed as (
    select p.payer, p.episode_no, sum(p.amount) as amount,
        sum(case when p.dwell_s <= 10800 then p.amount else 0 end) as quick_amount,
        -- what is seen to stay with the next one, as with a seller from whom the seller buys
        sum(case when p.is_watched then p.amount
                * (1 - least(1.0, coalesce(g.amount, 0) / cast(p.next_amount as double))) else 0.0 end)
            as rested_amount
    from passed_on as p
    left join passed_again as g on g.in_transfer = p.out_transfer
    group by p.payer, p.episode_no),

-- others whose fresh money, more than they ever paid, went to the same receivers or met behind them
weighty as (
    select e.payer, e.episode_no
    from episode as e
    join around as a on a.payer = e.payer and a.episode_no = e.episode_no
    join fresh_sum as f on f.payer = e.payer and f.episode_no = e.episode_no
    where not e.is_company and 2 * (f.loan_amount + f.gathered_amount) >= e.lost
        and e.lost >= coalesce(a.usual_most, 0)),

reached as (
    select payer, episode_no, receiver as reached from part where may_pass_on
    union
    select payer, episode_no, next_receiver from passed_on where goes_on and 5 * amount >= given),

-- each weighty payer of a receiver counts once, whatever his episodes
weighty_there as (
    select distinct r.reached, r.payer
    from reached as r
    join weighty as w on w.payer = r.payer and w.episode_no = r.episode_no),

counted as (
    select reached, count(*) as payers from weighty_there group by reached),

joined as (
    select r.payer, r.episode_no,
        max(c.payers - case when w.payer is null then 0 else 1 end) as others
    from reached as r
    join counted as c on c.reached = r.reached
    left join weighty_there as w on w.reached = r.reached and w.payer = r.payer
    group by r.payer, r.episode_no),

measured as (
    select e.*, b.begun, coalesce(f.loans, 0) as loans, coalesce(f.lenders, 0) as lenders,
        coalesce(f.loan_amount, 0) as loan_amount, coalesce(f.pauses, 0) as pauses,
        coalesce(f.sources, 0) as sources, coalesce(f.gathered_amount, 0) as gathered_amount,
        nullif(f.limit_amount, 0) as limit_amount, f.fresh_ids, coalesce(j.others, 0) as others,
        cast(bround(seconds_between(e.first_ts, e.last_ts)) as bigint) as lasted_s,
        least(1.0, coalesce(f.loan_amount, 0) / cast(e.lost as double)) as loan_share,
        least(1.0, coalesce(f.gathered_amount, 0) / cast(e.lost as double)) as gathered_share,
        coalesce(q.amount, 0) / cast(e.lost as double) as prompt_share,
        -- beside the most that the owner paid anybody else
        e.lost / cast(a.usual_most as double) as big_times,
        -- what was left is known from what could be paid later; at the least
        (e.lost - e.goods_amount) / cast(nullif(e.lost - e.goods_amount, 0)
            + greatest(0, a.balance - least(0, w.balance)) as double) as emptied_share,
        -- a company is paid by others every day, a person whose money it is is not
        case when e.is_company then 0.0
            else least(1.0, a.of_others / cast(e.lost as double)) end as foreign_share,
        e.night_amount / cast(e.lost as double) as night_share,
        e.watched / cast(e.lost as double) as watched_share,
        1.0 - (e.watched + e.goods_amount) / cast(e.lost as double) as unseen_share,
        least(1.0, coalesce(p.amount, 0) / cast(e.lost as double)) as passed_share,
        least(1.0, coalesce(p.quick_amount, 0) / cast(e.lost as double)) as quick_share,
        greatest(0.0, (e.watched - coalesce(p.amount, 0)) / cast(e.lost as double)) as kept_share,
        coalesce(p.rested_amount, 0.0) / e.lost as rested_share,
        e.again / cast(e.lost as double) as again_share,
        least(1.0, e.back / e.lost) as back_share
    from episode as e
    cross join base as b
    join around as a on a.payer = e.payer and a.episode_no = e.episode_no
    join lowest as w on w.payer = e.payer
    left join fresh_sum as f on f.payer = e.payer and f.episode_no = e.episode_no
    left join prompt as q on q.payer = e.payer and q.episode_no = e.episode_no
    left join passed as p on p.payer = e.payer and p.episode_no = e.episode_no
    left join joined as j on j.payer = e.payer and j.episode_no = e.episode_no),

-- card: measured -> scored

-- one row an owner: the episode with the highest score
best as (
    select * from scored
    qualify row_number() over (partition by payer order by score desc, first_ts) = 1)

select h.owner_key as owner,
    array_repeat('business', case when b.is_company then 1 else 0 end)
        || array_repeat('paused-loans', case when b.pauses > 0 then 1 else 0 end)
        || array_repeat('small-loans', case when b.loans - b.goods > 3 then 1 else 0 end)
        || array_repeat('several-loans',
            case when b.lenders > 1 and b.pauses = 0 and b.loans - b.goods < 4 then 1 else 0 end)
        || array_repeat('one-lender', case when b.lenders = 1 and b.loans - b.goods < 4 then 1 else 0 end)
        || array_repeat('card-limit', case when b.limit_amount > 0 then 1 else 0 end)
        || array_repeat('goods-loans', case when b.goods > 1 then 1 else 0 end)
        || array_repeat('gathered', case when b.sources > 1 then 1 else 0 end)
        || array_repeat('savings', case when not b.is_company and (b.sources = 1
                or b.loan_share + b.gathered_share < 0.5) then 1 else 0 end)
        || array_repeat('joint', case when b.others > 0 then 1 else 0 end) as kinds,
    b.accounts, b.banks, b.lost, b.loans, b.loan_amount, b.gathered_amount, b.first_ts,
    b.last_ts, cast(floor(b.lasted_s / 60) as bigint) as minutes, b.to_accounts, b.score,
    array_distinct(coalesce(b.fresh_ids || b.ids, b.ids)) as transfers, b.card
from best as b
join holder as h on h.id = b.payer
