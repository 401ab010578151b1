## Contributions: the page, its answers, and the letters

fund-skip = To the form
fund-languages = Languages
# $name of who receives the money; $words of the bank statement.
fund-receiver = The money goes to { $name }.
fund-statement = Your bank statement will say “{ $words }”.
fund-claim = We do not ask your name. Your bank and the payment company always see what passes through them.
fund-home = To the front page
fund-give = To the contribute page

# $name of the newspaper.
fund-title = Keep { $name } going
# $least is an amount.
fund-why = We are outlawed where we come from, so nobody there can advertise with us, and no rich owner stands behind us. Readers pay for the reporting. From { $least }.
fund-point-reader = Everybody reads for free. What you give pays for those who cannot.
fund-point-account = No account, no password, no phone calls.
fund-point-leave = A monthly gift ends with two presses, whenever you like.

fund-wrong = Please look at this once more
fund-country = Where is your card or account from?
fund-country-why = Not where you were born: the country of the bank.
country-elsewhere = Another country
country-ru = Russia
country-by = Belarus
country-ir = Iran
country-kz = Kazakhstan
country-cn = China
country-cu = Cuba
country-az = Azerbaijan
country-tm = Turkmenistan
country-ve = Venezuela
country-mm = Myanmar
fund-danger = Please do not give from there
fund-danger-law = In that country, sending us money is a crime. People have gone to prison for gifts of a few coins, years after they made them.
fund-danger-bank = Banks there keep every payment and hand the lists over. It does not help that the statement shows another name: the number behind it is known.
fund-danger-instead = Stay safe and read on. It costs nothing. If you want to help, pass a story on to somebody you trust.

fund-interval = How often?
fund-interval-once = Once
fund-interval-monthly = Monthly
fund-interval-annual = Yearly
fund-each-month = each month
fund-each-year = each year
fund-currency = Currency
fund-amount-once = How much, once?
fund-amount-monthly = How much each month?
fund-amount-annual = How much each year?
fund-own = Another amount, from { $least }
fund-method = How?
fund-method-card = Card, Apple Pay or Google Pay
fund-method-card-only = Card
fund-method-ideal = iDEAL
fund-method-bancontact = Bancontact
fund-method-sepa = SEPA bank transfer
fund-method-paypal = PayPal
fund-method-transfer = Transfer from your bank
fund-method-crypto = Cryptocurrency
fund-method-once = Once only
fund-cover = I add the card’s fee
fund-cover-why = About 3 per cent, so that the whole gift arrives.
fund-address = E-mail address, if you want a letter of thanks
fund-address-why = Only for that letter and the link to change your gift. It is locked at once, so that nobody can read it on our server, and joins no list.
fund-empty = Leave this field empty
fund-go = Go on to payment
fund-go-why = The next page belongs to the payment company. Nothing is taken before you confirm it there.
# What the payment company calls it.
fund-line = Contribution

fund-later = Not now: remind me another time
fund-later-why = One letter in the month you choose, then your address is erased. First we send one to ask whether it was you.
fund-later-month = In
fund-later-address = E-mail address
fund-later-go = Remind me

fund-wrong-country = Say where your card or account is from.
fund-wrong-empty = Choose an amount, or write one.
fund-wrong-amount = Write the amount with digits, such as 25.
# $mark is a point or a comma.
fund-wrong-unclear = This amount can be read in two ways. Write it without a mark between the digits, or with “{ $mark }” before the cents.
fund-wrong-fine = There are no such small coins: write a rounder amount.
fund-wrong-little = { $least } is the least that can be taken: below that the fee eats the gift.
fund-wrong-much = For more than { $most } please write to us first.
fund-wrong-between = Between { $least } and { $most }, please.
fund-wrong-address = Something is missing in this address. You can also leave it empty.
fund-wrong-method = Choose a way to pay.
fund-crowd-title = One moment more
fund-crowd = Many people are giving at this very moment. Nothing was taken from you: please press the button once more in a few seconds.
fund-wrong-way = That way does not work so often, or in this currency. Choose another way, or give once.

fund-going = On to the payment page
fund-going-text = If nothing happens, press the button.
fund-going-button = Go to the payment page
fund-declined-title = The payment did not come about
fund-declined-text = Nothing was taken from you. You can try again, with another card or another way. If it happens twice, ask your bank.
fund-down-title = The payment company does not answer
fund-down-text = It is not your fault, and nothing was taken. We have kept what you wanted to give; try again in a few minutes.
fund-down-again = Try again
fund-paused-title = A short pause
fund-paused-text = Somebody is trying out stolen cards here, so we take no cards for a few minutes. It opens again by itself. Thank you for coming back.
fund-often-title = Too often
fund-often-text = So much has been asked for from your network that we pause for an hour. Nothing was taken from you.
fund-waiting-title = Your bank is thinking
fund-waiting-text = This page looks again every few seconds. You may also close it: whatever your bank decides, nothing is taken twice.
fund-work = One moment
fund-work-why = Somebody is trying out stolen cards here. Your device does a small sum first, so that programs have a harder time. Then it goes on by itself.
fund-work-wait = Without scripts: please wait 45 seconds, then press the button.
fund-work-go = Go on

fund-transfer-title = Your transfer
# $amount.
fund-transfer-text = Please send { $amount } from your bank, with these lines. The last one is the reference: it tells us what the money is for, and not who you are.
fund-crypto-title = Your gift in coins
fund-crypto-text = Please send what { $amount } is worth today. Coins leave a public trace: somebody may find out who sent them.

fund-thanks = Thank you
fund-thanks-text = { $name } goes on because of you.
fund-thanks-statement = On your statement
fund-thanks-next = Next payment
fund-thanks-keep = Keep this link
fund-thanks-keep-why = It is the only way to change or end your gift, and it belongs to you alone. There is no account behind it.
fund-thanks-mailed = We have also sent it to you by letter.

fund-mine = Your contribution
fund-mine-since = Since
fund-mine-until = Ends on
fund-mine-amount = Change the amount, from { $least }
fund-mine-amount-go = Change
fund-mine-pause = Pause
fund-mine-resume = Go on again
fund-mine-stay = Do not end it
fund-mine-end = End it
fund-mine-card = Confirm it, or give another card
# $until is a date.
fund-mine-end-text = No more will be taken.
fund-mine-end-text-until = No more will be taken. What you have given lasts until { $until }.
fund-mine-end-yes = Yes, end it
fund-mine-end-no = No, keep it
fund-mine-keep = Who has this link can change your gift. Keep it as you would a key.
fund-mine-done-amount = Changed. The new amount counts from the next payment.
fund-mine-done-pause = Paused. Nothing is taken until you go on.
fund-mine-done-resume = It goes on.
fund-mine-done-stay = It goes on as before.
fund-mine-done-end = It ends, and no more is taken. Thank you for all of it.
fund-mine-down-title = That did not work
fund-mine-down-text = The payment company did not do it just now, and nothing has changed. Please try again in a few minutes.
fund-state-begun = It has not come yet.
fund-state-failed = The payment did not come about.
fund-state-expired = The payment page was left, and nothing was taken.
fund-state-given = It has arrived. Nothing more is taken.
fund-state-returned = It was given back to you.
fund-state-active = It goes on, and you can change it here.
fund-state-past-due = Your bank said no to the last payment. We try again by ourselves; you can also give another card.
fund-state-paused = It rests, and nothing is taken.
fund-state-ending = It ends by itself, and no more is taken.
fund-state-ended = It has ended.
fund-unknown-title = This link opens nothing
fund-unknown-text = It may be cut off. If you have lost it, your bank or your card can end the gift too.

fund-remind-title = Remind me later
# $name of who asks.
fund-remind-why = Not every month has room for { $name }. Choose one that has, and we write to you then.
fund-remind-point-once = One letter in that month, and none if you have given by then through its link.
fund-remind-point-sealed = Your address is locked at once and erased when the letter is written.
fund-remind-point-quiet = Until then this browser shows you no asks.
fund-remind-month = When?
fund-remind-first = First comes a letter that asks whether it was you. Each letter has a link that erases your address.
fund-remind-wrong-month = Choose one of the next twelve months.
fund-remind-wrong-address = Something is missing in this address.
fund-remind-sent-title = Look into your mail box
fund-remind-sent-text = A letter with a link is on its way. Press the button there, and we remind you once, in that month. If you do nothing, your address is forgotten.
fund-remind-not-title = Not yet
fund-remind-not-text = We can send no letters at the moment. Your address was not kept.
fund-reminder-title = Shall we remind you?
# $month is a month and a year.
fund-reminder-text = One letter in { $month }, and then your address is erased.
fund-reminder-kept-title = We will remind you
fund-reminder-kept-text = One letter in { $month }, when the keyholder opens the list. Then your address is erased.
fund-reminder-confirm = Yes, remind me
fund-reminder-give = Give now instead
fund-reminder-cancel = No, erase my address
fund-reminder-gone-title = Nothing is kept here
fund-reminder-gone-text = No reminder will come from this link.

# Letters. $name is who writes, $amount and $each what was given.
mail-gift-subject = Thank you
mail-gift-came = { $amount } has arrived. Thank you.
mail-gift-came-each = { $amount } { $each }: the first payment has arrived. Thank you.
mail-gift-statement = Your bank statement says “{ $words }”.
mail-gift-change = With this link you can change, pause or end it, whenever you like. Keep it: there is no account, and nobody but you has it.
mail-gift-button = Your contribution
mail-gift-list = Your address joins no list.
mail-remind-subject = Shall we remind you?
mail-remind-asked = Somebody, you we hope, asked { $name } for a reminder at this address. Open the link and press the button there.
mail-remind-button = To the reminder
mail-remind-otherwise = If it was not you, do nothing. No other letter will come, and the address is forgotten within days.

## Letters about a contribution, written by the keyholder

mail-due-subject = You asked to be reminded
mail-due-asked = You asked { $name } to remind you this month. Here is the page, if you still want to give.
mail-due-button = To the page
mail-due-only = This is the only letter: your address is erased with it.
mail-due-cancel = Should another one ever come, this link stops it:
mail-due-cancel-link = no more reminders
mail-failed-subject = A payment did not go through
mail-failed-subject-action = Your bank wants to hear from you
mail-failed-first = { $amount } { $each }: the bank did not let the last payment through. It is tried again by itself within days. You need not do anything, unless the card is no longer the right one.
mail-failed-third = { $amount } { $each }: the payment has failed three times by now. With this link you can give another card, or end it. If you do nothing, it ends by itself.
mail-failed-action = { $amount } { $each }: your bank lets the payment through only when you confirm it. Open the page and press “Confirm it, or give another card”: that leads to your bank.
mail-failed-missed = { $amount } { $each }: the payment did not go through this time, and is not tried again by itself. If the card or the account is no longer the right one, end it with this link and begin anew.
mail-failed-button-action = Confirm it
mail-failed-otherwise = Nothing else changes meanwhile, and your address joins no list.
mail-lapsed-subject = Your contribution has ended
mail-lapsed-text = { $amount } { $each }: no payment came through any more, so it has ended, and nothing more is taken. Thank you for all of it.
mail-lapsed-again = Whenever you want to begin again, this is the page.
mail-lapsed-only = This is the last letter about it: your address is erased with it.

## The treasurer's page at the desk

money-title = Money
money-text = Sums and counts. Who gave is not in here, and not on this server.
money-closed = The fund is closed at present: fund.methods is empty, or a till elsewhere takes the money.
money-goal = This month’s goal
money-of = of { $aim }
money-base = Comes every month
money-interval = How often
money-supporters = Supporters
money-gained = New this month
money-lost = Left this month
money-failing = { $count ->
    [one] The card of { $count } supporter fails at present.
   *[other] The cards of { $count } supporters fail at present.
 }
money-warnings = { $count ->
    [one] Of { $count } payment this month the card’s owner says that it was not theirs. Give it back at the processor before it becomes a dispute, which costs a fee.
   *[other] Of { $count } payments this month the cards’ owners say that they were not theirs. Give them back at the processor before they become disputes, which cost a fee each.
 }
money-reminders = { $count ->
    [one] { $count } reader wants to be reminded.
   *[other] { $count } readers want to be reminded.
 }
money-this-month = this month
money-back = { $amount } given back or disputed
money-fees = { $amount } in fees
money-plot = Gifts in { $currency }, month by month
money-numbers = The same in numbers
money-month = Month
money-amount = Amount
money-shares = This month, by kind
money-method = How
money-count = Gifts
money-unknown = not told
money-payouts = To the bank
money-day = Day
money-payout = Payout
money-lines = Its lines
money-lines-none = not told one by one
money-lines-fit = { $count ->
    [one] { $count } line, and it fits
   *[other] { $count } lines, and they fit
 }
money-lines-off = { $count } lines come to { $amount }: look with “indelible fund ledger check”
money-csv = The ledger as CSV
money-payouts-csv = Payouts and their lines as CSV
