-- title = "Patterns: fans, gathering and scattering, cycles, runs"
-- finds = "Accounts that meet for the first time and move money in a shape: many pay one, one pays many, both one after the other, one pays another through several, a circle, a run."
-- innocent = "A collection for a gift or a class; a bill that is shared out; a loan given back; a new shop; a purchase for somebody else."
-- step = "patterns"
-- min_score = 0.5
--
-- [param.within]
-- default = "4d"
-- unit = "duration"
-- about = "time in which a fan or a circle must come together"
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
-- about = "least part that the smaller of two alike amounts is of the larger, in runs; alike amounts of a fan count once"
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

-- The step fills `shape` (no, pattern, surprise in nats, its numbers), the most
-- surprising first, and `shape_transfer` (no, transfer).
with surprising as (
    -- a surprise of 4 nats scores a half, one of -24 nothing
    select *, 100 * ((surprise + 24e0) / (surprise + 52e0)) as shape_points from shape),
part as (
    select s.no, t.*
    from shape_transfer as s
    join surprising as a on a.no = s.no
    join transfer as t on t.id = s.transfer
    where a.shape_points / 100.0 >= $least_score_),
detail as (
    select no, array_agg(id) as transfers, min(ts) as first_ts, max(credit_ts) as last_ts,
        min(currency) as currency, case when min(currency) = max(currency) then sum(amount) end as amount
    from part group by no),
taking_part as (
    select no, from_account as account from part
    union
    select no, to_account from part),
party_of as (
    select t.no, array_sort(array_agg(a.number)) as accounts
    from taking_part as t join account as a on a.id = t.account group by t.no),
whole as (
    select a.*, p.accounts, cast(d.amount as bigint) as amount,
        case when d.amount is not null then cast(d.currency as string) end as currency,
        d.first_ts, d.last_ts, d.transfers,
        cast(bround(seconds_between(d.first_ts, d.last_ts)) as bigint) as total_s
    from surprising as a
    join detail as d on d.no = a.no
    join party_of as p on p.no = a.no),

-- card: whole -> scored

select s.pattern, s.accounts, s.amount, s.currency, s.first_ts, s.last_ts, s.score, s.transfers,
    s.card
from scored as s
