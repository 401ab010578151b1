### Words of the newspaper's pages. Templates use the first part; the group at the end is asked for by Rust.

## Around every page

skip = Skip to the text
languages = Languages
sections = Sections
search = Search
about-paper = About this newspaper

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
search-copy = Reading a copy on another host? Searching works only at

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
# $day and $month are numbers; $day_text and $year_text are the digits to show.
date = { $day_text } { month } { $year_text }
month-year = { month } { $year_text }
weekday-date = { weekday }, { $day_text } { month } { $year_text }
# $minutes: the digits to show.
reading-time = { $minutes } min read
# $count is a number, $count_text the digits to show.
stories = { $count ->
    [one] { $count_text } story
   *[other] { $count_text } stories
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
# Listing of everything in one language, and the feed over all languages.
all-title = All stories
feed-common = { $name }: every language
