### واژه‌های صفحه‌های روزنامه. بخش نخست برای قالب‌هاست و گروه پایانی را برنامه می‌خواهد.

## در همهٔ صفحه‌ها

skip = رفتن به متن
languages = زبان‌ها
sections = بخش‌ها
search = جست‌وجو
about-paper = دربارهٔ این روزنامه

## درخواست‌های حمایت

support = حمایت
support-us = از ما حمایت کنید
ask-label = از ما حمایت کنید
ask-later = بعداً یادآوری کنید
ask-no = حالا نه
ask-amount-once = { $amount } یک‌بار
ask-amount-monthly = { $amount } در ماه
ask-amount-annual = { $amount } در سال
ask-ticker = { $came } از { $aim } در این ماه

## کارت‌ها و نام‌ها

comma = ،
and = و
breaking = فوری

## صفحهٔ نخست

front = صفحهٔ نخست
latest = تازه‌ها
opinion = دیدگاه
galleries = در تصویر
dossiers = پرونده‌ها
light-title = بدون تصویر
light-text = همان مطلب‌ها، بی آن‌که تصویری بارگذاری شود. پیوندهای این صفحه هم همین‌طورند: در نشانی‌ای که به ‎#without-pictures پایان یابد، هیچ تصویری گرفته نمی‌شود.
light-end = نمایش تصویرها
most-read = پرخواننده‌ترین
most-read-text = در ۲۴ ساعت گذشته. فقط می‌شماریم هر صفحه چند بار فرستاده شده و دربارهٔ خواننده‌اش هیچ نمی‌دانیم.

## مطلب

crumbs = جای شما
by = نوشتهٔ
reporting-by = با همکاری
updated = به‌روزشده در
also-in = این مطلب به زبان‌های دیگر:
corrected = تصحیح‌ها
part-of = از پروندهٔ
more-about = بیشتر بخوانید دربارهٔ
read-more = بیشتر بخوانید

## پوشش زنده

live = زنده
live-newest = آخرین خبر ساعت
live-none = نخستین خبر در راه است.
live-ended = این پوشش زنده پایان یافت
live-reload = تازه‌ترین خبرها را بیاور
live-posts = خبرها
live-keys = تا این ساعت چه گذشت
live-pinned = سنجاق‌شده
live-changed = تغییر در ساعت
live-page = خبرهای پیشین، صفحهٔ { $number }

## فهرست‌ها

of-author = نویسنده
of-tag = موضوع
of-dossier = پرونده
pages = صفحه‌ها
newer = تازه‌تر
older = قدیمی‌تر
tags = همهٔ موضوع‌ها

## جست‌وجو

search-words = چه می‌جویید؟
search-section = بخش
search-every-section = همهٔ بخش‌ها
search-author = نویسنده
search-from = منتشرشده از
search-to = تا
search-none = چیزی پیدا نشد
search-none-text = هیچ مطلب منتشرشده‌ای این واژه‌ها را ندارد. با واژه‌های کمتر یا بازهٔ زمانی بلندتر دوباره بجویید.
search-every-author = همهٔ نویسندگان
# An address follows.
search-copy = نسخه‌ای را روی میزبان دیگری می‌خوانید؟ اگر مرورگر شما اسکریپت اجرا کند، همین نسخه خودش می‌جوید؛ اگر اتفاقی نیفتاد، اینجا بجویید:
# Before a number.
search-found = مطلب‌های یافته‌شده:
search-more = نمایش بیشتر
search-here = این پاسخ‌ها از همین نسخه‌ای است که می‌خوانید. از هیچ‌کس چیزی پرسیده نشد.

## خبرنامه‌ها

newsletter = خبرنامه
newsletters-text = { $name } با ایمیل؛ جایی که هیچ صفحه‌ای را نمی‌توان بست. رایگان است، جز یک نشانی چیزی نمی‌خواهد و با یک کلیک می‌توانید کنارش بگذارید.
letter-address = نشانی ایمیل شما
letter-sign-up = عضو می‌شوم
# نسخهٔ جملهٔ زیر: هر بار که جمله عوض شود این هم عوض می‌شود.
letter-consent = با عضویت می‌پذیرید که نشانی شما را مهروموم‌شده نگه داریم تا این نامه را، تا روزی که بخواهید، برایتان بفرستیم.
letter-preview = دیدن نمونه
letter-privacy = حریم خصوصی
letter-latest = تازه‌ترین نامه:
letter-empty = این خانه را خالی بگذارید
letter-closed = این خبرنامه دیگر خوانندهٔ تازه نمی‌پذیرد. نامه‌های فرستاده‌شده همین‌جا می‌مانند.
letter-expect = چه در انتظار شماست
letter-free = برای همه رایگان است.
letter-confirm = نخست یک نامه می‌رسد و از شما می‌خواهد عضویت را تأیید کنید. اگر تأیید نکنید، دیگر هیچ نامه‌ای نمی‌آید.
letter-leave = در هر نامه پیوندی برای لغو عضویت هست: یک کلیک، بی هیچ پرسشی.
letter-keeps = نشانی شما را نگه می‌داریم و هیچ چیز دیگری از شما نمی‌دانیم. نشانی همان دم که می‌رسد با کلیدی مهروموم می‌شود که روی سرور ما نیست.
letter-claim = این را که چه کسانی پیش از توقیف سرور عضو شده‌اند، هیچ‌کس، حتی خود ما بدون کلیدداران، نمی‌تواند از سرور ما بخواند. کسی که پنهانی سرور را در دست داشته باشد، نشانی‌هایی را که پس از آن وارد شوند می‌بیند. سرویس ایمیل شما و بانک شما همیشه آنچه را از آن‌ها می‌گذرد می‌بینند.
letter-newest = تازه‌ترین نامه
letter-in-it = در این نامه
letter-whole = متن کامل نامه
letter-all = همهٔ نامه‌ها
letter-none = هنوز نخستین نامه فرستاده نشده است.
letter-as-feed = نامه‌ها به شکل خوراک (Atom)
letter-sent = فرستاده‌شده در
letter-read-on = ادامهٔ مطلب
letter-next = نامهٔ بعدی را برایم بفرستید
letter-support-text = { $name } با کمک خوانندگانش سر پا مانده است.
letter-support = از ما پشتیبانی کنید
# An address follows.
letter-copy = نسخه‌ای را روی میزبان دیگری می‌خوانید؟ نشانی خود را آنجا ندهید؛ عضویت فقط اینجا ممکن است:

## زیرعنوان فهرست‌ها

authors-text = کسانی که برای { $name } می‌نویسند، ویرایش می‌کنند و عکس می‌گیرند. برخی برای ایمنی خود با نام دیگری کار می‌کنند.
topics-text = هر آنچه { $name } در گذر زمان دنبال کرده است.
archive-text = هر آنچه { $name } اینجا منتشر کرده است، ماه به ماه.
corrections-text = هر جا اشتباه کرده باشیم، همین‌جا و در پایان همان مطلب، با تاریخ می‌گوییم.
corrections-none = تا کنون تصحیحی در کار نبوده است.

## برنامه این‌ها را می‌خواهد. قالب‌ها هم برخی را به کار می‌برند.

month = { $month ->
    [1] ژانویه
    [2] فوریه
    [3] مارس
    [4] آوریل
    [5] مه
    [6] ژوئن
    [7] ژوئیه
    [8] اوت
    [9] سپتامبر
    [10] اکتبر
    [11] نوامبر
   *[12] دسامبر
}
weekday = { $weekday ->
    [1] دوشنبه
    [2] سه‌شنبه
    [3] چهارشنبه
    [4] پنجشنبه
    [5] جمعه
    [6] شنبه
   *[7] یکشنبه
}
date = { $day } { month } { $year }
month-year = { month } { $year }
weekday-date = { weekday }، { $day } { month } { $year }
appointed-date = { weekday-date }
moment = { $date }، { $time }
reading-time = { $minutes } دقیقه
stories = { $count } مطلب
live-new = { $count } خبر تازه
live-new-many = خبرهای تازه
live-page-title = { $title } (خبرهای پیشین، { $number })
# A figure of “most read”: at least so often, rounded.
most-read-figure = { $count ->
   *[other] بیش از { $count } بار خوانده شده
}
page-n = صفحهٔ { $number }
page-title = { $title } — { $name }
kind-opinion = دیدگاه
kind-analysis = تحلیل
kind-gallery = در تصویر
footnotes = پانویس‌ها
footnote = پانویس
footnote-back = بازگشت به متن، پانویس
table = جدول
related-story = این را هم بخوانید
picture-missing = این عکس اینجا در دسترس نیست.
file-missing = این صدا یا فیلم اینجا در دسترس نیست.
newsletter-title = نامه‌های { $name }
newsletter-text = { $name } با ایمیل هم می‌رسد؛ جایی که هیچ صفحه‌ای را نمی‌توان بست.
newsletters-title = خبرنامه‌ها
letter-sign-up-title = عضویت در { $title }
letter-number = نامهٔ { $number }
authors-title = نویسندگان
topics-title = موضوع‌ها
archive-title = بایگانی
corrections-title = تصحیح‌ها
search-title = جست‌وجو
not-found-title = در این نشانی صفحه‌ای نیست
not-found-text = شاید نشانی نادرست نوشته شده یا صفحه جابه‌جا شده باشد. آن را بجویید یا تازه‌ها را بخوانید.
gone-title = این صفحه برداشته شده است
gone-text = این صفحه پیش‌تر اینجا بود و برداشته شد. چیز دیگری بجویید یا تازه‌ها را بخوانید.
feed-all = { $name }: همهٔ مطالب
feed-of = { $name }: { $title }
feed-podcast = { $name }: پادکست
# فهرست همه‌چیز به یک زبان، و خوراک به همهٔ زبان‌ها.
all-title = همهٔ مطالب
feed-common = { $name }: به همهٔ زبان‌ها
