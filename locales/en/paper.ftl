### Words of the newspaper's pages. Templates use the first part; the group at the end is asked for by Rust.

## Around every page

skip = Skip to the text
languages = Languages
sections = Sections
search = Search
about-paper = About this newspaper

## Asks

support = Support us
support-us = Support us
ask-label = Support us
ask-later = Remind me later
ask-no = Not now
# $amount, such as €5.
ask-amount-once = { $amount } once
ask-amount-monthly = { $amount } a month
ask-amount-annual = { $amount } a year
# $came this month, and $aim: amounts.
ask-ticker = { $came } of { $aim } this month

## Cards and names

# Between names: “A, B and C”. The comma stands right after the name.
comma = ,
and = and
breaking = Breaking

## Front

front = Front page
latest = Latest
opinion = Opinion
galleries = In pictures
dossiers = Dossiers
light-title = Without pictures
light-text = The same stories, and not one picture to load. Links on this page keep it so: an address that ends in #without-pictures fetches none.
light-end = Show pictures
most-read = Most read
most-read-text = In the last 24 hours. We count how often a page was sent, and nothing about who asked for it.

## Article

crumbs = You are here
# Before the names of the writers, one or several.
by = By
reporting-by = With reporting by
updated = Updated
# Before the names of other languages, each in itself.
also-in = Read this in
corrected = Corrections
# Before the names of dossiers, then of tags.
part-of = Part of the dossier
more-about = Read more about
read-more = Read more

## Live coverage

# Over a headline, and at the head of coverage that goes on.
live = Live
# The time of the last post follows.
live-newest = Last post at
live-none = The first post is on its way.
# When it ended follows.
live-ended = This coverage has ended
live-reload = Load the newest posts
live-posts = Posts
live-keys = What has happened so far
live-pinned = Pinned
# A time follows.
live-changed = Changed at
# $number: the digits to show.
live-page = Earlier posts, page { $number }

## Lists

of-author = Author
of-tag = Topic
of-dossier = Dossier
pages = Pages
newer = Newer
older = Older
tags = All topics

## Search form

search-words = Words to look for
search-section = Section
search-every-section = All sections
search-author = Author
search-from = Published from
search-to = until
search-none = Nothing found
search-none-text = No published story has these words. Fewer words, or a longer span of dates, may help.
search-every-author = All authors
# An address follows.
search-copy = Reading a copy on another host? It searches by itself where your browser runs a script; if nothing happens, search at
# Before a number.
search-found = Stories found:
search-more = Show more
search-here = These answers come from the copy that you are reading. Nobody was asked.

## Newsletters

newsletter = Newsletter
# $name of the newspaper.
newsletters-text = { $name } by e-mail, where no one can block a page. It is free, it asks for an address and nothing else, and you leave with one click.
letter-address = Your e-mail address
letter-sign-up = Sign up
# What readers agree to. Who changes it, in any language, gives it a new version in src/paper/consent.rs; a test says so.
letter-consent = By signing up you agree that we keep your address, sealed, to send you this letter until you leave.
letter-preview = Preview
letter-privacy = Privacy
# The newest letter's subject follows.
letter-latest = The latest:
# Of a field that only machines find and fill in.
letter-empty = Leave this field empty
letter-closed = This letter takes no new readers. What has been sent stays here.
letter-expect = What to expect
letter-free = It is free, for everyone.
letter-confirm = First comes one letter that asks you to confirm. If you do not, nothing else will come.
letter-leave = Every letter has a link out: one click, no question.
letter-keeps = We keep your address and nothing else about you. It is sealed, on arrival, to a key that is not on our server.
letter-claim = Who subscribed before a seizure cannot be read from our server, by anyone, including us without the keyholders. Someone who secretly controls the server can see addresses entered after that moment. Your mail provider and your bank always see what passes through them.
letter-newest = The newest letter
letter-in-it = In this letter
letter-whole = Read the whole letter
letter-all = All letters
letter-none = The first letter has not gone out yet.
letter-as-feed = The letters as a feed (Atom)
letter-sent = Sent on
letter-read-on = Read on
letter-next = Have the next one sent to you
# $name of the newspaper. A link follows.
letter-support-text = { $name } lives on what its readers give.
letter-support = Support us
# An address follows.
letter-copy = Reading a copy on another host? Do not give it your address: signing up works only at

## Texts under titles of standing lists

authors-text = The people who write, edit and photograph for { $name }. Some work under another name, for their safety.
topics-text = Everything { $name } has followed over time.
archive-text = Everything { $name } has published here, month by month.
corrections-text = When we were wrong we say so, here and at the foot of the story, with the date.
corrections-none = There is nothing to correct so far.

## Asked for by Rust. Templates use some of them too.

# $month: 1 to 12. On its own it begins a title or stands in a date.
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
# $weekday: 1 is Monday, 7 is Sunday.
weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
# $day, $month and $year are numbers. Every number is shown in the digits of the language.
date = { $day } { month } { $year }
month-year = { month } { $year }
weekday-date = { weekday }, { $day } { month } { $year }
appointed-date = { weekday-date }
moment = { $date }, { $time }
reading-time = { $minutes } min read
stories = { $count ->
    [one] { $count } story
   *[other] { $count } stories
}
# New posts of live coverage, said on a button.
live-new = { $count ->
    [one] { $count } new post
   *[other] { $count } new posts
}
# The same of more than a few.
live-new-many = New posts
# The title of a page of older posts: $title of the coverage, $number: the digits to show.
live-page-title = { $title } (earlier posts, { $number })
# A figure of “most read”: at least so often, rounded.
most-read-figure = { $count ->
    [one] read over { $count } time
   *[other] read over { $count } times
}
# $number: the digits to show.
page-n = Page { $number }
# The title of a document: $title of the page, $name of the newspaper.
page-title = { $title } — { $name }
kind-opinion = Opinion
kind-analysis = Analysis
kind-gallery = In pictures
footnotes = Footnotes
# Said before a number: what is referred to, and the way back.
footnote = Footnote
footnote-back = Back to the text, footnote
# Said before the number of a table in a story.
table = Table
related-story = Read also
picture-missing = This picture is not available here.
# Of sounds and films.
file-missing = This recording is not available here.
# The box for a newsletter inside a story; $name of the newspaper.
newsletter-title = Letters from { $name }
newsletter-text = { $name } also comes by e-mail, where no one can block a page.
newsletters-title = Newsletters
# $title of a newsletter.
letter-sign-up-title = Sign up for { $title }
# $number: the digits to show.
letter-number = Letter { $number }
authors-title = Authors
topics-title = Topics
archive-title = Archive
corrections-title = Corrections
search-title = Search
not-found-title = There is no page at this address
not-found-text = The address may be mistyped, or the page has moved. Search for it, or read what is new.
gone-title = This page has been withdrawn
gone-text = It was here once and was taken down. Search for something else, or read what is new.
# Titles of feeds: everything of the newspaper $name, or of one section, topic, author $title.
feed-all = { $name }: all stories
feed-of = { $name }: { $title }
feed-podcast = { $name }: podcast
# Listing of everything in one language, and the feed over all languages.
all-title = All stories
feed-common = { $name }: every language
