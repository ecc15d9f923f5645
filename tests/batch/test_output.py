"""One writer at a time, whole records, and nothing that was written is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from specrc_cli.batch.output import Claim, Output
from specrc_cli.errors import SpecrcError, UsageError
from specrc_cli.trace.record import read_records
from tests.batch.records import a_record

ANOTHER = "import sys; from pathlib import Path; from specrc_cli.batch.output import Claim; Claim(Path(sys.argv[1]))"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.jsonl"


def ids(path: Path) -> list[str | None]:
    return [record.id for record in read_records(path)]


def test_records_are_appended_a_line_each(path: Path) -> None:
    for id in ("q1", "q2"):
        with Claim(path) as claim, Output(claim) as output:
            output.append(a_record(id))
    assert ids(path) == ["q1", "q2"]


def test_a_record_can_be_read_as_soon_as_it_is_written(path: Path) -> None:
    with Claim(path) as claim, Output(claim) as output:
        output.append(a_record("q1"))
        assert ids(path) == ["q1"]


def test_a_second_writer_is_refused_also_in_another_process(path: Path) -> None:
    with Claim(path):
        other = subprocess.run([sys.executable, "-c", ANOTHER, str(path)], capture_output=True, text=True, check=False)
        assert "another batch is writing" in other.stderr
    subprocess.run([sys.executable, "-c", ANOTHER, str(path)], check=True)


def test_a_link_to_a_file_that_is_written_is_refused_as_well(path: Path) -> None:
    path.touch()
    link = path.with_name("link.jsonl")
    link.symlink_to(path)
    for one, other in ((path, link), (link, path)):
        with Claim(one), pytest.raises(UsageError, match="another batch is writing"):
            Claim(other)


def test_no_lock_is_left_lying_about(path: Path) -> None:
    with Claim(path) as claim, Output(claim):
        pass
    assert list(path.parent.iterdir()) == [path]


def test_what_a_killed_writer_claimed_is_free_again(path: Path) -> None:
    code = f"{ANOTHER}; import os; os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    with Claim(path):
        pass


def test_a_folder_for_it_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "run.jsonl"
    with Claim(path) as claim, Output(claim) as output:
        output.append(a_record("q1"))
    assert ids(path) == ["q1"]


@pytest.mark.parametrize("name", ["/dev/full", "/dev/null", "."])
def test_what_is_no_file_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="is not a file that can be gone on with"):
        Claim(Path(name))


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot write"):
        Claim(tmp_path / "file" / "run.jsonl")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="this system has no /proc")
def test_a_folder_that_takes_no_files_is_not_called_taken() -> None:
    with pytest.raises(UsageError, match=r"cannot write /proc/x\.jsonl"):
        Claim(Path("/proc/x.jsonl"))


def test_an_output_that_was_deleted_is_saved_beside_its_place(path: Path) -> None:
    with Claim(path) as claim, Output(claim) as output:
        output.append(a_record("q1"))
        path.unlink()
        with pytest.raises(SpecrcError, match="was deleted or replaced") as refused:
            output.append(a_record("q2"))
    saved = path.with_name("run.jsonl.saved")
    assert ids(saved) == ["q1"]
    assert str(saved) in refused.value.hint


@pytest.mark.parametrize("size", [0, 10, 100_000])
def test_an_output_that_something_else_changes_is_noticed(path: Path, size: int) -> None:
    with Claim(path) as claim, Output(claim) as output:
        output.append(a_record("q1"))
        output.append(a_record("q2"))
        os.truncate(path, size)
        with pytest.raises(SpecrcError, match=f"was changed by something else .* and has {size}"):
            output.append(a_record("q3"))
    assert path.stat().st_size == size


def test_where_the_folder_is_deleted_as_well_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "run.jsonl"
    with Claim(path) as claim, Output(claim) as output:
        output.append(a_record("q1"))
        shutil.rmtree(path.parent)
        with pytest.raises(SpecrcError, match="was deleted or replaced") as refused:
            output.append(a_record("q2"))
    assert refused.value.hint.startswith(
        "its folder is gone; what was in it cannot be saved (No such file or directory)"
    )


def test_what_was_saved_before_is_not_overwritten(path: Path) -> None:
    own = path.with_name("run.jsonl.saved")
    own.write_text("notes")
    with Claim(path) as claim, Output(claim) as output:
        output.append(a_record("q1"))
        path.unlink()
        with pytest.raises(SpecrcError, match="was deleted or replaced"):
            output.append(a_record("q2"))
    assert own.read_text() == "notes"
    assert ids(path.with_name("run.jsonl.saved2")) == ["q1"]


def test_an_output_that_was_replaced_is_saved_and_the_other_is_left_alone(path: Path) -> None:
    with Claim(path) as claim, Output(claim) as output:
        output.append(a_record("q1"))
        other = path.with_name("other")
        other.write_text("something else")
        other.replace(path)
        with pytest.raises(SpecrcError, match="was deleted or replaced"):
            output.append(a_record("q2"))
    assert path.read_text() == "something else"
    assert ids(path.with_name("run.jsonl.saved")) == ["q1"]
