### Words of the keyholder's printed sheets.

sheet-title = Recovery shares
sheet-fingerprint = Key
# Before the first signs of the key's fingerprint, by which shares of one key are known.
sheet-key = Key
sheet-printed = Printed on { $day }
sheet-number = Share { $number } of { $of }

## The keyholder's own sheet

sheet-cover-title = Recovery shares: keep this sheet yourself
sheet-cover-what = The next { $of } sheets are parts of the vault key. Any { $needed } of them make the key again, when its words or its machine are lost. Fewer than { $needed } say nothing about it.
sheet-cover-now = Now
sheet-cover-print = Print every sheet, on a printer without a network and without a disk if you can.
sheet-cover-delete = Delete this file, and empty the trash. Whoever has the file has the key.
sheet-cover-give = Give each share to one person whom you trust, and who does not live or travel with another of them.
sheet-cover-old = Were shares of this key printed before? Collect and burn them. Shares of two printings do not go together.
sheet-cover-who = Who holds which
sheet-cover-who-note = Better than names: something that only you understand. Do not keep this sheet with a share.
sheet-cover-need = When the key is needed again
sheet-cover-recover = Bring { $needed } shares together at one machine and type there:

## A share

sheet-what = This is one of { $of } parts of a key. Any { $needed } of them make the key again; this one alone, or with one other, says nothing.
sheet-read = There is no letter O, I, L or U in it: a circle is a zero, a stroke is a one. The last sign of each group checks the group, so a slip is found and named.
sheet-keep = Please
sheet-keep-paper = Keep it on paper, dry and out of sight, where you will find it in years.
sheet-keep-photo = Do not photograph, scan or type it anywhere.
sheet-keep-apart = Do not tell others that you have it, and do not ask who has the rest.
sheet-keep-ask = Give it only to whoever gave it to you, face to face, or read it out to them when you know their voice.
sheet-keep-lost = If it is lost, or if somebody may have seen it, say so at once: the rest can be made worthless for a finder.

### The plain letter of an issue


### The letter with a reader's own links

mail-links-subject = Your links: { $name }
mail-links-asked = Somebody, you we hope, asked for the links to your subscriptions to { $name }, or to be erased. Each link opens your page. Leave there, and your address is erased when the list is opened next.
mail-links-otherwise = If it was not you, do nothing. Nothing has changed.

### The keyholder's page

courier-title = Keyholder
courier-open = Open for { $minutes } min
courier-lock = Lock
courier-unpaired = This machine is not paired with a server yet. Type in a terminal:
courier-here = The key and the list are on one machine. Whoever takes it has both; only the seven words stand between them and your readers’ addresses.
courier-locked = Locked
courier-locked-text = The seven words open the lists on this machine for 15 minutes.
courier-words = The seven words
courier-unlock = Open
courier-issues = Ready to send
courier-no-issue = No issue waits. One is readied at the desk.
courier-issue-line = No. { $number } · { $readers } readers
courier-issue-page = as a page
courier-issue-text = What it says
courier-suspect = This letter is not fit to be sent:
courier-send = Send now to { $readers } readers
courier-readers = Readers
courier-newsletter = Newsletter
courier-ended-readers = Left or bounced
courier-export = Export
courier-export-button = As CSV
courier-export-warning = An exported list is readable to whoever has the file. Destroy it as soon as you can.
courier-sync = Fetch what is new
courier-import = Import a list
courier-import-text = CSV of Ghost, Substack, Mailchimp or listmonk. Addresses are sealed on this machine. Nobody is brought back whose letters came back, or who has left since this page was opened; who left before that was erased, and nothing remembers them.
courier-import-button = Import
courier-imported = { $count } readers were put on the list.
courier-import-refused = { $count } rows were refused:
courier-import-rows = The first { $shown } of { $all } refused rows
courier-import-all = All refused rows, as CSV
import-row = Row
import-why = Why
import-empty = There is no address in it.
import-no-address = What stands there is no address.
import-unsubscribed = The reader had left there, or was blocked.
import-bounced = Letters to it came back there.
import-twice = It stands in the file before.
import-known = It is on the list.
import-ended = The reader has left here, or letters came back; they can sign up again themselves.
import-unreadable = The row cannot be read as CSV in UTF-8.
courier-orders = Lost links
courier-orders-text = { $count } readers have lost their link, or want to be erased. Who is on a list gets a letter with their links.
courier-orders-button = Answer
courier-orders-none = Nobody waits.
courier-orders-working = { $done } of { $all } are answered…
courier-orders-letters = Letters sent
courier-orders-unsent = Not taken, still waiting
courier-orders-not = They could not be answered:
courier-errands = Letters about contributions
courier-errands-text = { $count ->
    [one] { $count } letter is due: a reminder somebody asked for, or a word about a card that fails.
   *[other] { $count } letters are due: reminders that readers asked for, and words about cards that fail.
 }
courier-errands-none = None is due.
courier-errands-button = Write them
# $till is an address.
courier-errands-till = Their links lead to { $till }. This machine does not know that address yet: press only if it is your till.
courier-errands-trust = It is our till: write them
courier-errands-working = { $done } of { $all } are written…
courier-errands-written = Written
courier-errands-unsent = Not taken, still due
courier-errands-unknown = Unknown, left at that
courier-errands-refused = Mailbox gone
courier-errands-erased = Erased on the server
courier-errands-shut = { $count } do not open with the keys of this ring.
courier-errands-not = They could not be written:
courier-errands-elsewhere = Their links lead elsewhere than the page has said. Look at it once more.
courier-settled = { $done } of { $all }
courier-to-go = about { $minutes } min to go, { $rate } a second
courier-ended = Ended.
courier-ended-stopped = Stopped before everybody was reached. Press “Send now” again, and it goes on.
courier-ended-untold = Ended, but the server could not be told; “Fetch what is new” tells it.
courier-ended-broken = It could not go on.
courier-stalled-relay = Nothing goes out now: the relay does not answer or refuses us. Look at courier.toml and the newsletter's DNS.
courier-stalled-warm-up = The warm-up’s letters of today have left. It goes on after midnight UTC; keep this page open, or begin again tomorrow.
courier-doubts = { $count ->
    [one] One letter was on the wire when the sending was cut off. It is
   *[other] { $count } letters were on the wire when the sending was cut off. They are
 }
courier-doubts-resend = sent again, under the same name
courier-doubts-leave = left at that
courier-unsigned = This machine has no key to sign letters from { $domain }: the relay has to sign them, or many hosts refuse them. Keys are made in a terminal:
courier-untested = Send without a clean test letter
courier-test = A letter to yourself
courier-test-never = Before the first campaign, send one letter to an address of your own and look at what has come: a relay may write into its head where it came from.
courier-test-sent = When the letter has come, have its source shown (“Show original”, “View source”), and put all of it here.
courier-test-clean = Nothing in the head of the last test letter tells of this machine.
courier-test-traced = The head of the last test letter tells of this machine. Have the relay leave that out, set “hello” in courier.toml, or take another relay; then try again.
courier-test-address = An address of your own
courier-test-button = Send one letter there
courier-check = Source of the letter that has come
courier-check-button = Look at it
courier-trace-address = An IP address of this machine
courier-trace-host = The name of this machine
courier-trace-user = The name of its user
courier-trace-zone = A date that is not in UTC
courier-trace-client = What wrote the letter, or where it was handed in
courier-first-hop = From whom the first server had the letter. If that is your own line and not the relay, take another relay:
courier-no-test = No test letter was found clean. Send one to yourself and look at it, or tick that the issue goes out without.
courier-accepted = Accepted
courier-deferred = Deferred
courier-refused = Refused
courier-unknown = Unknown
courier-left = Left meanwhile
courier-pause = Pause
courier-resume = Go on
courier-cancel = Cancel the rest

### Issues that are armed: at the desk and on the keyholder's page

arming-armed = Armed for { $at }: the server sends it to { $readers } readers by itself.
arming-until = The key is in the server’s memory until { $ends } at the latest.
arming-missed = Its time, { $at }, was missed: the machine slept. Nothing was sent.
arming-changed = The letter has changed since it was armed. It waits.
arming-sending = The server is sending: { $done } of { $all }.
arming-paused = Paused: { $done } of { $all }.
arming-sent = Sent by the server. Accepted: { $accepted } of { $all }.
arming-cancelled = Cancelled: { $done } of { $all }.
arming-disarmed = It is not armed any more.
arming-handed-over = A keyholder’s machine sends it.
arming-lost = It was armed for { $at }, but the server was started anew before: the key was in its memory only. Nothing was sent.
arming-lost-begun = The server was started anew while it was sending: the key was in its memory only. { $done } of { $all } are settled; nothing more goes out.
arming-over = The key’s twelve hours were over before everybody was reached: { $done } of { $all }.
arming-broken = The server could not send it; its log says why. { $done } of { $all } are settled.
arming-next = What to do: a keyholder arms it again or sends it from their own machine. Nobody who has the letter gets it again, but for the few of whom it is not known.
arming-next-held = What to do: release it here as the keyholder has read it, or have a keyholder arm it anew.
arming-next-courier = What to do: arm it again, or send it from this machine. Nobody who has the letter gets it again, but for the few of whom it is not known.
arming-next-courier-held = What to do: it can be released at the desk as you have read it; or disarm it here, read it and arm it anew.
arming-stalled = Nothing goes out now: the relay does not answer or refuses us, or the warm-up’s letters of today have left.
arming-waiting = Left to do
arming-release = Let it go out
arming-put-aside = Leave it at that
arming-back = Back
arming-cancel-text = Letters on the wire end. Who still waits gets none, for good, and the issue counts as sent.
arming-disarm-text = Key and capsule are destroyed, and nothing is sent. A keyholder can arm it again.
arming-put-aside-text = The warning goes. The issue stays ready, and a keyholder can still arm or send it.
courier-unreachable = What is armed is not known just now: the server cannot be asked.
courier-not-armed = It is not armed.
courier-arming-opening = Opening the list…
courier-arming-writing = Writing the capsule…
courier-arming-giving = Giving the capsule to the server…
courier-late = Its time has passed, and nobody had armed it. Send it now, or arm it for another time.
courier-arm = Arm for { $when }
courier-arm-at = Arm for another time
courier-arm-time = The next time that the clock shows
courier-arm-button = Arm
courier-arm-text = The server sends it then, while this machine sleeps. It holds the key in memory only, for twelve hours at most; if it is started anew, nothing is sent and this page says so.
courier-disarm = Disarm
courier-arm-now = Have the server go on now
courier-early = Its time is { $when }. It can be armed for that from { $since } on.

### What goes wrong on the keyholder's page

courier-over = The quarter of an hour is over. Type the words again.
courier-gone = That issue does not wait any more. Look at the page again.
courier-no-newsletter = There is no such newsletter. Press “Fetch what is new”.
courier-sending = Another issue is being sent. Wait for its end.
courier-arming = Another issue is being armed. Wait for its end.
courier-no-time = This issue has no time of its own. Say one.
courier-no-sending = Nothing is being sent.
courier-no-file = Choose a file first.
courier-silent = It does not answer.
courier-trouble = It could not be done. What the program says of it:
courier-trouble-words = These are not the words of this key.
courier-trouble-word-count = The words are seven, and here are { $count }.
courier-trouble-word = A word is mistyped:
courier-trouble-unreachable = The server at { $server } cannot be reached. Is this machine connected?
courier-trouble-forged = The answer is not signed by the server that this machine knows. Somebody stands between, or it is another server. Nothing of it was believed. Stop, and ask.
courier-trouble-refused = The server refuses:
courier-trouble-strange = The server says something that this version does not understand: one of the two programs is older than the other.
courier-trouble-shut = { $shut } of { $rows } rows do not open with your keys. Do not send. Compare the fingerprint that the server shows with yours.
courier-trouble-older = The server shows the list as it was before: { $server } links, and this machine has seen { $seen }. It holds something back, or it was restored from an old backup. Nothing was taken over.
courier-trouble-broken = Link { $at } of the server’s list does not follow from what this machine has seen: rows were altered, put in or left out. Nothing was taken over.
courier-trouble-altered = The sealed text at link { $at } of the server’s list was altered. Nothing was taken over.
courier-trouble-withheld = The server says that { $rows } readers are confirmed whose rows it does not give: it holds them back.
courier-trouble-large = The file is larger than 256 MiB. Cut it in parts.
courier-trouble-empty = There is nothing in the file.
courier-trouble-column = No column is called “email” or “Email Address”. The first row of the file names its columns.
courier-trouble-early = An issue is armed at most eleven and a half hours before its time.
courier-trouble-past = That time has passed. Choose a later one, or send it now.
suspect-token = A reader’s own token stands somewhere else than in a link to leave or to manage: it would tell who opens the letter.
# Followed by a piece of the page.
suspect-remote = It would fetch something from elsewhere than the newspaper, or has a script, a form or a frame in it:
suspect-no-leaving = There is no link to leave by.
