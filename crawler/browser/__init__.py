"""Pages that are empty until a script fills them: fetched with the system's Chromium, for the sites whose file says
`browser = true`. Needs the extra `browser` (scrapy-playwright).

A browser loads what a page names: scripts, data, and whatever else the page likes. All of it passes `proxy`, which
keeps private addresses shut as `crawler.guard` does for plain requests.
"""
