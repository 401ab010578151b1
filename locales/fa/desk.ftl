### واژه‌های تحریریه، جایی که می‌نویسند و منتشر می‌کنند. خوانندگان آن‌ها را نمی‌بینند.

language-name = فارسی

## پیرامون هر صفحه

desk-desk = تحریریه
desk-skip = رفتن به متن
desk-rooms = اتاق‌ها
desk-pieces = مطالب
desk-pictures = عکس‌ها
desk-recordings = صداها
desk-people = همکاران
desk-site = رفتن به روزنامه
desk-new = مطلب تازه
desk-sign-out = خروج
desk-lacking = با یک گذرکلید، اختیار شما اختیار نویسنده است؛ نقش «{ $role }» با گذرکلید دوم به کار می‌افتد.
desk-add-passkey = افزودن گذرکلید

## نقش‌ها

role-contributor = نویسنده
role-editor = دبیر
role-producer = مسئول خبرنامه
role-treasurer = خزانه‌دار
role-keyholder = کلیددار
role-admin = سرپرست

## ورود

desk-sign-in = ورود
desk-sign-in-text = تحریریه شما را با گذرکلید می‌شناسد: دستگاه اثر انگشت، چهره یا رمز شما را می‌پرسد. اینجا گذرواژه نیست.
desk-sign-in-passkey = ورود با گذرکلید
desk-have-code = کد دعوت دارم
desk-invitation = دعوت
desk-invitation-text = کدی را که گرفته‌اید بنویسید. ۳۰ دقیقه و تنها یک بار کار می‌کند. سپس دستگاه شما گذرکلیدی برای این تحریریه می‌سازد.
desk-code = کد
desk-make-passkey = ساختن گذرکلید
desk-passkey-failed = مرورگر گذرکلیدی نداد. دوباره بکوشید یا دستگاه دیگری بردارید.
desk-needs-script = گذرکلید به جاوااسکریپت نیاز دارد؛ بقیهٔ اینجا بی‌آن کار می‌کند.
desk-demo-door = درِ نمایش
desk-demo-text = این روزنامه ساختگی است. اینجا، و تنها اینجا، بی‌گذرکلید هم می‌توان وارد شد.
desk-demo-enter = ورود در نقش دبیر

## صفحهٔ خود و همکاران

desk-passkeys = گذرکلیدها
desk-passkeys-text = گذرکلید دومی روی دستگاهی دیگر بیفزایید: نقش شما دو تا می‌خواهد، چون یکی ممکن است گم شود.
desk-added = افزوده
desk-used = آخرین ورود
desk-do = کارها
desk-remove = برداشتن
desk-others-end = با افزودن یا برداشتن گذرکلید، نشست‌های دیگر شما پایان می‌یابند.
desk-sessions = نشست‌ها
desk-began = آغاز
desk-seen = آخرین کار
desk-this-session = همین
desk-end = پایان دادن
desk-language = زبان تحریریه
desk-choose = برگزیدن
desk-people-text = دعوت و لغو دسترسی روی سرور انجام می‌شود: indelible staff invite و indelible staff revoke.
desk-name = نام
desk-role = نقش
desk-joined = پیوسته از
desk-revoked = لغو دسترسی

## مطالب

state-all = همه
state-draft = پیش‌نویس
state-ready = آماده
state-scheduled = زمان‌بندی‌شده
state-published = منتشرشده
state-withdrawn = برداشته
kind-of-report = گزارش
kind-of-opinion = دیدگاه
kind-of-analysis = تحلیل
kind-of-live = زنده
kind-of-gallery = گزارش تصویری
kind-of-video = ویدئو
kind-of-podcast = پادکست
kind-of-sponsored = آگهی
kind-of-page = صفحهٔ ثابت
desk-by-state = بر پایهٔ وضعیت
desk-find = جست‌وجو در تیترها، نویسندگان، بخش‌ها
desk-every-edition = همهٔ زبان‌ها
desk-mine = آخرین تغییر از من
desk-show = نشان بده
desk-state = وضعیت
desk-words = واژه
desk-changed = تغییر
desk-older = قدیمی‌تر
desk-none = اینجا چیزی نیست.
desk-untitled = بی‌تیتر

## سرِ مطلب

desk-ahead = تازه‌تر از نسخهٔ منتشرشده
desk-revision = نسخهٔ { $number }
desk-changed-by = ذخیره از { $name }،
desk-comes-out = انتشار در
desk-read = دیدن از چشم خواننده
desk-refused = روزنامه آن را نپذیرفت:
desk-printing = در حال چاپ است. کمی بعد صفحه را دوباره باز کنید.
desk-schedule-behind = نسخهٔ زمان‌بندی‌شده قدیمی‌تر است. اگر باید نسخهٔ تازه بیرون بیاید، دوباره زمان‌بندی کنید.
desk-piece-ways = این مطلب
desk-edit = نوشتن
desk-preview = پیش‌نمایش
desk-revisions = نسخه‌ها
desk-publish = انتشار
desk-publish-again = انتشار تغییرها
desk-schedule = زمان‌بندی
desk-withdraw = برداشتن

## نوشتن

field-label = برچسب بالای تیتر
field-headline = تیتر
field-standfirst = لید
field-body = متن
field-locale = زبان
field-kind = گونه
field-section = بخش
field-bylines = نویسندگان، با ویرگول میانشان
field-tags = برچسب‌ها، با ویرگول میانشان
field-lead = عکس اصلی
field-caption = شرح عکس
field-slug = نشانی
field-long-headline = تیتر برای شبکه‌های اجتماعی
field-reporting = با همکاری
field-also = بخش‌های دیگر
field-dossiers = پرونده‌ها
field-related = بیشتر بخوانید
field-translation = ترجمهٔ
field-flags = نشان‌ها
field-breaking = خبر فوری
field-no-asks = کنار این مطلب پول خواسته نشود
field-no-index = دور از موتورهای جست‌وجو
field-alt = در عکس چه دیده می‌شود
field-credit = عکس از
field-licence = پروانه، توافق
desk-text = متن
desk-around = پیرامون متن
desk-save = ذخیره
desk-preview-typed = پیش‌نمایش
desk-no-picture = بی‌عکس
desk-other-key = یا کلید عکسی دیگر
desk-more-fields = بیشتر
desk-slug-text = اگر خالی بماند از تیتر ساخته می‌شود.
desk-related-text = نشانی‌ها یا بخش آخر آن‌ها، هر کدام در یک سطر.
desk-leave-out = ذخیره بدون آن
desk-markdown = نشانه‌گذاری متن
desk-unsaved = تغییرهایی ذخیره نشده است.
desk-mark-ready = آماده است
desk-mark-unready = بازگشت به پیش‌نویس
desk-mark-text = آماده یعنی دبیر می‌تواند نگاه کند.
desk-wrong = هنوز ذخیره نشده است. کنار هر خانه گفته‌ایم چه باید درست شود؛ آنچه نوشته‌اید سر جایش است.
desk-not-open = می‌توانید این مطلب را بخوانید، اما اکنون نمی‌توانید تغییرش دهید.
desk-conflict = پس از باز کردن شما، کس دیگری این مطلب را ذخیره کرده است
desk-conflict-text = { $name } نسخهٔ { $newest } را ذخیره کرد ({ $at }). چیزی از میان نرفته است: نوشتهٔ شما نسخهٔ { $kept } شد. در زیر: از نسخهٔ او به نسخهٔ شما.
desk-conflict-next = در فرم همان است که شما نوشته‌اید. آنچه از نسخهٔ او کم دارد بیاورید و ذخیره کنید: نسخهٔ بعدی ساخته می‌شود.
desk-wide = پهن
desk-narrow = مانند تلفن
desk-alone = در پنجره‌ای جدا
help-heading = میان‌تیتر
help-strong = پررنگ
help-emphasis = تأکید
help-link = پیوند
help-list = فهرست
help-quote = نقل قول
help-alt = در عکس چه دیده می‌شود
help-caption = شرح عکس
help-speaker = گوینده
help-title = عنوان کادر
help-note = پانویس

## بررسی‌ها

check-title = پیش از انتشار
check-clean = مانعی نیست.
check-stops = باید:
check-advises = بهتر است:
check-headline = تیتر بگذارید
check-body = متن را بنویسید
check-tk = نشان TK را روشن کنید: «{ $about }»
check-standfirst = لید بنویسید
check-section = بخش را برگزینید
check-byline = نام نویسنده را بیاورید
check-lead = عکس اصلی را برگزینید
check-no-section = در این زبان بخش «{ $about }» نیست
check-no-tag = در این زبان برچسب «{ $about }» نیست
check-no-author = در این زبان نویسندهٔ «{ $about }» نیست
check-no-dossier = در این زبان پروندهٔ «{ $about }» نیست
check-no-picture = عکس «{ $about }» در بایگانی نیست
check-no-recording = صدای «{ $about }» اینجا نیست
check-podcast = هر قسمت پادکست صدایی پخش می‌کند؛ بی آن هیچ برنامه‌ای نشانش نمی‌دهد
check-alt = بگویید در عکس { $about } چه دیده می‌شود
check-credit = نام عکاس { $about } را بیاورید
check-elsewhere = عکسی را که جای دیگری است بارگذاری کنید: { $about }
check-link = متن به «{ $about }» پیوند دارد که خوانندگان آن را ندارند

## انتشار

desk-what-changed = خوانندگان از تغییر چه خبر می‌شوند؟
sort-fix = هیچ.
sort-fix-text = یک ویرگول، یک حرف.
sort-update = زمان به‌روزرسانی.
sort-update-text = چیز تازه‌ای هست.
sort-correction = اصلاح.
sort-correction-text = چیزی نادرست بود: زیر مطلب و در فهرست اصلاح‌ها گفته می‌شود.
desk-correction = چه نادرست بود و درستش چیست
desk-nothing-new = خوانندگان تازه‌ترین نسخه را دارند. نخست تغییر را ذخیره کنید.
desk-publish-text = همین که چاپ شود، در کمتر از یک ثانیه، به خوانندگان می‌رسد.
desk-publish-now = اکنون منتشر شود
desk-stopped = تا آنچه «باید» درست نشود منتشر نمی‌شود.
desk-at = انتشار در
desk-zone = به ساعت روزنامه: { $zone }.
desk-unschedule = منتشر نشود
desk-withdraw-text = در نشانی مطلب به خوانندگان گفته می‌شود که برداشته شده است. تحریریه همهٔ آن را نگه می‌دارد و می‌توان دوباره منتشرش کرد.
desk-reason = چرا؟ این در تحریریه می‌ماند.
desk-withdraw-now = برداشتن از انتشار

## میز پوشش زنده

live-desk = پوشش زنده
live-new-post = خبر تازه
live-what = چه شد؟
live-headline = عنوان، اگر لازم است
live-author = نویسنده
live-make-key = رویداد مهم
live-make-pinned = سنجاق‌کردن در بالا
live-post = فرستادن
live-keep = بماند پیش‌نویس
live-drafts = پیش‌نویس‌ها
live-draft = پیش‌نویس
live-open-draft = بازکردن
live-posts-out = نزد خوانندگان
live-no-posts = هنوز خبری فرستاده نشده است.
live-not-out = خوانندگان هنوز این مطلب را ندارند. نخست منتشرش کنید؛ تا آن زمان خبرها پیش‌نویس می‌مانند.
live-ended-at = { $name } این پوشش را پایان داد:
live-ended-text = به خوانندگان گفته شده است. آنچه فرستاده شده هنوز تصحیح‌پذیر و پس‌گرفتنی است.
live-end = پایان پوشش
live-end-text = به خوانندگان گفته می‌شود که پایان یافته است و صفحه‌هایشان دیگر چیزی نمی‌پرسد. می‌توان دوباره بازش کرد.
live-end-now = اکنون پایان بده
live-reopen = بازگشایی دوباره
live-by = از { $name }
live-changed-by = آخرین تغییر از { $name }
live-told = خوانندگان می‌بینند: تغییر در
live-withdrawn = پس‌گرفتهٔ { $name }،
live-is-pinned = سنجاق‌شده
live-is-key = مهم
live-printing = در حال چاپ
live-edit = ویرایش
live-pin = سنجاق
live-unpin = برداشتن سنجاق
live-key = مهم است
live-unkey = مهم نیست
live-withdraw = پس‌گرفتن
live-withdraw-now = بله، پس بگیر
live-bring-back = بازآوردن
live-throw = این پیش‌نویس را دور بینداز
live-one = خبر { $number }
live-save-out = ذخیره؛ به خوانندگان می‌رسد
live-tell = به خوانندگان بگو که تغییر کرد و کی
live-versions = نسخه‌ها
live-conflict = از وقتی این خبر را باز کردید کسی آن را ذخیره کرده است
live-conflict-text = { $name } نسخهٔ { $newest } را ذخیره کرد ({ $at }). چیزی رونویسی نشده: از شما نسخهٔ { $kept } شد. در زیر: از نسخهٔ او به نسخهٔ شما.

## نسخه‌ها

desk-old = کهنه
desk-new-one = تازه
desk-number = نسخه
desk-saved = ذخیره
desk-newest = تازه‌ترین
desk-live = نزد خوانندگان
desk-side = در کنار
desk-restores = بازگرداندن { $number }
desk-compare = سنجیدن
desk-comparison = سنجش
desk-outings = چگونه بیرون رفت
desk-no-outings = منتشر نشده است.
outing-first = منتشر شد
outing-fix = ویرایش کوچک
outing-update = به‌روز شد
outing-correction = اصلاح شد
outing-withdrawal = برداشته شد
desk-same = هر دو یکی هستند.
desk-restore = بازگرداندن نسخهٔ { $number }
desk-restore-text = نسخهٔ تازه‌ای ساخته می‌شود؛ هیچ‌یک از میان نمی‌رود.

## عکس‌ها

desk-upload = بارگذاری عکس
desk-picture = عکس
desk-file = پرونده
desk-file-text = JPEG، PNG، WebP یا GIF تا ۲۵ مگابایت. از نو کدگذاری می‌شود؛ جای گرفتن عکس و دوربین آن در پرونده نمی‌ماند.
desk-alt-text = برای کسانی که نمی‌بینند. یک جمله.
desk-find-pictures = جست‌وجو در شرح‌ها و نام‌ها
desk-no-pictures = اینجا عکسی نیست.
desk-recordings-text = برای پادکست و برای صدا میان متن. عنوان و نام و تصویر و تاریخی که برنامه‌ای در پرونده نوشته پاک می‌شود؛ به خود صدا دست نمی‌خورد.
desk-recording-title = چیست، برای تحریریه
desk-recording-file = MP3، M4A یا Ogg، تا ۱۰۰ مگابایت
desk-recording-upload = بارگذاری صدا
desk-recording-how = برای پخش در مطلب، این دو سطر را در متن بگذارید. مطلبی از نوع «پادکست» یک قسمت می‌شود.
desk-no-recordings = هنوز صدایی نیست.
desk-lacking-words = واژه کم دارد
desk-picture-kept = عکس نگه داشته شد. پیش از نشان دادنش در مطلب، آنچه کم است بنویسید.
desk-picture-out = نزد خوانندگان

## بخش‌ها، برچسب‌ها، نویسندگان، پرونده‌ها

desk-terms = بخش‌ها، برچسب‌ها، نویسندگان
desk-by-kind = بر پایهٔ گونه
desk-terms-closed = می‌توانید این را بخوانید؛ تغییرش با دبیر است.
desk-protected = محافظت‌شده
terms-section = بخش‌ها
terms-tag = برچسب‌ها
terms-author = نویسندگان
terms-dossier = پرونده‌ها
term-new-section = بخش تازه
term-new-tag = برچسب تازه
term-new-author = نویسندهٔ تازه
term-new-dossier = پروندهٔ تازه
terms-none-section = روزنامه با بخش‌هایش آغاز می‌شود: نخستین را بسازید تا در منوی همهٔ صفحه‌ها بیاید.
terms-none-tag = هنوز برچسبی نیست: برای آنچه بارها به آن بازمی‌گردید یکی بسازید تا نوشته‌های آن گرد هم بیایند.
terms-none-author = هنوز نویسنده‌ای نیست: نخستین را بسازید تا بتوان نامش را بر مطلب‌ها گذاشت.
terms-none-dossier = هنوز پرونده‌ای نیست: هرگاه گفتن ماجرایی چند مطلب می‌خواهد، یکی بسازید.
field-title = عنوان
field-public-name = نام برای خوانندگان
field-description = توضیح
field-biography = زندگی‌نامه
field-role = کارش: «دادگاه»، «عکاس»
field-position = جا در منو
field-picture = کلید عکس
field-protected = تنها نام برای خوانندگان را می‌توان نشان داد
desk-term-slug-text = اگر خالی بماند از آنچه بالاتر نوشته‌اید ساخته می‌شود. پس از آن تغییر نمی‌کند.
desk-slug-stays = نشانی همان می‌ماند تا هیچ پیوندی به آن گم نشود.
desk-position-text = عددی صحیح؛ کوچک‌تر پیش‌تر می‌آید. اگر خالی بماند در آخر می‌آید.
desk-key-text = زیر عکس در «{ desk-pictures }» آمده است.
desk-protected-text = پس عکسی نگذارید و در زندگی‌نامه چیزی ننویسید که نشان دهد کیست.

## خبرنامه‌ها و شماره‌هایشان

desk-letters = خبرنامه‌ها
letters-new = خبرنامهٔ تازه
letters-none = هنوز خبرنامه‌ای نیست. نخستین را بسازید: بگویید چه می‌آید و کِی، تا فرم عضویت در همهٔ صفحه‌ها بیاید.
letters-no-key = هنوز کسی نمی‌تواند عضو شود: کلیددار هنوز کلیدی برای مهروموم نشانی‌ها نداده است.
letters-next = شمارهٔ بعدی:
letters-last = آخرین:
letters-confirmed = تأییدشده
letters-waiting = در انتظار تأیید
letters-left = لغوکرده
letters-stopped = متوقف: برگشتی یا شکایت
letters-counts-text = تا جایی که سرور قفل‌شده می‌داند: نشانی‌ها را نمی‌خواند، پس نشانی‌ای که دو بار عضو شده دو بار شمرده می‌شود.
letters-returns = ردشده یا برگشته در هشت هفته
letters-returns-text = هر خواننده برای هر شماره یک بار شمرده می‌شود. کسی که صندوقش دیگر نیست یا شکایت کرده، نامه‌ای نمی‌گیرد؛ آنچه به ما برمی‌گردد را خودتان بررسی کنید.
letters-returns-unread = نامه‌های برگشتی در این خانه خوانده نمی‌شوند: گردانندهٔ سرور می‌تواند bounce.port را تنظیم کند.
came-back-hard-bounce = چنین صندوقی نیست
came-back-doubtful = رد شده، بی‌دلیل
came-back-expired = روزها نرسیده
came-back-full = صندوق پر است
came-back-blocked = مسدود: به ما مربوط است
came-back-too-big = بیش از اندازه بزرگ
came-back-content = قالب پذیرفته نشد
came-back-protocol-trouble = گرفتاری سرورها
came-back-complaint = شکایت‌ها
letters-closed = خوانندهٔ تازه نمی‌پذیرد
letters-by-hand = بی برنامهٔ زمانی
letters-begin = شمارهٔ تازه
letters-change = تغییر
letters-drafts = پیش‌نویس‌ها
letters-no-drafts = پیش‌نویسی نیست.
letters-no-drafts-timed = پیش‌نویسی نیست. دو روز پیش از شمارهٔ بعدی یکی خودبه‌خود با مطلب‌های هفته آغاز می‌شود.
letters-issues = شماره‌ها
letters-number = شماره
letters-no-issues = هنوز شماره‌ای بیرون نیامده است.
letters-timetable = برنامهٔ زمانی
letters-when = { $day }، ساعت { $time }، { $zone }
letters-day-1 = دوشنبه‌ها
letters-day-2 = سه‌شنبه‌ها
letters-day-3 = چهارشنبه‌ها
letters-day-4 = پنجشنبه‌ها
letters-day-5 = جمعه‌ها
letters-day-6 = شنبه‌ها
letters-day-7 = یکشنبه‌ها
letters-what-readers-see = آنچه خوانندگان می‌بینند
letters-promise = وعده
letters-promise-text = چه می‌آید و کِی، در یک جمله. کنار فرم عضویت می‌آید.
letters-when-it-comes = کِی می‌آید
letters-weekday = روز
letters-time = ساعت
letters-zone = منطقهٔ زمانی
letters-when-text = به ساعت همان‌جا، تابستان و زمستان. دو روز پیش از آن پیش‌نویس خودبه‌خود آغاز می‌شود.
letters-from = از طرف که
letters-sender = نام فرستنده
letters-sender-text = اگر خالی بماند، نام روزنامه.
letters-reply-to = نشانی پاسخ‌ها
letters-reply-to-text = اگر خالی بماند، پاسخ‌ها به نشانی فرستنده می‌رود.
letters-place = جای آن
letters-position = ترتیب
letters-position-text = عددی صحیح؛ کوچک‌تر پیش‌تر می‌آید. نخستین خبرنامهٔ باز کنار مطلب‌ها پیشنهاد می‌شود.
letters-close = خوانندهٔ تازه نمی‌پذیرد. صفحهٔ نامه‌های فرستاده‌شده می‌ماند.
issue-state-draft = پیش‌نویس
issue-state-ready = در حال چاپ
issue-state-printed = آماده، صفحه چاپ شده
issue-state-sent = فرستاده‌شده
letter-untitled = هنوز بی‌عنوان
letter-number-is = نامهٔ { $number }
letter-for = برای
letter-at = آماده‌شده
letter-withdrawn = پس گرفته‌شده
letter-ways = این شماره
letter-compose = نوشتن
letter-overview = نمای کلی
letter-readiness = وارسی و آماده‌سازی
letter-saves = هر دکمه همهٔ فرم را ذخیره می‌کند.
letter-begun = با برنامهٔ زمانی آغاز شد،
letter-stopped = تا آنچه باید درست نشود آماده نمی‌شود.
letter-envelope = عنوان و آغاز
letter-subject = عنوان
letter-preheader = پیش‌متن
letter-preheader-text = سطری که برنامه‌های ایمیل کنار عنوان نشان می‌دهند.
letter-intro = درآمد
letter-markdown = Markdown، مانند مطلب‌ها: **پررنگ**، *تأکید*، [پیوند](piece:slug).
letter-stories = مطلب‌ها
letter-parts = بخش‌های نامه
letter-part-heading = سرتیتر
letter-part-story = مطلب
letter-part-note = یادداشت
letter-heading-sample = این هفته
letter-up = بخش { $place } بالاتر
letter-down = بخش { $place } پایین‌تر
letter-remove = برداشتن بخش { $place }
letter-part-gone = خوانندگان این مطلب را ندارند، یا دیگر ندارند. آن را بردارید یا منتشر کنید.
letter-own-words = به زبان خودتان
letter-own-headline = تیتر در نامه
letter-own-blurb = معرفی: میان بندها یک سطر خالی. اگر خالی بماند، لید مطلب.
letter-no-parts = هنوز چیزی در نامه نیست. از فهرست مطلب بیفزایید.
letter-add-heading = افزودن سرتیتر
letter-add-note = افزودن یادداشت
letter-asks-support = درخواست پشتیبانی در پایان
letter-find = یافتن مطلب
letter-find-words = واژه‌هایی از مطلب
letter-none-found = خوانندگان مطلبی با این واژه‌ها ندارند.
letter-week = این هفته درآمده
letter-empty-week = در این هفته چیزی درنیامد.
letter-add = افزودن
letter-taken = در نامه
letter-conflict = کسی پس از باز کردن شما این شماره را ذخیره کرده است
letter-conflict-text = { $name } آن را ذخیره کرد ({ $at }). چیزی از میان نرفته است: نسخهٔ او مانده و نسخهٔ شما در فرم پایین است. از او به شما:
letter-conflict-next = آنچه کم است از او بردارید، سپس ذخیره کنید.
letter-throw = دور انداختن پیش‌نویس
letter-throw-text = چیزی از آن نمی‌ماند و برنمی‌گردد.
letter-throw-now = دور بینداز
letter-page = صفحهٔ آن
letter-page-there = خوانندگان آن را اینجا دارند:
letter-page-withdrawn = صفحه پس گرفته شده است و نشانی‌اش همین را می‌گوید.
letter-fixed = دیگر چیزی از آن را نمی‌توان تغییر داد.
letter-sending = ارسال
letter-not-sent = هنوز برای خوانندگان فرستاده نشده است.
letter-sent-at = فرستاده‌شده در
letter-no-tracking = کسی زیر نظر نیست: شمرده نمی‌شود چه کسی باز کرد و روی چه زد.
letter-sent-from = دستگاه نگهدارندهٔ کلید «{ $courier }» آن را می‌فرستد.
letter-late = زمان آن، { $at }، گذشته و کسی آماده‌اش نکرده است. نگهدارندهٔ کلید هنوز می‌تواند بفرستد.
letter-to-arm = نگهدارندهٔ کلید روی دستگاه خودش آماده‌اش می‌کند و سرور در زمانش می‌فرستد.
statistics-title = به عدد
statistics-sent = نامه‌های فرستاده
statistics-sent-text = به همهٔ کسانی که در فهرست بودند و نرفته بودند.
statistics-accepted-text = میزبان نامهٔ خواننده پذیرفت.
statistics-refused-text = پذیرفته نشد یا در سه روز نرسید.
statistics-unknown-text = هنگام قطع اتصال یا ازکارافتادن دستگاه در راه بود: شاید رسیده باشد.
statistics-bounced = بعداً برگشت
statistics-bounced-text = پس از پذیرفته‌شدن نامه برگشت خورد.
statistics-complained = شکایت
statistics-complained-text = روی «هرزنامه» زده‌اند؛ همهٔ میزبان‌ها خبر نمی‌دهند.
statistics-left = از آن پس رفته‌اند
statistics-left-text = در همان هفته و هفتهٔ بعد؛ دقیق‌تر از هفته نگه داشته نمی‌شود.
statistics-views = بازدید صفحه
statistics-views-text = دست‌کم این‌قدر، گردشده، از آغاز به کار سرور؛ معلوم نیست از چه کسی.
letter-as-letter = نامه
letter-as-text = متن ساده
letter-as-page = صفحهٔ وب
letter-as-raw = متن خام
letter-light = روشن
letter-dark = تیره
letter-weight = { $size } از ۹۰ کیلوبایت
letter-on-phone = در تلفن
letter-on-computer = در رایانه
letter-test = برای خودتان بفرستید
letter-test-to = نشانی
letter-test-send = فرستادن آزمایشی
letter-test-text = نشانی یک بار به کار می‌رود و جایی نمی‌ماند. پیوند لغو آن چیزی باز نمی‌کند.
letter-test-subject = نخست برای شماره عنوان بگذارید.
letter-test-closed = راهی برای فرستادن نیست: mail.from و mail.relays را تنظیم کنید.
letter-test-often = آزمایش برای این ساعت بس است.
letter-what-happens = چه خواهد شد
letter-happens-number = نامهٔ { $number } می‌شود، با { $stories } مطلب.
letter-happens-page = صفحهٔ آن بی‌درنگ برای همه چاپ می‌شود:
letter-happens-send = کلیددار می‌تواند آن را برای خوانندگان بفرستد.
letter-happens-fixed = پس از آن چیزی از آن را نمی‌توان تغییر داد.
letter-ready-now = آماده کن
letter-withdraw-text = صفحه می‌رود و نشانی‌اش می‌گوید پس گرفته شده است. نامه‌هایی را که رسیده‌اند نمی‌توان برگرداند.
letter-nothing-to-withdraw = خوانندگان این شماره را ندارند.
letter-check-subject = عنوان بگذارید
letter-check-preheader = پیش‌متن را بنویسید
letter-check-story = دست‌کم یک مطلب بیفزایید
letter-check-empty = بخش { $about } خالی است: پرش کنید یا بردارید
letter-check-gone = خوانندگان مطلب «{ $about }» را ندارند: برش دارید
letter-check-broken = پیوندی به { $about } می‌رود که صفحه‌ای آنجا نیست
letter-check-slip = پیوند «{ $about }» نمی‌تواند درست باشد: دنبال لغزش بگردید
letter-check-http = پیوند «{ $about }» رمزگذاری نشده است: اگر آن وب‌گاه دارد https:// بنویسید
letter-check-unfetched = پیوندها به وب‌گاه‌های دیگر تنها از روی شکلشان بررسی می‌شوند. هیچ‌یک باز نمی‌شود: وگرنه آن وب‌گاه‌ها می‌فهمیدند چه چیزی به‌زودی منتشر می‌شود. در پیش‌نمایش هرکدام را یک بار بزنید.
letter-check-missing = عکس «{ $about }» را نمی‌توان نشان داد: خوانندگان آن را ندارند
letter-check-wordless = جایی جز عکس واژه‌ای ندارد: کسی که متن ساده می‌خواند چیزی نمی‌گیرد
letter-check-heavy = کوتاهش کنید: { $about } کیلوبایت است و ایمیل‌ها بیش از { $most } را می‌بُرند
letter-check-long = عنوان کوتاه‌تر: نزدیک ۷۰ نویسه نشان داده می‌شود
letter-check-sender = mail.from، نشانی فرستندهٔ نامه‌ها، را تنظیم کنید
mailbox-title = صندوق نامهٔ نمایشی
mailbox-text = از نسخهٔ نمایشی چیزی بیرون نمی‌رود: هرچه می‌فرستاد تا بسته شدن اینجا در حافظه می‌ماند.
mailbox-empty = هنوز نامه‌ای نیست. در سایت عضو شوید، یا از یک شماره آزمایشی بفرستید.
mailbox-to = به
mailbox-at = زمان

## چه شد

said-saved = ذخیره شد.
said-unchanged = از ذخیرهٔ پیش چیزی تغییر نکرده است.
said-begun = مطلب آغاز شد.
said-published = منتشر شد. خوانندگان آن را دارند.
said-printing = منتشر شد و در حال چاپ است.
said-scheduled = زمان‌بندی شد.
said-unscheduled = خودبه‌خود منتشر نمی‌شود.
said-withdrawn = برداشته شد. خوانندگان دیگر آن را ندارند.
said-withdrawing = برداشته شد؛ شمارهٔ بی‌آن در حال چاپ است.
said-ready = آماده است.
said-unready = دوباره پیش‌نویس است.
said-restored = در نسخه‌ای تازه بازگردانده شد.
said-taken-in = عکس در بایگانی است.
said-recorded = صدا اینجاست و برچسب‌هایش پاک شده است.
said-described = ذخیره شد.
said-passkey-added = گذرکلید افزوده شد.
said-session-ended = نشست پایان یافت.
said-issue-begun = پیش‌نویس آغاز شد.
said-issue-gone = پیش‌نویس دور انداخته شد.
said-issue-ready = آماده شد. شماره و صفحه‌اش را دارد.
said-test-sent = نامهٔ آزمایشی در راه است.
said-posted = فرستاده شد. به خوانندگان رسید.
said-post-kept = پیش‌نویس نگه داشته شد.
said-post-marked = انجام شد. به خوانندگان رسید.
said-post-withdrawn = پس گرفته شد. دیگر نزد خوانندگان نیست.
said-live-ended = پوشش زنده پایان یافت.
said-live-reopened = پوشش زنده دوباره باز است.
said-sending-paused = تا ادامه ندهید چیزی فرستاده نمی‌شود.
said-sending-resumed = ادامه دارد.
said-sending-cancelled = بقیه لغو شد.
said-issue-disarmed = دیگر آمادهٔ ارسال نیست.
said-issue-released = فرستاده می‌شود.

## آنچه در فرم جا نمی‌گیرد

wrong-empty = این لازم است.
wrong-long = دست بالا { $most } نویسه.
wrong-edition = چنین زبانی نیست.
wrong-slug = ۱ تا ۱۲۰ نویسه از a–z، ‏0–9 و خط تیرهٔ تک میانشان.
wrong-slug-taken = در نشانی «{ $slug }» پیش‌تر «{ $title }» آمده است. نشانی دیگری برگزینید.
wrong-position = عددی صحیح بنویسید، مانند 3.
wrong-picture = چنین عکسی در بایگانی نیست.
wrong-picture-words = نخست در بایگانی بگویید در این عکس چه دیده می‌شود و عکس از کیست.
wrong-picture-protected = تنها نام را می‌توان نشان داد: عکس را بردارید.
wrong-author = در این ویرایش چنین نویسنده‌ای نیست.
wrong-losses = چیزی در متن اینجا جایی ندارد. تغییرش دهید یا بگذارید کنار گذاشته شود:
wrong-term = «{ $name }» در این زبان شناخته نیست. دبیر می‌تواند آن را در «{ desk-terms }» بسازد.
wrong-piece = مطلبی به نام «{ $name }» نیست.
wrong-address = این نشانی ایمیل نیست.
wrong-time = ساعتی مانند 10:00 بنویسید.
wrong-zone = چنین منطقهٔ زمانی نیست؛ نمونه: Europe/Riga.
wrong-long-part = بخش { $place }: حداکثر { $most } نویسه.
wrong-many-parts = حداکثر { $most } بخش.

## آنچه کنار گذاشته می‌شود

loss-element = عنصر <{ $what }>
loss-frame = قابی از { $what }
loss-link = نشانی پیوند: { $what }
loss-picture = عکسی که نمی‌توان گرفت: { $what }
loss-card = کارتی از گونهٔ «{ $what }»
loss-directive = قاب بلوک «{ $what }»
loss-note = پانویس «{ $what }»
loss-deep = تودرتویی بیش از اندازه
loss-long = هر چه از بلندترین متن بیشتر است

## نپذیرفتن

desk-kept = آنچه نوشته‌اید اینجاست و چیزی از میان نرفته است. اگر لازم است وارد شوید و دوباره بفرستید.
desk-sign-in-new-window = ورود (در پنجره‌ای تازه)
desk-send-again = دوباره بفرست
refused-broken = چیزی اینجا خراب است. یادداشت شد و هیچ کاری نیمه نماند.
refused-no-page = در این نشانی صفحه‌ای نیست.
refused-host = نام این تحریریه چیز دیگری است.
refused-origin = این از صفحه‌ای جز صفحه‌های تحریریه آمد، پس کاری انجام نشد.
refused-token = این فرم از نشست پیشین است، پس کاری انجام نشد.
refused-form = فرم خوانده نشد.
refused-large = این بیش از آن است که یک‌باره پذیرفته شود.
refused-stranger = وارد نشده‌اید یا نشست شما پایان یافته است.
refused-role = این برای نقش شما باز نیست ({ $role ->
    [contributor] نویسنده
    [editor] دبیر
    [producer] مسئول خبرنامه
    [treasurer] خزانه‌دار
    [keyholder] کلیددار
   *[admin] سرپرست
}).
refused-code = این کد درست نیست یا دیگر کار نمی‌کند: ۳۰ دقیقه و یک بار. کد تازه بخواهید.
refused-passkey = گذرکلید پذیرفته نشد.
refused-late = بیش از پنج دقیقه گذشت. از نو آغاز کنید.
refused-host-name = گذرکلید نام میزبان می‌خواهد و نشانی تحریریه ندارد. در desk.url نامی بگذارید، مانند localhost.
refused-demo = تنها روزنامهٔ نمایشی درِ بی‌گذرکلید دارد.
refused-name = نام ۱ تا ۶۰ نویسه دارد.
refused-role-name = چنین نقشی نیست.
refused-other-role = کسی با این نام و نقشی دیگر اینجاست.
refused-not-yours = شما چنین نشست یا گذرکلیدی ندارید.
refused-last-passkey = این تنها گذرکلید شماست. پیش از برداشتن، یکی دیگر بیفزایید.
refused-no-piece = چنین مطلبی نیست.
refused-no-revision = چنین نسخه‌ای نیست.
refused-no-picture = چنین عکسی نیست.
refused-stale = پس از باز کردن این صفحه نسخهٔ تازه‌تری ذخیره شده است. نخست آن را ببینید.
refused-unready = تا آنچه «باید» درست نشود منتشر نمی‌شود.
refused-not-open = می‌توانید این مطلب را بخوانید، اما اکنون نمی‌توانید تغییرش دهید.
refused-sort = پس از باز کردن این صفحه مطلب منتشر یا برداشته شده است. نخست نگاه کنید.
refused-no-post = چنین خبری نیست.
refused-not-live = تنها مطلبی از نوع «زنده» میز پوشش زنده دارد. نخست نوعش را تغییر دهید.
refused-over = این پوشش پایان یافته است. برای فرستادن خبر دوباره بازش کنید.
refused-nothing-changed = خوانندگان تازه‌ترین نسخه را دارند.
refused-no-correction = اصلاح می‌گوید چه نادرست بود.
refused-not-published = خوانندگان این مطلب را ندارند.
refused-not-scheduled = این مطلب زمان‌بندی نشده است.
refused-past = آن زمان گذشته است.
refused-moment = روز و ساعت را بگویید.
refused-no-reason = بگویید چرا: در تحریریه می‌ماند.
refused-by-paper = روزنامه آن را نپذیرفت.
refused-path = در /{ $path } مطلب دیگری هست. نشانی دیگری برگزینید.
refused-edition = زبان «{ $locale }» نیست؛ این‌ها هست: { $known }.
refused-term = در این زبان { $kind ->
    [section] بخش
    [tag] برچسب
    [author] نویسندهٔ
   *[dossier] پروندهٔ
} «{ $slug }» نیست.
refused-file-empty = پرونده خالی است.
refused-file-kind = این JPEG، PNG، WebP یا GIF نیست.
refused-file-svg = این نقاشی SVG است که می‌تواند برنامه در خود داشته باشد. به PNG برگردانید.
refused-file-heavy = پرونده بزرگ‌تر از ۲۵ مگابایت است.
refused-file-pixels = عکس بیش از ۵۰ میلیون پیکسل دارد. کوچکش کنید.
refused-file-frames = تصویر بیش از ۳۰۰ فریم دارد.
refused-file-tall = تصویر برای پهنایش بسیار بلند است. چند تکه‌اش کنید.
refused-file-damaged = پرونده آسیب دیده است: تا پایان خوانده نمی‌شود.
refused-sound-kind = این MP3، M4A یا Ogg نیست.
refused-sound-heavy = پرونده بزرگ‌تر از ۱۰۰ مگابایت است.
refused-sound-film = این فیلم است. صدایش را به MP3 یا M4A برگردانید.
refused-no-key = کلیددار هنوز کلیدی نداده است.
refused-closed = این خبرنامه خوانندهٔ تازه نمی‌پذیرد.
refused-newsletter-slug = خبرنامهٔ دیگری در «{ $slug }» هست.
refused-stale-issue = کسی پس از باز کردن این صفحه شماره را ذخیره کرده است. نخست آن را ببینید.
refused-readied = این شماره آماده است و تغییر نمی‌پذیرد.
refused-arming = اینجا چیزی آمادهٔ ارسال نیست که بتوان این کار را با آن کرد. دوباره به صفحهٔ شماره نگاه کنید.
refused-arming-sent = این شماره فرستاده شده است.
refused-arming-busy = نامه‌ها هنوز در راه‌اند. یک دقیقهٔ دیگر دوباره امتحان کنید.
alarm-missed = نامهٔ { $number } زمانش را از دست داد و منتظر تصمیم است:
alarm-changed = نامهٔ { $number } پس از آماده‌شدن تغییر کرده و منتظر تصمیم است:
alarm-lost = نامهٔ { $number } فرستاده نمی‌شود، زیرا سرور از نو راه افتاد:
alarm-over = نامهٔ { $number } به‌موقع به همه نرسید:
alarm-broken = نامهٔ { $number } فرستاده نشد:
alarm-unarmed = نامهٔ { $number } در زمانش، { $at }، فرستاده نشد و کسی آماده‌اش نکرده است:
alarm-unready = زمان نامه، { $at }، گذشت و هنوز آماده نیست:
refused-no-letter = چنین خبرنامه یا شماره‌ای نیست.
