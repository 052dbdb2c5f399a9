"""The takeaways page: all five, each with a link to where it is seen."""

from mtlviz.lessons.takeaways import TAKEAWAYS
from mtlviz.ui import frame
from tests.app.visits import opened


def test_every_takeaway_stands_with_its_links_and_opens_what_it_names() -> None:
    page = opened("pages/takeaways.py")
    words = " ".join(element.value for element in [*page.markdown, *page.header])
    labels = [link.proto.label for link in page.get("page_link")]
    assert len(TAKEAWAYS) == 5
    for takeaway in TAKEAWAYS:
        assert takeaway.claim in words
        assert takeaway.here in words
        assert takeaway.see
        for label, script, query in takeaway.see:
            assert label in labels
            assert script in frame.PAGES
            if query:  # a state of the tug-of-war
                assert not opened(script, **query).warning
    assert "its value is not" in words
    assert "100" in words
