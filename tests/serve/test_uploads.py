"""Files that are dropped stay in their folder, whatever they are called."""

from __future__ import annotations

import stat
import tempfile
from io import BytesIO
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from moneygraph.serve.uploads import keep, safe_name

NAMES = st.text(st.sampled_from("ab.я/\\:*?[]\0\n\u202e\"'<>| ~-"), max_size=20)


def file(name: str, content: bytes) -> FileStorage:
    return FileStorage(BytesIO(content), filename=name)


@given(st.one_of(NAMES, st.text(max_size=300)))
def test_a_name_is_that_of_a_file_in_the_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe and Path(safe).name == safe and not safe.startswith(".")
    assert not set(safe) & set('\\/:*?"<>|[]\0\n')
    assert len(f".{safe}-99.part".encode()) < 255


def test_names_that_people_give() -> None:
    assert safe_name("Выписка Kaspi, март.xlsx") == "Выписка Kaspi, март.xlsx"
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("C:\\exports\\kaspi (1).xlsx") == "kaspi (1).xlsx"
    assert safe_name("...") == safe_name("") == "file"
    assert safe_name("Ж" * 200 + ".xlsx") == "Ж" * 90 + ".xlsx"


@given(st.lists(st.tuples(NAMES, st.binary(max_size=3)), max_size=6))
def test_every_content_is_kept_once(files: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "kept"
        given_files = [one for one in files if one[0]]
        paths = keep([file(*one) for one in files], folder)
        again = keep([file(*one) for one in files], folder)
        assert again == paths and sorted(folder.iterdir()) == sorted(paths)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        wanted = {(safe_name(one), content) for one, content in given_files}
        assert len(paths) == len(wanted)
        assert {path.read_bytes() for path in paths} == {content for _, content in wanted}
