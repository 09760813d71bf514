-- One row an export. The order does not hang on the order of loading.
select export.name, path, sha256, rows, asked_loader, asked_covers,
    (select count(*) from remark
        where fate = 'rejected' and remark.row // 4294967296 = export.id) as rejected
from export
order by export.name, sha256
