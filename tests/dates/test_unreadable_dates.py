import pytest

from course_utils.dates.examples import load_dates, spoil_dates


def test_a_share_of_texts_is_spoiled_and_dates_stay():
    examples = load_dates(2000, 1)
    spoiled = spoil_dates(examples, 0.25, 2)
    changed = [a for a, b in zip(spoiled, examples, strict=True) if a != b]
    assert 400 < len(changed) < 600
    assert [a.iso for a in spoiled] == [b.iso for b in examples]
    assert all(a.spans == {} for a in changed)
    texts = [example.text for example in changed]
    assert 0.15 < texts.count("") / len(texts) < 0.35
    assert any("🎉" in text for text in texts)
    assert max(map(len, texts)) <= 30


def test_the_seed_decides():
    examples = load_dates(50, 1)
    assert spoil_dates(examples, 0.5, 2) == spoil_dates(examples, 0.5, 2)
    assert spoil_dates(examples, 0.5, 2) != spoil_dates(examples, 0.5, 3)
    assert spoil_dates(examples, 0, 2) == examples


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_a_probability(share):
    with pytest.raises(ValueError, match=f"share is a probability .*, got {share}"):
        spoil_dates([], share, 0)
