## Letters, and what readers are answered about them

# $title of a newsletter, $name of the newspaper.
mail-confirm-subject = Please confirm: { $title }
mail-confirm-asked = Somebody, you we hope, asked us to send { $title } of { $name } to this address.
mail-confirm-open = To receive it, open this link and press the button there. The link is good for a day.
mail-confirm-button = Yes, send it to me
mail-confirm-otherwise = If it was not you, do nothing. No other letter will come, and the address is forgotten.
mail-link-plain = Or copy this address into your browser:
# The foot of an issue. $title of a newsletter, $name of the newspaper.
mail-issue-why = You get this letter because you signed up for { $title } of { $name }.
mail-issue-still = We do not see whether you open it, nor what you press.
mail-issue-leave = Leave with one click
mail-issue-manage = Your own page
mail-issue-web = Read it on the web

post-sent-title = Look into your mail box
post-sent-text = A letter with a link is on its way to you. Open the link and press the button there, and you are signed up. If nothing comes within a few minutes, look among the unwanted mail.
post-sent-again = You can ask for this letter once a day.
post-wrong-title = This address cannot be right
post-wrong-text = Please look at it once more; something is missing or too much.
post-consent-title = Once more, please
post-consent-text = The form that you sent is not one of ours, or is very old. Nothing was kept. This is what you agree to:
post-address = Your e-mail address
post-sign-up = Sign up
post-closed-title = No new readers here
post-closed-text = This newsletter takes no new readers.
post-no-key-title = Not yet
post-no-key-text = The newsroom has not opened its newsletters yet. Please come back later. Your address was not kept.
post-often-title = Too often
post-often-text = So much has been asked for from your network that we pause for an hour. Nothing of yours was kept.
post-confirm-title = One press left
# $title of a newsletter.
post-confirm-text = Press the button, and { $title } will be sent to you.
post-confirm-button = Confirm
post-confirmed-title = You are signed up
post-confirmed-text = { $title } will come to you. Every letter has a link out: one click, no question.
post-over-title = This link is over
post-over-text = It was good for a day, or it was never ours. Nothing is lost: sign up once more, and a new one comes.
post-leave-title = Leave { $title }?
post-leave-text = Press the button, and no more letters come. Nobody will ask why.
post-leave-button = Leave
post-left-title = You have left
post-left-text = No more letters of { $title } will come to you. Your address is erased when the keyholder opens the list next.
post-unknown-title = This link opens nothing
post-unknown-text = It may be cut off, or what it opened was erased. If letters still come that you do not want, ask for a new link.
post-manage-title = { $title } and you
post-manage-comes = Letters come to the address that you signed up with. We cannot read it here, so this page cannot show it.
post-manage-stopped = Letters to you came back to us, so none are sent any more. Sign up once more, perhaps with another address.
post-manage-change = To have them sent to another address, sign up with that one, and leave here.
post-lost-title = A new link, or to be erased
post-lost-text = Give us your address. We cannot look it up, because we cannot read our list; the person who can will send you a letter with your links when they open it next, usually within a week. Each link opens your own page; leave there, and your address is erased from the list. If the address is not on the list, nothing is sent.
post-lost-button = Send me my links
post-lost-taken-title = We have noted it
post-lost-taken-text = If that address is on our list, a letter with your links comes when the keyholder opens the list next, usually within a week.
post-lost-link = I have lost my link, or want to be erased
post-home = To the front page
post-newsletters = All newsletters
