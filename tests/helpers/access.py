"""What axe, the engine that accessibility testers use, says of a part of a page."""

from axe_playwright_python.sync_playwright import Axe


def violations(page, selector):
    """One line for each rule that is broken inside `selector`, with the first place."""
    found = Axe().run(page, context=selector, options={"resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {rule['help']} ({rule['nodes'][0]['html']:.200})"
        for rule in found.response["violations"]
    ]
