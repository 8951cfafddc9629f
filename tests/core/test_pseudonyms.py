"""A pseudonym means nothing outside its snapshot."""

from hypothesis import given
from hypothesis import strategies as st

from village.core.pseudonyms import pseudonyms, snapshot_key


def test_the_same_person_has_another_name_in_another_snapshot():
    autumn = pseudonyms(snapshot_key(b"master", purpose="national", as_of="2026-10-01"))
    winter = pseudonyms(snapshot_key(b"master", purpose="national", as_of="2027-01-01"))
    house = pseudonyms(snapshot_key(b"master", purpose="house", as_of="2026-10-01"))

    assert len({autumn("participant", 1), winter("participant", 1), house("participant", 1)}) == 3


def test_the_same_snapshot_written_again_gives_the_same_names():
    key = snapshot_key(b"master", purpose="national", as_of="2026-10-01")

    assert pseudonyms(key)("participant", 1) == pseudonyms(key)("participant", 1)


@given(st.sets(st.integers(), min_size=2, max_size=50))
def test_two_people_never_share_a_name_and_a_group_is_not_a_person(ids):
    pseudonym = pseudonyms(b"k" * 32)

    codes = {pseudonym(kind, i) for i in ids for kind in ("participant", "group")}

    assert len(codes) == 2 * len(ids)
