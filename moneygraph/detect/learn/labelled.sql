-- The accounts that count as positive or negative. `party`: who is behind each, so that no person
-- is both learnt from and judged on. `positive_party`: any account of the party is positive; `middle`: the
-- time by which half of the transfers to those accounts had been made.
create or replace temp table labelled as
with named as (
    select p.id as account, p.number, p.owner_key as party,
        coalesce(bool_or(g.positive), false) as positive, count(g.name) > 0 as is_named
    from party as p
    left join label_to_keep as g on g.name = case when $of = 'owner' then p.owner_key else p.number end
    group by all),
middles as (
    select n.party, quantile_disc(t.ts, 0.5) as middle
    from named as n
    join transfer as t on t.to_account = n.account and not t.own
    where n.positive
    group by n.party)
select n.account, n.number, n.party, n.positive, m.middle,
    bool_or(n.positive) over (partition by n.party) as positive_party
from named as n
left join middles as m on m.party = n.party
where n.is_named or $rest_is_negative;
