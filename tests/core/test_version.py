"""Each figure names the code that made it."""

from village.core.version import _checked_out_commit, code_version


def test_the_commit_is_read_from_a_branch_a_packed_branch_or_a_bare_head(tmp_path):
    (tmp_path / "refs/heads").mkdir(parents=True)
    (tmp_path / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "packed-refs").write_text("# pack-refs\nabc123 refs/heads/main\n")
    assert _checked_out_commit(tmp_path) == "abc123"

    (tmp_path / "refs/heads/main").write_text("def456\n")
    assert _checked_out_commit(tmp_path) == "def456"

    (tmp_path / "HEAD").write_text("789abc\n")
    assert _checked_out_commit(tmp_path) == "789abc"
    assert _checked_out_commit(tmp_path / "nowhere") == ""


def test_a_commit_given_by_the_environment_is_used(monkeypatch):
    monkeypatch.setenv("VILLAGE_COMMIT", "0123456789abcdef")

    assert code_version().endswith("+0123456789ab")
