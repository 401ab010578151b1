### واژه‌های برگه‌های چاپی کلیددار.

sheet-title = سهم‌های بازیابی
sheet-fingerprint = کلید
sheet-key = کلید
sheet-printed = چاپ‌شده در { $day }
sheet-number = سهم { $number } از { $of }

## برگهٔ خود کلیددار

sheet-cover-title = سهم‌های بازیابی: این برگه را نزد خود نگه دارید
sheet-cover-what = { $of } برگهٔ بعدی پاره‌های کلید گنجینه‌اند. هر { $needed } تا از آن‌ها کلید را دوباره می‌سازد، اگر واژه‌ها یا دستگاه آن از دست برود. کمتر از { $needed } تا چیزی از آن نمی‌گوید.
sheet-cover-now = اکنون
sheet-cover-print = همهٔ برگه‌ها را چاپ کنید؛ اگر می‌شود با چاپگری بی‌شبکه و بی‌حافظه.
sheet-cover-delete = این پرونده را پاک و سطل زباله را خالی کنید. هر که پرونده را دارد کلید را دارد.
sheet-cover-give = هر سهم را به یک نفر بدهید که به او اعتماد دارید و با دیگری از آنان زندگی یا سفر نمی‌کند.
sheet-cover-old = پیش‌تر سهم‌های این کلید چاپ شده است؟ گرد آورید و بسوزانید. سهم‌های دو چاپ با هم جور نمی‌شوند.
sheet-cover-who = کدام نزد کیست
sheet-cover-who-note = بهتر از نام: چیزی که تنها شما بفهمید. این برگه را کنار هیچ سهمی نگه ندارید.
sheet-cover-need = هنگامی که کلید دوباره لازم شد
sheet-cover-recover = { $needed } سهم را پای یک رایانه گرد آورید و در آن بنویسید:

## یک سهم

sheet-what = این یکی از { $of } پارهٔ یک کلید است. هر { $needed } تا کلید را دوباره می‌سازد؛ این یکی به تنهایی یا با یکی دیگر چیزی نمی‌گوید.
sheet-read = حرف‌های O، I، L و U در آن نیست: دایره صفر است و خط راست یک. نویسهٔ پایانی هر گروه آن را می‌سنجد؛ پس لغزش پیدا و جایش گفته می‌شود.
sheet-keep = لطفاً
sheet-keep-paper = آن را روی کاغذ، در جای خشک و دور از چشم نگه دارید که سال‌ها بعد هم بیابید.
sheet-keep-photo = از آن عکس نگیرید، اسکن نکنید و جایی ننویسید.
sheet-keep-apart = به دیگران نگویید که نزد شماست و نپرسید بقیه نزد کیست.
sheet-keep-ask = تنها به همان کسی بدهید که به شما داده است، رو در رو؛ یا برایش بخوانید اگر صدایش را می‌شناسید.
sheet-keep-lost = اگر گم شد یا شاید کسی آن را دیده است، بی‌درنگ بگویید: می‌توان بقیه را برای یابنده بی‌ارزش کرد.

### The plain letter of an issue


### The letter with a reader's own links

mail-links-subject = پیوندهای شما: { $name }
mail-links-asked = کسی، امیدواریم خود شما، پیوندهای اشتراک شما در { $name } را خواسته یا خواسته است پاک شود. هر پیوند صفحهٔ شما را باز می‌کند. آنجا ترک کنید تا نشانی‌تان بار دیگر که فهرست باز شود پاک شود.
mail-links-otherwise = اگر شما نبودید، کاری نکنید. چیزی تغییر نکرده است.

### The keyholder's page

courier-title = نگهدارندهٔ کلید
courier-open = تا { $minutes } دقیقه باز است
courier-lock = قفل کن
courier-unpaired = این دستگاه هنوز با سروری جفت نشده است. در پایانه بنویسید:
courier-here = کلید و فهرست روی یک دستگاه‌اند. هر که آن را ببرد هر دو را دارد؛ میان او و نشانی خوانندگان تنها هفت واژه است.
courier-locked = قفل است
courier-locked-text = هفت واژه فهرست‌ها را روی این دستگاه برای ۱۵ دقیقه باز می‌کنند.
courier-words = هفت واژه
courier-unlock = باز کن
courier-issues = آمادهٔ فرستادن
courier-no-issue = شماره‌ای در انتظار نیست. شماره در تحریریه آماده می‌شود.
courier-issue-line = شمارهٔ { $number } · { $readers } خواننده
courier-issue-page = در وب‌سایت
courier-issue-text = متن نامه
courier-suspect = این نامه را نباید فرستاد:
courier-send = اکنون به { $readers } خواننده بفرست
courier-readers = خوانندگان
courier-newsletter = خبرنامه
courier-ended-readers = رفته یا برگشت‌خورده
courier-export = خروجی
courier-export-button = به CSV
courier-export-warning = فهرست خروجی را هر کسی که پرونده را داشته باشد می‌خواند. هرچه زودتر نابودش کنید.
courier-sync = تازه‌ها را بگیر
courier-import = ورود فهرست
courier-import-text = CSV از Ghost، Substack، Mailchimp یا listmonk. نشانی‌ها روی همین دستگاه مهر می‌شوند. کسی که نامه‌هایش برگشت خورده یا از زمان بازشدن این صفحه رفته است بازگردانده نمی‌شود؛ هر که پیش‌تر رفته پاک شده است و چیزی او را به یاد ندارد.
courier-import-button = وارد کن
courier-imported = { $count } خواننده به فهرست افزوده شد.
courier-import-refused = { $count } ردیف پذیرفته نشد:
courier-import-rows = { $shown } ردیف نخست از { $all } ردیف پذیرفته‌نشده
courier-import-all = همهٔ ردیف‌های پذیرفته‌نشده، CSV
import-row = ردیف
import-why = چرا
import-empty = نشانی ندارد.
import-no-address = آنچه آنجاست نشانی نیست.
import-unsubscribed = خواننده آنجا رفته یا مسدود شده بود.
import-bounced = نامه‌هایش آنجا برگشت خورده بود.
import-twice = پیش‌تر در همین پرونده آمده است.
import-known = در فهرست هست.
import-ended = خواننده از اینجا رفته یا نامه‌هایش برگشت خورده است؛ خودش می‌تواند دوباره نام‌نویسی کند.
import-unreadable = این ردیف را نمی‌شود به‌صورت CSV با UTF-8 خواند.
courier-orders = پیوندهای گم‌شده
courier-orders-text = { $count } خواننده پیوندش را گم کرده یا می‌خواهد پاک شود. هر که در فهرست باشد نامه‌ای با پیوندهایش می‌گیرد.
courier-orders-button = پاسخ بده
courier-orders-none = کسی در انتظار نیست.
courier-orders-working = به { $done } از { $all } پاسخ داده شد…
courier-orders-letters = نامه‌های فرستاده‌شده
courier-orders-unsent = پذیرفته‌نشده، هنوز مانده
courier-orders-not = پاسخ داده نشد:
courier-errands = نامه‌های مربوط به کمک‌ها
courier-errands-text = { $count } نامه باید نوشته شود: یادآوری‌هایی که خوانندگان خواسته‌اند، و خبر کارت‌هایی که کار نمی‌کنند.
courier-errands-none = نامه‌ای در کار نیست.
courier-errands-button = بنویس
courier-errands-till = پیوندهایشان به { $till } می‌رود. این دستگاه آن نشانی را هنوز نمی‌شناسد: فقط اگر صندوق شماست بفشارید.
courier-errands-trust = صندوق خود ماست: بنویس
courier-errands-working = { $done } از { $all } نوشته شد…
courier-errands-written = نوشته‌شده
courier-errands-unsent = پذیرفته‌نشده، هنوز مانده
courier-errands-unknown = نامعلوم، رهاشده
courier-errands-refused = صندوق ازمیان‌رفته
courier-errands-erased = پاک‌شده از سرور
courier-errands-shut = { $count } نامه با کلیدهای این دسته باز نمی‌شود.
courier-errands-not = نوشته نشدند:
courier-errands-elsewhere = پیوندهایشان جای دیگری می‌رود، نه آنجا که صفحه گفته بود. یک بار دیگر نگاه کنید.
courier-settled = { $done } از { $all }
courier-to-go = حدود { $minutes } دقیقه مانده، { $rate } در ثانیه
courier-ended = پایان یافت.
courier-ended-stopped = پیش از رسیدن به همه متوقف شد. دوباره «بفرست» را بزنید تا ادامه یابد.
courier-ended-untold = پایان یافت، اما نشد به سرور خبر داد؛ «تازه‌ها را بگیر» خبر می‌دهد.
courier-ended-broken = نشد ادامه دهد.
courier-stalled-relay = اکنون چیزی فرستاده نمی‌شود: سرور نامه پاسخ نمی‌دهد یا ما را نمی‌پذیرد. courier.toml و DNS خبرنامه را ببینید.
courier-stalled-warm-up = نامه‌های امروزِ دورهٔ گرم‌کردن رفته‌اند. پس از نیمه‌شب به وقت UTC ادامه می‌یابد؛ این صفحه را باز نگه دارید یا فردا دوباره آغاز کنید.
courier-doubts = هنگامی که ارسال قطع شد { $count } نامه در راه بود. با آن‌ها چه شود:
courier-doubts-resend = دوباره با همان نام فرستاده شود
courier-doubts-leave = همین‌طور بماند
courier-unsigned = این دستگاه برای امضای نامه‌های { $domain } کلیدی ندارد: سرور نامه باید امضا کند وگرنه بسیاری نمی‌پذیرند. کلیدها در پایانه ساخته می‌شوند:
courier-untested = بدون نامهٔ آزمایشیِ پاک بفرست
courier-test = نامه‌ای به خودتان
courier-test-never = پیش از نخستین ارسال، یک نامه به نشانی خودتان بفرستید و ببینید چه رسیده است: سرور نامه شاید در سرآیند بنویسد که از کجا آمده است.
courier-test-sent = وقتی نامه رسید، متن اصلی آن را («نمایش اصل پیام») باز کنید و همه‌اش را اینجا بگذارید.
courier-test-clean = در سرآیند آخرین نامهٔ آزمایشی چیزی از این دستگاه نمی‌گوید.
courier-test-traced = سرآیند آخرین نامهٔ آزمایشی از این دستگاه می‌گوید. بخواهید سرور نامه آن را ننویسد، «hello» را در courier.toml بگذارید یا سرور دیگری بگیرید؛ سپس دوباره بیازمایید.
courier-test-address = نشانی خودتان
courier-test-button = یک نامه به آنجا بفرست
courier-check = متن اصلی نامه‌ای که رسیده است
courier-check-button = بررسی کن
courier-trace-address = نشانی IP این دستگاه
courier-trace-host = نام این دستگاه
courier-trace-user = نام کاربر آن
courier-trace-zone = تاریخی که به وقت UTC نیست
courier-trace-client = آنچه نامه را نوشته، یا جایی که تحویل شده است
courier-first-hop = نخستین سرور نامه را از چه کسی گرفته است. اگر این خط خود شماست و نه سرور نامه، سرور دیگری بگیرید:
courier-no-test = هنوز نامهٔ آزمایشیِ پاکی نبوده است. نامه‌ای به خودتان بفرستید و آن را ببینید، یا علامت بزنید که بدون آن برود.
courier-accepted = پذیرفته
courier-deferred = به‌تعویق‌افتاده
courier-refused = ردشده
courier-unknown = نامعلوم
courier-left = در این میان رفته‌اند
courier-pause = مکث
courier-resume = ادامه
courier-cancel = بقیه را لغو کن

### Issues that are armed: at the desk and on the keyholder's page

arming-armed = برای { $at } آماده است: سرور خودش آن را برای { $readers } خواننده می‌فرستد.
arming-until = کلید حداکثر تا { $ends } در حافظهٔ سرور می‌ماند.
arming-missed = زمان آن، { $at }، از دست رفت: دستگاه خواب بود. چیزی فرستاده نشد.
arming-changed = نامه پس از آماده‌شدن تغییر کرده است و منتظر می‌ماند.
arming-sending = سرور در حال فرستادن است: { $done } از { $all }.
arming-paused = در مکث: { $done } از { $all }.
arming-sent = سرور فرستاد. پذیرفته: { $accepted } از { $all }.
arming-cancelled = لغو شد: { $done } از { $all }.
arming-disarmed = دیگر آمادهٔ ارسال نیست.
arming-handed-over = دستگاه نگهدارندهٔ کلید آن را می‌فرستد.
arming-lost = برای { $at } آماده بود، اما سرور پیش از آن از نو راه افتاد و کلید تنها در حافظهٔ آن بود. چیزی فرستاده نشد.
arming-lost-begun = سرور هنگام فرستادن از نو راه افتاد و کلید تنها در حافظهٔ آن بود. کار { $done } از { $all } تمام شده است؛ دیگر چیزی فرستاده نمی‌شود.
arming-over = دوازده ساعتِ کلید پیش از رسیدن به همه گذشت: { $done } از { $all }.
arming-broken = سرور نتوانست بفرستد؛ دلیل در گزارش آن است. کار { $done } از { $all } تمام شده است.
arming-next = چه باید کرد: نگهدارندهٔ کلید دوباره آماده‌اش کند یا از دستگاه خودش بفرستد. کسی که نامه را گرفته است دوباره نمی‌گیرد، جز چند نفری که وضعشان معلوم نیست.
arming-next-held = چه باید کرد: همین‌جا بگذارید همان‌گونه که نگهدارندهٔ کلید خوانده است برود، یا از او بخواهید از نو آماده‌اش کند.
arming-next-courier = چه باید کرد: دوباره آماده‌اش کنید یا از این دستگاه بفرستید. کسی که نامه را گرفته است دوباره نمی‌گیرد، جز چند نفری که وضعشان معلوم نیست.
arming-next-courier-held = چه باید کرد: در تحریریه می‌شود گذاشت همان‌گونه که خوانده‌اید برود؛ یا اینجا از آمادگی درآورید، بخوانید و از نو آماده کنید.
arming-stalled = اکنون چیزی فرستاده نمی‌شود: سرور نامه پاسخ نمی‌دهد یا ما را نمی‌پذیرد، یا نامه‌های امروزِ دورهٔ گرم‌کردن رفته‌اند.
arming-waiting = مانده
arming-release = بگذار برود
arming-put-aside = همین‌طور بماند
arming-back = بازگشت
arming-cancel-text = نامه‌های در راه می‌رسند. بقیه دیگر هرگز این شماره را نمی‌گیرند و شماره فرستاده‌شده به شمار می‌آید.
arming-disarm-text = کلید و کپسول نابود می‌شوند و چیزی فرستاده نمی‌شود. نگهدارندهٔ کلید می‌تواند دوباره آماده‌اش کند.
arming-put-aside-text = هشدار برداشته می‌شود. شماره آماده می‌ماند و نگهدارندهٔ کلید هنوز می‌تواند آن را آماده یا ارسال کند.
courier-unreachable = اکنون معلوم نیست چه چیزی آمادهٔ ارسال است: سرور پاسخ نمی‌دهد.
courier-not-armed = آمادهٔ ارسال نشد.
courier-arming-opening = فهرست باز می‌شود…
courier-arming-writing = کپسول نوشته می‌شود…
courier-arming-giving = کپسول به سرور داده می‌شود…
courier-late = زمان آن گذشته و کسی آماده‌اش نکرده است. اکنون بفرستید یا برای زمان دیگری آماده کنید.
courier-arm = آماده کن برای { $when }
courier-arm-at = آماده کن برای زمانی دیگر
courier-arm-time = بار دیگری که ساعت نشان دهد
courier-arm-button = آماده کن
courier-arm-text = سرور در آن زمان می‌فرستد، در حالی که این دستگاه خواب است. کلید را تنها در حافظه و حداکثر دوازده ساعت نگه می‌دارد؛ اگر از نو راه بیفتد چیزی فرستاده نمی‌شود و این صفحه آن را می‌گوید.
courier-disarm = از آمادگی درآور
courier-arm-now = سرور اکنون ادامه دهد
courier-early = زمان آن { $when } است. از { $since } می‌شود آماده‌اش کرد.

### What goes wrong on the keyholder's page

courier-over = ربع ساعت گذشت. واژه‌ها را دوباره بنویسید.
courier-gone = آن شماره دیگر در انتظار نیست. دوباره به صفحه نگاه کنید.
courier-no-newsletter = چنین خبرنامه‌ای نیست. «تازه‌ها را بگیر» را بزنید.
courier-sending = شمارهٔ دیگری در حال ارسال است. تا پایان آن صبر کنید.
courier-arming = شمارهٔ دیگری دارد آماده می‌شود. تا پایان آن صبر کنید.
courier-no-time = این شماره زمانی از خود ندارد. زمانی بگویید.
courier-no-sending = چیزی در حال ارسال نیست.
courier-no-file = نخست پرونده‌ای برگزینید.
courier-silent = پاسخ نمی‌دهد.
courier-trouble = نشد. برنامه چنین می‌گوید:
courier-trouble-words = این‌ها واژه‌های این کلید نیستند.
courier-trouble-word-count = واژه‌ها باید هفت تا باشند و اینجا { $count } تاست.
courier-trouble-word = واژه‌ای اشتباه نوشته شده است:
courier-trouble-unreachable = به سرور { $server } نمی‌توان رسید. آیا این دستگاه به شبکه وصل است؟
courier-trouble-forged = پاسخ را سروری که این دستگاه می‌شناسد امضا نکرده است. کسی در میانه است، یا سرور دیگری است. چیزی از آن باور نشد. دست نگه دارید و بپرسید.
courier-trouble-refused = سرور نمی‌پذیرد:
courier-trouble-strange = سرور چیزی می‌گوید که این نسخه نمی‌فهمد: یکی از دو برنامه از دیگری قدیمی‌تر است.
courier-trouble-shut = { $shut } ردیف از { $rows } ردیف با کلیدهای شما باز نمی‌شود. نفرستید. اثر انگشتی را که سرور نشان می‌دهد با مال خود بسنجید.
courier-trouble-older = سرور فهرست را چنان نشان می‌دهد که پیش‌تر بود: { $server } حلقه، و این دستگاه { $seen } حلقه دیده است. چیزی را پنهان می‌کند، یا از پشتیبان کهنه‌ای بازگردانده شده است. چیزی پذیرفته نشد.
courier-trouble-broken = حلقهٔ { $at } از فهرست سرور با آنچه این دستگاه دیده است نمی‌خواند: ردیف‌هایی دگرگون، افزوده یا جا انداخته شده‌اند. چیزی پذیرفته نشد.
courier-trouble-altered = متن مهرشدهٔ حلقهٔ { $at } دگرگون شده است. چیزی پذیرفته نشد.
courier-trouble-withheld = سرور می‌گوید { $rows } خواننده تأیید شده‌اند که ردیف‌هایشان را نمی‌دهد: آن‌ها را پنهان می‌کند.
courier-trouble-large = پرونده بزرگ‌تر از ۲۵۶ مبی‌بایت است. آن را تکه‌تکه کنید.
courier-trouble-empty = پرونده خالی است.
courier-trouble-column = هیچ ستونی «email» یا «Email Address» نام ندارد. نام ستون‌ها در ردیف نخست پرونده است.
courier-trouble-early = شماره را زودتر از یازده ساعت و نیم پیش از زمانش نمی‌شود آماده کرد.
courier-trouble-past = آن زمان گذشته است. زمانی دیرتر برگزینید یا اکنون بفرستید.
suspect-token = نشان ویژهٔ خواننده جایی جز پیوند ترک یا صفحهٔ خودش آمده است: لو می‌دهد چه کسی نامه را باز می‌کند.
# Followed by a piece of the page.
suspect-remote = چیزی را از جایی جز روزنامه می‌گیرد، یا در آن اسکریپت، فرم یا قاب هست:
suspect-no-leaving = پیوندی برای ترک ندارد.
