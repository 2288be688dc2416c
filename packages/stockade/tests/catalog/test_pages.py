import pytest

from stockade.catalog import event_source, event_sources, page
from stockade.catalog.checks import HEADINGS
from stockade.catalog.pages import index, render


@pytest.mark.parametrize("identity", event_sources())
def test_a_page_says_what_the_definition_says(identity: str) -> None:
    source = event_source(identity)
    text = render(source)
    assert text.startswith(f"# {source.title} (`{identity}`)\n")
    assert page(identity).strip() in text
    for field in source.fields:
        assert f"`{field.path}`" in text
    for pattern in source.wiring.patterns:
        assert f"`{pattern.resource}`" in text
    assert text.index("## Attack") < text.index("## Wiring")
    assert "\n\n\n" not in text


@pytest.mark.parametrize("identity", event_sources())
def test_hand_written_pages_are_short_and_say_three_things(identity: str) -> None:
    lines = page(identity).splitlines()
    assert tuple(line for line in lines if line.startswith("#")) == HEADINGS
    assert max(map(len, lines)) <= 110
    assert 40 <= len(page(identity).split()) <= 260


def test_tables_have_as_many_cells_as_heads() -> None:
    for source in event_sources().values():
        for block in render(source).split("\n\n"):
            if block.startswith("| "):
                assert len({line.count("|") for line in block.splitlines()}) == 1, block


def test_index_links_every_page() -> None:
    text = index(event_sources().values())
    assert all(f"({identity}.md)" in text for identity in event_sources())
