### Words of the desk, where the staff write and publish. Readers never see them.

# Name of this language in itself.
language-name = English

## Around every page

desk-desk = desk
desk-skip = Skip to the content
desk-rooms = Rooms
desk-pieces = Pieces
desk-pictures = Pictures
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
desk-demo-text = This newspaper is invented. Here, and only here, an editor comes in without a passkey.
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
said-described = Saved.
said-passkey-added = The passkey was added.
said-session-ended = The session has ended.

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
wrong-losses = Something in the text has no place here. Change it, or let it be left out:
wrong-term = “{ $name }” is not known in this edition. An editor can make it under “{ desk-terms }”.
wrong-piece = There is no piece “{ $name }”.

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
