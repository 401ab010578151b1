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

### The letter with a reader's own links

mail-links-subject = Your links: { $name }
mail-links-asked = Somebody, you we hope, asked for the links to your subscriptions to { $name }. Each opens your page, where you can leave.
mail-links-otherwise = If it was not you, do nothing. Nothing has changed.

### The keyholder's page

courier-title = Keyholder
courier-open = Open for { $minutes } min
courier-lock = Lock
courier-unpaired = This machine is not paired with a server yet. Type in a terminal:
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
courier-import-text = CSV of Ghost, Substack, Mailchimp or listmonk. Addresses are sealed on this machine. Nobody is brought back who has left.
courier-import-button = Import
courier-orders = Lost links
courier-orders-text = { $count } readers have asked for their links. Who is on a list gets a letter with them.
courier-orders-button = Answer
courier-settled = { $done } of { $all }
courier-to-go = about { $minutes } min to go, { $rate } a second
courier-ended = Ended.
courier-stalled = Nothing goes out now: the relay does not answer or refuses us. Look at courier.toml and the newsletter's DNS.
courier-accepted = Accepted
courier-deferred = Deferred
courier-refused = Refused
courier-unknown = Unknown
courier-left = Left meanwhile
courier-pause = Pause
courier-resume = Go on
courier-cancel = Cancel the rest
