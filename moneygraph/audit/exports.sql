-- One row a statement file. The order does not hang on the order of loading.
select statement_file.name, path, sha256, rows, requested_loader as asked_loader, requested_covers as asked_covers,
    (select count(*) from remark
        where fate = 'rejected' and remark.row // 4294967296 = statement_file.id) as rejected,
    requested_account as asked_account
from statement_file
order by statement_file.name, sha256
