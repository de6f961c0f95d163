"""Where a post will be read, as far as the brand or, failing that, its language says."""

from __future__ import annotations

from scoring.reading import Reading


def in_france(reading: Reading) -> bool:
    """The brand's markets decide; without any, a French text is taken for France, where the duty is strictest."""
    brand = reading.snapshot.brand
    return "FR" in brand.markets if brand and brand.markets else reading.lang == "fr"


def in_the_eu(reading: Reading) -> bool | None:
    """None where nothing tells: English alone does not say."""
    brand = reading.snapshot.brand
    if brand and brand.markets:
        return any(market.lower() in reading.lexicon.words["EU"] for market in brand.markets)
    return True if reading.lang in ("fr", "de", "it", "nl") else None
