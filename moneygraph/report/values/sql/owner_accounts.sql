select id, number, bank, name, kind, covered_from, covered_to
from account where owner = $owner order by number
