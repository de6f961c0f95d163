"""The demo agency as data: what ``make demo`` shows a newcomer on the first day.

agency.toml
    [workspace] name
    [[people]]  key, name, email, role (owner | manager | editor | reviewer | client), language (en | fr), time_zone,
                brands (keys; an empty list means all brands)
    [[brands]]  key, name, language, market, time_zone, steps (review steps switched on, in order: reviewer, client),
                voice, palette (hex), words_use, words_avoid, monthly_posts,
                [[brands.pillars]] name, share (per cent, sum 100), keywords
                [[brands.channels]] platform, handle, name

drafts_<brand>.toml
    brand       key of the brand
    [alt]       alternative text of each picture, in the brand's language; the video has none
    [[drafts]]  key, title, text (base text, ends without newline once loaded), pillar, funnel (tofu | mofu | bofu),
                objective (reach | send | save | comment | click), campaign ("" = none), labels,
                ai_use (absent = not answered yet), author (key of a person), stage (below),
                day (whole days from today, brand's calendar; absent = no time), time ("HH:MM", brand's wall time),
                media (names of pictures.PICTURES or pictures.VIDEOS, in order),
                missing_alt (true = leave the alternative texts out, on purpose)
    [[drafts.variants]]   platform, format; everything else inherits from the draft unless given:
                text, media, day, time, title (documents), post_url (where it was published; {number} is
                LinkedIn's number for the moment)
    [[drafts.comments]]   by, visibility (internal | client), day, time (absent = some time that day), text,
                quote (words of the text it hangs on, "" = none)
    [[drafts.decisions]]  by, step (reviewer | client), answer (approve | approve_with_note | ask_changes), day, time, note;
                in the order in which they were taken
    [[drafts.changes]]    by, day, time, variant ("platform.format", "" = base text), find, replace: edits made after the
                decisions, which is what makes an approval stale

Stages: ``idea`` (no text, no time), ``drafting``, ``review_reviewer``, ``review_client`` (waiting at that step),
``changes_requested``, ``approved`` (and planned), ``due`` (approved, its time was the last one that passed), ``stale`` (approved, then changed),
``handed_off``, ``published`` (with link), ``missed`` (approved, its day went by).

Some drafts are weak on purpose (bait, missing alternative text, unanswered AI question, hashtag stuffing, undisclosed
promotion, invented superlatives), so that the checks have something to say. None of these is past its review.

``data.load()`` reads all this into typed rows, ``pictures.make(folder)`` draws the media, ``results.make(folder, today)``
writes the analytics exports. Nothing here touches the database.
"""
