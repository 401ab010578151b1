### Words of the desk, where the staff write and publish. Readers never see them.

# Name of this language in itself.
language-name = English

## Around every page

desk-desk = desk
desk-skip = Skip to the content
desk-rooms = Rooms
desk-pieces = Pieces
desk-pictures = Pictures
desk-recordings = Recordings
desk-people = People
desk-site = To the newspaper
desk-new = New piece
desk-sign-out = Sign out
# $role: the role that was given.
desk-lacking = With a single passkey you have the rights of a contributor; the role “{ $role }” takes effect with the second.
desk-add-passkey = Add a passkey

## Roles

role-contributor = Contributor
role-editor = Editor
role-producer = Newsletter producer
role-treasurer = Treasurer
role-keyholder = Keyholder
role-admin = Administrator

## Entrance

desk-sign-in = Sign in
desk-sign-in-text = The desk knows you by a passkey: your device asks for your finger, face or PIN. There are no passwords.
desk-sign-in-passkey = Sign in with a passkey
desk-have-code = I have an invitation code
desk-invitation = Invitation
desk-invitation-text = Type the code that you were given. It lives 30 minutes and can be used once. Your device then makes a passkey for this desk.
desk-code = Code
desk-make-passkey = Make my passkey
desk-passkey-failed = The browser gave no passkey. Try again, or use another device.
desk-needs-script = Passkeys need JavaScript; nothing else here does.
desk-demo-door = The demo’s own door
desk-demo-text = This newspaper is invented. Here, and only here, people come in without a passkey.
desk-demo-enter = Come in as an editor

## One's own page, and people

desk-passkeys = Passkeys
desk-passkeys-text = Add a second passkey, on another device: your role needs two, and one may be lost.
desk-added = Added
desk-used = Last used
desk-do = Actions
desk-remove = Remove
desk-others-end = When a passkey is added or removed, all your other sessions end.
desk-sessions = Sessions
desk-began = Began
desk-seen = Last seen
desk-this-session = This one
desk-end = End
desk-language = Language of the desk
desk-choose = Choose
desk-people-text = Invitations and revocations are made on the server: indelible staff invite, indelible staff revoke.
desk-name = Name
desk-role = Role
desk-joined = Joined
desk-revoked = Revoked

## Pieces

state-all = All
state-draft = Draft
state-ready = Ready
state-scheduled = Scheduled
state-published = Published
state-withdrawn = Withdrawn
kind-of-report = Report
kind-of-opinion = Opinion
kind-of-analysis = Analysis
kind-of-live = Live
kind-of-gallery = Gallery
kind-of-video = Video
kind-of-podcast = Podcast
kind-of-sponsored = Sponsored
kind-of-page = Standing page
desk-by-state = By state
desk-find = Find in headlines, authors, sections
desk-every-edition = Every edition
desk-mine = Last changed by me
desk-show = Show
desk-state = State
desk-words = words
desk-changed = Changed
desk-older = Older
desk-none = There is nothing here.
desk-untitled = Untitled

## The head of a piece

desk-ahead = newer than published
# $number: the digits to show.
desk-revision = Revision { $number }
# A moment follows.
desk-changed-by = Saved by { $name },
# A moment follows.
desk-comes-out = Comes out
desk-read = Read it as readers do
desk-refused = The newspaper did not take it:
desk-printing = It is being printed. Load this page again in a moment.
desk-schedule-behind = What is scheduled is an older revision. Schedule it again if the newest should come out.
desk-piece-ways = This piece
desk-edit = Write
desk-preview = Preview
desk-revisions = Revisions
desk-publish = Publish
desk-publish-again = Publish the changes
desk-schedule = Schedule
desk-withdraw = Withdraw

## Writing

field-label = Label above the headline
field-headline = Headline
field-standfirst = Standfirst
field-body = Text
field-locale = Language edition
field-kind = Kind
field-section = Section
field-bylines = Authors, with commas between them
field-tags = Tags, with commas between them
field-lead = Leading picture
field-caption = Caption
field-slug = Address
field-long-headline = Headline for social networks
field-reporting = With reporting by
field-also = Further sections
field-dossiers = Dossiers
field-related = Read more
field-translation = Translation of
field-flags = Marks
field-breaking = Breaking news
field-no-asks = Ask for no money beside this piece
field-no-index = Keep from search engines
field-alt = What is to be seen
field-credit = Credit
field-licence = Licence, agreement
desk-text = Text
desk-around = Around the text
desk-save = Save
desk-preview-typed = Preview
desk-no-picture = None
desk-other-key = Or the key of another picture
desk-more-fields = More
desk-slug-text = Left empty, it is made from the headline.
desk-related-text = Addresses or slugs, one on each line.
desk-leave-out = Save without it
desk-markdown = How to mark up the text
desk-unsaved = There are changes that are not saved.
desk-mark-ready = Mark as ready
desk-mark-unready = Back to draft
desk-mark-text = Ready means: an editor may look at it.
desk-wrong = It is not saved yet. What has to be put right is said beside the fields; nothing that you typed is lost.
desk-not-open = You can read this piece, and not change it as it stands.
desk-conflict = Somebody has saved since you opened this piece
# $name: who, $at: when, $newest and $kept: numbers of revisions.
desk-conflict-text = { $name } saved revision { $newest } ({ $at }). Nothing is overwritten: yours is kept as revision { $kept }. Below: from theirs to yours.
desk-conflict-next = The form holds what you typed. Take over from theirs what is missing, then save: that makes the next revision.
desk-wide = Wide
desk-narrow = As on a telephone
desk-alone = In a window of its own
help-heading = Heading
help-strong = strong
help-emphasis = emphasis
help-link = link
help-list = list
help-quote = Quotation
help-alt = What is to be seen
help-caption = Caption
help-speaker = Speaker
help-title = Title of a box
help-note = Footnote

## Checks. $about: what it is about.

check-title = Before it goes out
check-clean = Nothing stands in the way.
check-stops = Must:
check-advises = Better:
check-headline = give it a headline
check-body = write the text
check-tk = settle what is marked TK: “{ $about }”
check-standfirst = write a standfirst
check-section = choose a section
check-byline = name an author
check-lead = choose a leading picture
check-no-section = there is no section “{ $about }” in this edition
check-no-tag = there is no tag “{ $about }” in this edition
check-no-author = there is no author “{ $about }” in this edition
check-no-dossier = there is no dossier “{ $about }” in this edition
check-no-picture = there is no picture “{ $about }” in the library
check-no-recording = there is no recording “{ $about }” here
check-podcast = an episode plays a recording; without one no program for podcasts shows it
check-alt = say what is to be seen in the picture { $about }
check-credit = name who made the picture { $about }
check-elsewhere = upload the picture that lies elsewhere: { $about }
check-link = the text leads to “{ $about }”, which readers do not have

## Going out

desk-what-changed = What do readers learn of the change?
sort-fix = Nothing.
sort-fix-text = A comma, a letter.
sort-update = The time of the update.
sort-update-text = There is something new.
sort-correction = A correction.
sort-correction-text = Something was wrong: it is said under the piece and in the register.
desk-correction = What was wrong, and what is right
desk-nothing-new = Readers have the newest revision already. Save the change first.
desk-publish-text = Readers will have it as soon as it is printed, which takes less than a second.
desk-publish-now = Publish now
desk-stopped = It cannot go out before what “must” is put right.
desk-at = Comes out at
# $zone: name of a time zone.
desk-zone = By the newspaper’s own clock: { $zone }.
desk-unschedule = Do not let it come out
desk-withdraw-text = Readers will be told at its address that it was withdrawn. The desk keeps all of it, and it can be published again.
desk-reason = Why? This stays at the desk.
desk-withdraw-now = Withdraw from readers

## The live desk

live-desk = Live desk
live-new-post = New post
live-what = What has happened?
live-headline = Headline, if it needs one
live-author = Author
live-make-key = Key moment
live-make-pinned = Pin to the top
live-post = Post
live-keep = Keep as a draft
live-drafts = Drafts
live-draft = Draft
live-open-draft = Open
live-posts-out = With readers
live-no-posts = Nothing has been posted yet.
live-not-out = Readers do not have this piece yet. Publish it first; until then posts are kept as drafts.
# $name: who; a moment follows.
live-ended-at = { $name } ended this coverage:
live-ended-text = Readers are told so. What was posted can still be corrected and withdrawn.
live-end = End the coverage
live-end-text = Readers are told that it has ended, and their pages ask for nothing more. It can be opened again.
live-end-now = End it now
live-reopen = Open it again
# $name: who, by the name at the desk.
live-by = by { $name }
live-changed-by = last changed by { $name }
# A moment follows.
live-told = readers see: changed at
# $name: who; a moment follows.
live-withdrawn = withdrawn by { $name },
live-is-pinned = pinned
live-is-key = key
live-printing = being printed
live-edit = Edit
live-pin = Pin
live-unpin = Unpin
live-key = Make key
live-unkey = Not key
live-withdraw = Withdraw
live-withdraw-now = Yes, withdraw it
live-bring-back = Bring back
live-throw = Throw this draft away
# $number: the digits to show.
live-one = Post { $number }
live-save-out = Save; readers get it
live-tell = Tell readers that it was changed, and when
live-versions = Versions
live-conflict = Somebody has saved since you opened this post
# $name: who, $at: when, $newest and $kept: numbers of versions.
live-conflict-text = { $name } saved version { $newest } ({ $at }). Nothing is overwritten: yours is kept as version { $kept }. Below: from theirs to yours.

## Revisions

desk-old = Old
desk-new-one = New
desk-number = Revision
desk-saved = Saved
desk-newest = newest
desk-live = with readers
desk-side = beside the line
desk-restores = brings back { $number }
desk-compare = Compare
desk-comparison = Comparison
desk-outings = How it went out
desk-no-outings = It has not been published.
outing-first = Published
outing-fix = Published again, a small fix
outing-update = Updated
outing-correction = Corrected
outing-withdrawal = Withdrawn
desk-same = The two say the same.
desk-restore = Bring back revision { $number }
desk-restore-text = That makes a new revision; none is lost.

## Pictures

desk-upload = Upload a picture
desk-picture = Picture
desk-file = File
desk-file-text = JPEG, PNG, WebP or GIF, up to 25 MB. It is encoded anew; where and with what it was taken does not go over.
desk-alt-text = For people who cannot see it. One sentence.
desk-find-pictures = Find in captions and credits
desk-no-pictures = There are no pictures here.
desk-recordings-text = For podcasts and for sound inside a story. Titles, names, pictures and dates that a program has written into a file are taken out; the sound is not touched.
desk-recording-title = What it is, for the desk
desk-recording-file = MP3, M4A or Ogg, up to 100 MB
desk-recording-upload = Upload the recording
desk-recording-how = To play it in a story, put these two lines into its text. A piece of the kind “podcast” becomes an episode.
desk-no-recordings = There are no recordings yet.
desk-lacking-words = words are lacking
desk-picture-kept = The picture is kept. Before a piece shows it, say what is lacking.
desk-picture-out = readers have it

## Sections, tags, authors, dossiers

desk-terms = Sections, tags, authors
desk-by-kind = By kind
desk-terms-closed = You can read this; an editor changes it.
desk-protected = protected
terms-section = Sections
terms-tag = Tags
terms-author = Authors
terms-dossier = Dossiers
term-new-section = New section
term-new-tag = New tag
term-new-author = New author
term-new-dossier = New dossier
terms-none-section = A newspaper begins with its sections: make the first, and it stands in the menu of every page.
terms-none-tag = There are no tags yet: make one for what you keep returning to, and it gathers all that is written about it.
terms-none-author = There are no authors yet: make the first, and pieces can carry the name.
terms-none-dossier = There are no dossiers yet: make one when a story takes many pieces to tell.
field-title = Title
field-public-name = Public name
field-description = Description
field-biography = Biography
field-role = Role: “Courts”, “Photographer”
field-position = Place in the menu
field-picture = Key of a picture
field-protected = Only the public name may be shown
desk-term-slug-text = Left empty, it is made from what stands above. Later it cannot be changed.
desk-slug-stays = The address stays as it is, so that every link to it holds.
desk-position-text = A whole number; smaller comes first. Left empty, it comes last.
desk-key-text = It stands under the picture in “{ desk-pictures }”.
desk-protected-text = Then give no picture, and say nothing in the biography that tells who it is.

## Newsletters and their issues

desk-letters = Letters
letters-new = New newsletter
letters-none = There is no newsletter yet. Make the first: it says what comes and when, and a sign-up box stands on every page.
letters-no-key = Nobody can sign up yet: no keyholder has given this house a key to seal addresses to.
letters-next = Next:
letters-last = The last:
letters-confirmed = Confirmed
letters-waiting = Not confirmed yet
letters-left = Left
letters-stopped = Stopped: bounced or complained
letters-counts-text = As the locked server can tell: it cannot read addresses, so one address that signed up twice counts twice.
letters-returns = Refused or come back in eight weeks
letters-returns-text = Each reader counts once for an issue. Who has no mailbox any more, or complained, gets no more letters; what is about us is for you to look into.
letters-returns-unread = What comes back of letters is not read in this house: the operator can set bounce.port.
came-back-hard-bounce = No such mailbox
came-back-doubtful = Refused without a reason
came-back-expired = Not reached for days
came-back-full = Mailbox full
came-back-blocked = Blocked: about us
came-back-too-big = Too large
came-back-content = Form not taken
came-back-protocol-trouble = Servers’ trouble
came-back-complaint = Complaints
letters-closed = takes no new readers
letters-by-hand = Without a timetable
letters-begin = New issue
letters-change = Change
letters-drafts = Drafts
letters-no-drafts = There is no draft.
letters-no-drafts-timed = There is no draft. Two days before the next issue one begins by itself, with the week’s stories in it.
letters-issues = Issues
letters-number = No.
letters-no-issues = No issue has gone out yet.
letters-timetable = the timetable
# $day: “Fridays”, $time: digits, $zone: an IANA name.
letters-when = { $day } at { $time }, { $zone }
letters-day-1 = Mondays
letters-day-2 = Tuesdays
letters-day-3 = Wednesdays
letters-day-4 = Thursdays
letters-day-5 = Fridays
letters-day-6 = Saturdays
letters-day-7 = Sundays
letters-what-readers-see = What readers see
letters-promise = The promise
letters-promise-text = What comes and when, in one sentence. It stands beside the sign-up form.
letters-when-it-comes = When it comes
letters-weekday = Day
letters-time = Time
letters-zone = Time zone
letters-when-text = By the clock on the wall there, in summer and in winter. Two days before, a draft begins by itself.
letters-from = Who it comes from
letters-sender = Sender’s name
letters-sender-text = Left empty, the newspaper’s.
letters-reply-to = Address for answers
letters-reply-to-text = Left empty, answers go to the address that the letter comes from.
letters-place = Its place
letters-position = Order
letters-position-text = A whole number; smaller comes first. The first that takes readers is offered beside articles.
letters-close = It takes no new readers. What has been sent keeps its pages.
issue-state-draft = Draft
issue-state-ready = Being printed
issue-state-printed = Ready, page printed
issue-state-sent = Sent
letter-untitled = No subject yet
letter-number-is = Letter { $number }
letter-for = For
# When it was readied or sent.
letter-at = Readied
letter-withdrawn = Withdrawn
letter-ways = This issue
letter-compose = Compose
letter-overview = Overview
letter-readiness = Check and ready
letter-saves = Every button saves the whole form.
# A moment follows.
letter-begun = Begun by the timetable,
letter-stopped = It cannot be made ready before what “must” is put right.
letter-envelope = Subject and beginning
letter-subject = Subject
letter-preheader = Preheader
letter-preheader-text = The line that mail programs show beside the subject.
letter-intro = Introduction
letter-markdown = Markdown, as in pieces: **strong**, *emphasis*, [link](piece:slug).
letter-stories = Stories
letter-parts = Parts of the letter
letter-part-heading = Heading
letter-part-story = Story
letter-part-note = Note
letter-heading-sample = This week
letter-up = Move part { $place } up
letter-down = Move part { $place } down
letter-remove = Take part { $place } out
letter-part-gone = Readers do not have this story, or no longer. Take it out, or publish it.
letter-own-words = Own words
letter-own-headline = Headline in the letter
letter-own-blurb = Blurb: an empty line between paragraphs. Left empty, the standfirst.
letter-no-parts = Nothing is in the letter yet. Add stories from the list.
letter-add-heading = Add a heading
letter-add-note = Add a note
letter-asks-support = Ask for support at the end
letter-find = Find a story
letter-find-words = Words of the story
letter-none-found = Readers have no story with these words.
letter-week = Out this week
letter-empty-week = Nothing came out in this week.
letter-add = Add
letter-taken = in the letter
letter-conflict = Somebody has saved since you opened this issue
letter-conflict-text = { $name } saved it ({ $at }). Nothing is overwritten: theirs is kept, and the form below holds yours. From theirs to yours:
letter-conflict-next = Take over from theirs what is missing, then save.
letter-throw = Throw this draft away
letter-throw-text = Nothing of it is kept, and it does not come back.
letter-throw-now = Throw away
letter-page = Its page
# An address follows.
letter-page-there = Readers have it at
letter-page-withdrawn = The page was withdrawn; its address says so.
letter-fixed = Nothing of it can be changed any more.
letter-sending = Sending
letter-not-sent = It has not been sent to readers.
letter-sent-at = Sent on
letter-no-tracking = Nobody is watched: who opens it and what they press is not counted.
letter-sent-from = The keyholder’s machine “{ $courier }” sends it.
letter-late = Its time, { $at }, has passed, and nobody had armed it. A keyholder can still send it.
letter-to-arm = A keyholder arms it on their own machine: then the server sends it at its time.
statistics-title = In numbers
statistics-sent = Letters sent
statistics-sent-text = To everybody on the list who had not left.
statistics-accepted-text = Taken by the reader’s mail host.
statistics-refused-text = Not taken, or never reached in three days.
statistics-unknown-text = On the wire when a connection or a machine failed: perhaps it arrived.
statistics-bounced = Came back later
statistics-bounced-text = Bounces after the letter had been taken.
statistics-complained = Complaints
statistics-complained-text = Readers who pressed “spam”, where their host tells.
statistics-left = Left since
statistics-left-text = In that week and the next; weeks are all that is kept.
statistics-views = Views of its page
statistics-views-text = At least so often, rounded, since the server was started; whose they were is not known.
letter-as-letter = Letter
letter-as-text = As text
letter-as-page = Web page
letter-as-raw = Source
letter-light = Light
letter-dark = Dark
letter-weight = { $size } of 90 KB
letter-on-phone = On a telephone
letter-on-computer = On a computer
letter-test = Send it to yourself
letter-test-to = Address
letter-test-send = Send a test
letter-test-text = The address is used once and kept nowhere. Its link to leave opens nothing.
letter-test-subject = Give the issue a subject first.
letter-test-closed = There is no relay to send by: set mail.from and mail.relays.
letter-test-often = Enough tests for this hour.
letter-what-happens = What will happen
letter-happens-number = It becomes letter { $number }, with { $stories } stories.
letter-happens-page = Its page is printed at once, for everybody:
letter-happens-send = A keyholder can send it to the readers.
letter-happens-fixed = After that nothing of it can be changed.
letter-ready-now = Make it ready
letter-withdraw-text = The page goes, and its address says that it was withdrawn. Letters that have reached readers cannot be called back.
letter-nothing-to-withdraw = Readers do not have this issue.
letter-check-subject = give it a subject
letter-check-preheader = write the preheader
letter-check-story = take in at least one story
letter-check-empty = part { $about } says nothing: fill it in or take it out
letter-check-gone = readers do not have the story “{ $about }”: take it out
letter-check-broken = a link leads to { $about }, where there is no page
letter-check-slip = the link “{ $about }” cannot be right: look for a slip
letter-check-http = the link “{ $about }” is not encrypted: write https:// if that site has it
letter-check-unfetched = Links to other sites are looked at by their form only. None is fetched: that would tell those sites what is about to come out. Press each once in the preview.
letter-check-missing = the picture “{ $about }” cannot be shown: readers do not have it
letter-check-wordless = a passage has no words, only pictures: who reads the text gets nothing
letter-check-heavy = make it shorter: it has { $about } KB, and providers cut off what is over { $most }
letter-check-long = a shorter subject: only about 70 characters are shown
letter-check-sender = set mail.from, the address that letters come from
mailbox-title = Mail box of the demo
mailbox-text = Nothing leaves the demo: what it would send lies here, in memory, until it closes.
mailbox-empty = No letter yet. Sign up on the site, or send a test from an issue.
mailbox-to = To
mailbox-at = When

## What was done

said-saved = Saved.
said-unchanged = Nothing has changed since the last save.
said-begun = The piece has begun.
said-published = Published. Readers have it.
said-printing = It is published and being printed.
said-scheduled = Scheduled.
said-unscheduled = It will not come out by itself.
said-withdrawn = Withdrawn. Readers no longer have it.
said-withdrawing = Withdrawn; the edition without it is being printed.
said-ready = Marked as ready.
said-unready = It is a draft again.
said-restored = Brought back as a new revision.
said-taken-in = The picture is in the library.
said-recorded = The recording is here, and clear of tags.
said-described = Saved.
said-passkey-added = The passkey was added.
said-session-ended = The session has ended.
said-issue-begun = A draft has begun.
said-issue-gone = The draft was thrown away.
said-issue-ready = Ready. It has its number and its page.
said-test-sent = The test letter is on its way.
said-posted = Out. Readers have it.
said-post-kept = The draft is kept.
said-post-marked = Done. Readers have it.
said-post-withdrawn = Withdrawn. Readers no longer have it.
said-live-ended = The coverage has ended.
said-live-reopened = The coverage is open again.
said-sending-paused = Nothing more goes out until it is resumed.
said-sending-resumed = It goes on.
said-sending-cancelled = The rest is cancelled.
said-issue-disarmed = It is not armed any more.
said-issue-released = It goes out.

## What does not fit in a form

wrong-empty = This is needed.
wrong-long = At most { $most } characters.
wrong-edition = There is no such language edition.
wrong-slug = Use 1 to 120 of a–z, 0–9 and single hyphens between them.
wrong-slug-taken = “{ $title }” stands at “{ $slug }” already. Choose another address.
wrong-position = Use a whole number, such as 3.
wrong-picture = There is no such picture in the library.
wrong-picture-words = First say in the library what is to be seen in this picture, and who made it.
wrong-picture-protected = Only the public name may be shown: leave the picture out.
wrong-author = There is no such author in this edition.
wrong-losses = Something in the text has no place here. Change it, or let it be left out:
wrong-term = “{ $name }” is not known in this edition. An editor can make it under “{ desk-terms }”.
wrong-piece = There is no piece “{ $name }”.
wrong-address = This is no e-mail address.
wrong-time = Use a time such as 10:00.
wrong-zone = There is no such time zone; one is called Europe/Riga.
wrong-long-part = Part { $place }: at most { $most } characters.
wrong-many-parts = At most { $most } parts.

## What would be left out of a text. $what: its name.

loss-element = the element <{ $what }>
loss-frame = a frame from { $what }
loss-link = the target of a link: { $what }
loss-picture = a picture that cannot be fetched: { $what }
loss-card = a card of the kind “{ $what }”
loss-directive = the frame of a “{ $what }” block
loss-note = the note “{ $what }”
loss-deep = containers nested too deep
loss-long = everything beyond the longest text

## Refusals

desk-kept = What you typed is here, and nothing of it is lost. Sign in if you have to, then send it again.
desk-sign-in-new-window = Sign in (in a new window)
desk-send-again = Send again
refused-broken = Something is broken here. It was noted, and nothing was done by halves.
refused-no-page = There is no page at this address.
refused-host = This desk does not go by that name.
refused-origin = This came from another page than the desk’s own, so nothing was done.
refused-token = This form is from an earlier session, so nothing was done.
refused-form = The form could not be read.
refused-large = This is more than can be taken in at once.
refused-stranger = You are not signed in, or your session has ended.
# $role: contributor, editor …
refused-role = This is not open to your role ({ $role ->
    [contributor] contributor
    [editor] editor
    [producer] newsletter producer
    [treasurer] treasurer
    [keyholder] keyholder
   *[admin] administrator
}).
refused-code = This code is not good, or no longer: it lives 30 minutes and can be used once. Ask for a new one.
refused-passkey = The passkey was not accepted.
refused-late = That took longer than five minutes. Begin again.
refused-host-name = Passkeys need a host name, and the desk’s address has none. Set desk.url to a name, such as localhost.
refused-demo = Only the demo newspaper has a door without a passkey.
refused-name = A name has 1 to 60 characters.
refused-role-name = There is no such role.
refused-other-role = Somebody of this name is here already, with another role.
refused-not-yours = You have no such session or passkey.
refused-last-passkey = This is your only passkey. Add another before you remove it.
refused-no-piece = There is no such piece.
refused-no-revision = There is no such revision.
refused-no-picture = There is no such picture.
refused-stale = Somebody has saved a newer revision since you opened this page. Look at it first.
refused-unready = It cannot go out before what “must” is put right.
refused-not-open = You can read this piece, and not change it as it stands.
refused-sort = The piece has gone out or come back since you opened this page. Look at it first.
refused-no-post = There is no such post.
refused-not-live = Only a piece of the kind “Live” has a live desk. Change its kind first.
refused-over = This coverage has ended. Open it again to post.
refused-nothing-changed = Readers have the newest revision already.
refused-no-correction = A correction says what was wrong.
refused-not-published = Readers do not have this piece.
refused-not-scheduled = This piece is not scheduled.
refused-past = That moment has passed.
refused-moment = Say the day and the time.
refused-no-reason = Say why: it stays at the desk.
refused-by-paper = The newspaper did not take it.
refused-path = Another piece stands at /{ $path } already. Choose another address.
refused-edition = There is no language edition “{ $locale }”; there are { $known }.
# $kind: section, tag …
refused-term = There is no { $kind ->
    [section] section
    [tag] tag
    [author] author
   *[dossier] dossier
} “{ $slug }” in this edition.
refused-file-empty = The file is empty.
refused-file-kind = This is no JPEG, PNG, WebP or GIF.
refused-file-svg = This is an SVG drawing, which can carry programs. Export it as PNG.
refused-file-heavy = The file is larger than 25 MB.
refused-file-pixels = The picture has more than 50 million pixels. Make it smaller.
refused-file-frames = The picture has more than 300 frames.
refused-file-tall = The picture is too tall for its width. Cut it into several.
refused-file-damaged = The file is damaged: it cannot be read to its end.
refused-sound-kind = This is no MP3, M4A or Ogg file.
refused-sound-heavy = The file is larger than 100 MB.
refused-sound-film = This is a film. Export its sound as MP3 or M4A.
refused-no-key = No keyholder has given this house a key yet.
refused-closed = This newsletter takes no new readers.
refused-newsletter-slug = Another newsletter stands at “{ $slug }” already.
refused-stale-issue = Somebody has saved this issue since you opened the page. Look at it first.
refused-readied = This issue is ready, and nothing of it can be changed.
refused-arming = There is nothing armed here that this could be done to. Look at the issue’s page again.
refused-arming-sent = This issue was sent.
refused-arming-busy = Letters are still on the wire. Try again in a minute.
alarm-missed = Letter { $number } missed its time and waits for somebody:
alarm-changed = Letter { $number } has changed since it was armed, and waits for somebody:
alarm-lost = Letter { $number } is not being sent, because the server was started anew:
alarm-over = Letter { $number } did not reach everybody in time:
alarm-broken = Letter { $number } could not be sent:
alarm-unarmed = Letter { $number } was not sent at its time, { $at }, and nobody has armed it:
alarm-unready = A letter’s time, { $at }, has passed, and it is not ready:
refused-no-letter = There is no such newsletter or issue.
