from experiments.provenance import LIBRARIES, code_version, libraries, same_code


def test_all_libraries_that_matter_have_a_version() -> None:
    assert set(libraries()) == {"python", *LIBRARIES} and "absent" not in libraries().values()


def test_only_the_content_of_the_code_says_whether_it_is_the_same() -> None:
    assert same_code(code_version(), code_version())
    assert same_code("0.1.0+aaa.123", "0.2.0+nogit.123")
    assert not same_code("0.1.0+aaa.123", "0.1.0+aaa.124")
