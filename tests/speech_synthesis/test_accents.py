import numpy as np

from course_utils.speech_synthesis.accents import HABITS, WITHOUT, random_accent


def test_some_have_no_accent_and_the_others_have_one_form_of_each_habit():
    accents = [random_accent(np.random.default_rng(seed)) for seed in range(1_000)]
    without = np.mean([not accent for accent in accents])
    assert WITHOUT - 0.05 < without < WITHOUT + 0.05
    forms = {form: number for number, (_, forms) in enumerate(HABITS) for form in forms}
    for accent in accents:
        habits = [forms[form] for form in accent]
        assert habits == sorted(set(habits))
    assert set(forms) == {form for accent in accents for form in accent}


def test_habits_are_as_likely_as_their_table_says():
    accents = [random_accent(np.random.default_rng(seed)) for seed in range(4_000)]
    with_one = [accent for accent in accents if accent]
    for probability, forms in HABITS:
        share = np.mean([any(form in accent for form in forms) for accent in with_one])
        assert abs(share - probability) < 0.05


def test_equal_seeds_draw_equal_accents():
    one, same = (random_accent(np.random.default_rng(3)) for _ in range(2))
    assert one == same
