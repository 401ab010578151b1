### What readers are asked, as the desk sees it.

asks-title = Asks
ask-new = New ask
# $place: where it stands.
ask-new-in = New ask: { $place }
ask-ways = This ask
ask-words = Words and rules
ask-remove = Remove
ask-leave-it = Leave it as it is

asks-are-on = Asks are on.
asks-are-off = All asks are off.
asks-off-since = Since
asks-no-fund = Nothing is asked:
asks-no-fund-text = the fund is closed. What you write here stands by until it opens.
asks-printing = Older pages are still being printed; until their turn has come they show no ask rather than an old one.
asks-turn-off = End all asks
asks-turn-on = Ask again
asks-turn-off-text = From now on nobody sees an ask on any page of the newspaper. It takes a second; after that the pages are printed without them, one stretch after another. The contribute page stays open, and so does the link to it.
asks-turn-on-text = Every ask stands again where its rules let it. Pages that were printed without one get it back within minutes, the newest first.
asks-turn-off-now = End all asks now
asks-turn-on-now = Ask again

asks-why = Why does this show here?
asks-why-at = Address of a page
asks-why-browser = What a reader sees is this, or less: their browser hides it after so many views, until the day of a reminder, and after a contribution.
asks-none = There are no asks yet.
why-sort-front = Front
why-sort-list = Listing
why-sort-piece = Piece
why-sort-quiet = A page that never asks
why-stands = Stands here.
why-no-fund = The fund is closed.
why-off = All asks are off.
why-quiet-page = Here nothing is ever asked: standing pages, corrections, older pages of a listing, newsletters, the search.
why-no-asks = The piece is marked “Ask for no money beside this piece”.
why-sponsored = Beside what somebody has paid for nothing is asked.
# $name: a tag.
why-quiet-tag = The tag { $name } is among those beside which nothing is asked.
why-not-here = Its place is not on such a page.
why-aside = It is put aside.
# $name: a moment.
why-not-yet = It begins { $name }.
why-over = It ended { $name }.
why-no-words = It has no words in this language.
why-not-among = It is only for other sections or tags.
# $name: a section or tag.
why-never = It is never for { $name }.
# $name: another ask.
why-behind = “{ $name }” passed before it.

ask-place = Where
ask-place-end = Box at the end of articles
ask-place-end-text = The calm one. It is there without a script, too.
ask-place-message = Letter to readers
ask-place-message-text = On fronts, and at the end of articles in the place of the box.
ask-place-header = Line at the head
ask-place-header-text = One line above the nameplate; with a script only.
ask-place-footer = Bar at the foot
ask-place-footer-text = It stays at the lower edge of the window until “Not now”; with a script only.
ask-place-banner = Banner of a section
ask-place-banner-text = Above the newest stories of sections, tags and authors; with a script only.
ask-place-empty = Nothing is asked here.
# $name of the ask.
ask-up = Move “{ $name }” up
ask-down = Move “{ $name }” down
ask-state-on = in force
ask-state-ahead = scheduled
ask-state-over = over
ask-state-aside = put aside

asks-manners = How often, and beside what never
asks-views = At most so many times
asks-days = in so many days
asks-views-text = Each browser counts for itself, and tells nobody. “Remind me later” hides asks until that month; a contribution for 30 days, one that comes again for a year.
asks-quiet = Quiet tags
asks-quiet-text = Nothing is asked beside what has one of these tags: deaths, disasters. Slugs, with commas between them.

ask-name = Name
ask-name-text = For the desk alone.
ask-title = Title
ask-text = Text
ask-button = Button
ask-words-text = An empty line begins a new paragraph. A language that is left empty is not asked.
ask-amounts = Suggested amounts
ask-currency = Currency
ask-no-amounts = None
ask-rhythm = How often
# $n: 1, 2, 3.
ask-amount-n = Amount { $n }
ask-amounts-text = Each is a link that opens the contribute page with that amount chosen.
ask-ticker-tick = Show this month’s sum and the goal
ask-ticker-text = Rounded down, as of this morning, on fronts and listings.
ask-ticker-no-goal = There is no goal yet: set fund.goal.
ask-when = When
ask-from = From
ask-until = Until
# $zone: a time zone.
ask-when-text = By the newspaper’s clock ({ $zone }). Empty means at once, and for good.
ask-aside = Put aside: it stands nowhere
ask-where = Beside what
ask-section = Section
ask-only = Only
ask-never = Never
ask-only-tags = Only with one of these tags
ask-never-tags = Never with one of these tags
ask-where-text = With nothing chosen it is for everything. Of the asks of a place the first that passes stands.
ask-remove-text = It is gone for good, from all pages within a second. To keep its words, put it aside instead.
ask-remove-now = Remove it
ask-preview-text = On the newest story of the edition, whatever the rules say. Counting and “Not now” do not work here.

said-asks-off = All asks are off.
said-asks-on = Asks are on again.
said-ask-gone = The ask is gone.
said-printing-asks = It is kept, and being printed.

wrong-ask-tag = There is no tag “{ $name }”.
wrong-ask-number = Use a whole number within the bounds.
wrong-ask-until = This is before it begins.
wrong-ask-moment = Use a date and a time.
wrong-ask-words = It needs a text and a button in one language at least.
# $language.
wrong-ask-half = { $language }: it needs both a text and a button.
wrong-ask-long = { $language }: at most 120 characters in the title, 1200 in the text, 40 on the button.
# $least: an amount.
wrong-ask-amount = Write amounts with digits, from { $least }.
