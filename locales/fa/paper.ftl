### واژه‌های صفحه‌های روزنامه. بخش نخست برای قالب‌هاست و گروه پایانی را برنامه می‌خواهد.

## در همهٔ صفحه‌ها

skip = رفتن به متن
languages = زبان‌ها
sections = بخش‌ها
search = جست‌وجو
about-paper = دربارهٔ این روزنامه

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
search-copy = نسخه‌ای را روی میزبان دیگری می‌خوانید؟ جست‌وجو فقط اینجا کار می‌کند:

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
date = { $day_text } { month } { $year_text }
month-year = { month } { $year_text }
weekday-date = { weekday }، { $day_text } { month } { $year_text }
reading-time = { $minutes } دقیقه
stories = { $count_text } مطلب
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
# فهرست همه‌چیز به یک زبان، و خوراک به همهٔ زبان‌ها.
all-title = همهٔ مطالب
feed-common = { $name }: به همهٔ زبان‌ها
