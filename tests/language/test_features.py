from dragoman.language.features import N_FEATURES, word_features


def test_case_and_quotation_are_seen() -> None:
    text = "NATO said “never” to McDonald 3"
    spans = [(0, 4), (5, 9), (10, 11), (11, 16), (16, 17), (18, 20), (21, 29), (30, 31)]
    rows = word_features(text, spans)
    assert all(len(row) == N_FEATURES for row in rows)
    assert rows[0][2] == 1 and rows[1][0] == 1 and rows[6][3] == 1 and rows[7][4] == 1
    assert [row[8] for row in rows] == [0, 0, 1, 1, 1, 0, 0, 0]
