### Слова редакции, где пишут и публикуют. Читатели их не видят.

language-name = Русский

## Вокруг каждой страницы

desk-desk = редакция
desk-skip = Перейти к содержанию
desk-rooms = Комнаты
desk-pieces = Материалы
desk-pictures = Фотографии
desk-recordings = Записи
desk-people = Люди
desk-site = К газете
desk-new = Новый материал
desk-sign-out = Выйти
desk-lacking = С одним ключом доступа у вас права автора; роль «{ $role }» начнёт действовать со вторым.
desk-add-passkey = Добавить ключ доступа

## Роли

role-contributor = Автор
role-editor = Редактор
role-producer = Выпускающий рассылки
role-treasurer = Казначей
role-keyholder = Хранитель ключей
role-admin = Администратор

## Вход

desk-sign-in = Вход
desk-sign-in-text = Редакция узнаёт вас по ключу доступа: устройство спросит палец, лицо или PIN-код. Паролей здесь нет.
desk-sign-in-passkey = Войти с ключом доступа
desk-have-code = У меня есть код приглашения
desk-invitation = Приглашение
desk-invitation-text = Введите полученный код. Он действует 30 минут и только один раз. После этого устройство создаст ключ доступа к этой редакции.
desk-code = Код
desk-make-passkey = Создать ключ доступа
desk-passkey-failed = Браузер не дал ключа доступа. Попробуйте ещё раз или возьмите другое устройство.
desk-needs-script = Ключам доступа нужен JavaScript; всё остальное работает без него.
desk-demo-door = Вход в демонстрацию
desk-demo-text = Эта газета вымышлена. Здесь — и только здесь — можно войти без ключа доступа.
desk-demo-enter = Войти редактором

## Своя страница и люди

desk-passkeys = Ключи доступа
desk-passkeys-text = Добавьте второй ключ на другом устройстве: вашей роли нужны два, ведь один можно потерять.
desk-added = Добавлен
desk-used = Последний вход
desk-do = Действия
desk-remove = Удалить
desk-others-end = Когда ключ добавлен или удалён, все остальные ваши сеансы заканчиваются.
desk-sessions = Сеансы
desk-began = Начат
desk-seen = Последнее действие
desk-this-session = Этот
desk-end = Закончить
desk-language = Язык редакции
desk-choose = Выбрать
desk-people-text = Приглашают и лишают доступа на сервере: indelible staff invite, indelible staff revoke.
desk-name = Имя
desk-role = Роль
desk-joined = С нами с
desk-revoked = Лишён доступа

## Материалы

state-all = Все
state-draft = Черновик
state-ready = Готов
state-scheduled = По расписанию
state-published = Опубликован
state-withdrawn = Снят
kind-of-report = Репортаж
kind-of-opinion = Мнение
kind-of-analysis = Разбор
kind-of-live = Онлайн
kind-of-gallery = Фотоистория
kind-of-video = Видео
kind-of-podcast = Подкаст
kind-of-sponsored = Реклама
kind-of-page = Постоянная страница
desk-by-state = По состоянию
desk-find = Искать в заголовках, авторах, рубриках
desk-every-edition = Все языки
desk-mine = Последним менял я
desk-show = Показать
desk-state = Состояние
desk-words = слов
desk-changed = Изменён
desk-older = Раньше
desk-none = Здесь ничего нет.
desk-untitled = Без заголовка

## Шапка материала

desk-ahead = новее опубликованного
desk-revision = Версия { $number }
desk-changed-by = Сохранил(а) { $name },
desk-comes-out = Выйдет
desk-read = Открыть глазами читателя
desk-refused = Газета не приняла материал:
desk-printing = Материал печатается. Обновите страницу чуть позже.
desk-schedule-behind = По расписанию выйдет более старая версия. Если должна выйти новая, назначьте время снова.
desk-piece-ways = Этот материал
desk-edit = Текст
desk-preview = Просмотр
desk-revisions = Версии
desk-publish = Опубликовать
desk-publish-again = Опубликовать изменения
desk-schedule = Расписание
desk-withdraw = Снять

## Текст

field-label = Метка над заголовком
field-headline = Заголовок
field-standfirst = Подзаголовок
field-body = Текст
field-locale = Язык
field-kind = Жанр
field-section = Рубрика
field-bylines = Авторы через запятую
field-tags = Темы через запятую
field-lead = Главная фотография
field-caption = Подпись
field-slug = Адрес
field-long-headline = Заголовок для соцсетей
field-reporting = При участии
field-also = Другие рубрики
field-dossiers = Досье
field-related = Читайте также
field-translation = Перевод материала
field-flags = Отметки
field-breaking = Срочная новость
field-no-asks = Не просить денег рядом с этим материалом
field-no-index = Скрыть от поисковых систем
field-alt = Что на снимке
field-credit = Чей снимок
field-licence = Лицензия, договорённость
desk-text = Текст
desk-around = Вокруг текста
desk-save = Сохранить
desk-preview-typed = Просмотр
desk-no-picture = Без фото
desk-other-key = Или ключ другой фотографии
desk-more-fields = Ещё
desk-slug-text = Если оставить пустым, адрес возьмётся из заголовка.
desk-related-text = Адреса или их последние части, по одному на строке.
desk-leave-out = Сохранить без этого
desk-markdown = Как размечать текст
desk-unsaved = Есть несохранённые изменения.
desk-mark-ready = Отметить готовым
desk-mark-unready = Вернуть в черновики
desk-mark-text = Готов — значит, редактор может смотреть.
desk-wrong = Пока не сохранено. Рядом с полями сказано, что исправить; всё введённое на месте.
desk-not-open = Этот материал можно читать, но сейчас нельзя менять.
desk-conflict = Пока вы писали, материал сохранил кто-то другой
desk-conflict-text = { $name }: версия { $newest } ({ $at }). Ничего не затёрто: ваш текст сохранён как версия { $kept }. Ниже — от чужой версии к вашей.
desk-conflict-next = В форме — то, что ввели вы. Перенесите из чужой версии недостающее и сохраните: получится следующая версия.
desk-wide = Широко
desk-narrow = Как на телефоне
desk-alone = В отдельном окне
help-heading = Подзаголовок
help-strong = жирно
help-emphasis = курсив
help-link = ссылка
help-list = список
help-quote = Цитата
help-alt = Что на снимке
help-caption = Подпись
help-speaker = Кто сказал
help-title = Название врезки
help-note = Сноска

## Проверки

check-title = Перед публикацией
check-clean = Препятствий нет.
check-stops = Нужно:
check-advises = Лучше:
check-headline = дать заголовок
check-body = написать текст
check-tk = разобраться с пометкой TK: «{ $about }»
check-standfirst = написать подзаголовок
check-section = выбрать рубрику
check-byline = назвать автора
check-lead = выбрать главную фотографию
check-no-section = на этом языке нет рубрики «{ $about }»
check-no-tag = на этом языке нет темы «{ $about }»
check-no-author = на этом языке нет автора «{ $about }»
check-no-dossier = на этом языке нет досье «{ $about }»
check-no-picture = в библиотеке нет фотографии «{ $about }»
check-no-recording = здесь нет записи «{ $about }»
check-podcast = в выпуске подкаста звучит запись; без неё его не покажет ни одна программа
check-alt = сказать, что на снимке { $about }
check-credit = назвать автора снимка { $about }
check-elsewhere = загрузить фотографию, которая лежит в другом месте: { $about }
check-link = текст ведёт к «{ $about }», а у читателей этого нет

## Публикация

desk-what-changed = Что узнают читатели?
sort-fix = Ничего.
sort-fix-text = Запятая, буква.
sort-update = Время обновления.
sort-update-text = Появилось новое.
sort-correction = Исправление.
sort-correction-text = Была ошибка: о ней сказано под материалом и в списке исправлений.
desk-correction = Что было неверно и как верно
desk-nothing-new = У читателей уже последняя версия. Сначала сохраните изменение.
desk-publish-text = Читатели получат материал, как только он напечатается, — меньше чем за секунду.
desk-publish-now = Опубликовать сейчас
desk-stopped = Материал не выйдет, пока не сделано то, что нужно.
desk-at = Выйдет
desk-zone = По часам газеты: { $zone }.
desk-unschedule = Отменить выход
desk-withdraw-text = По адресу материала читатели увидят, что он снят. В редакции он останется целиком, и его можно опубликовать снова.
desk-reason = Почему? Это останется в редакции.
desk-withdraw-now = Снять с публикации

## Онлайн-трансляции

live-desk = Трансляция
live-new-post = Новая запись
live-what = Что произошло?
live-headline = Заголовок, если он нужен
live-author = Автор
live-make-key = Главное событие
live-make-pinned = Закрепить наверху
live-post = Отправить
live-keep = Оставить черновиком
live-drafts = Черновики
live-draft = Черновик
live-open-draft = Открыть
live-posts-out = У читателей
live-no-posts = Пока не отправлено ни одной записи.
live-not-out = У читателей ещё нет этого материала. Сначала опубликуйте его; до тех пор записи остаются черновиками.
live-ended-at = Трансляцию завершил(а) { $name }:
live-ended-text = Читателям об этом сказано. Отправленное по-прежнему можно исправлять и снимать.
live-end = Завершить трансляцию
live-end-text = Читатели узнают, что она завершена, и их страницы больше ничего не запрашивают. Её можно открыть снова.
live-end-now = Завершить сейчас
live-reopen = Открыть снова
live-by = { $name }
live-changed-by = последняя правка: { $name }
live-told = читатели видят: изменено в
live-withdrawn = снято ({ $name }),
live-is-pinned = закреплено
live-is-key = главное
live-printing = печатается
live-edit = Править
live-pin = Закрепить
live-unpin = Открепить
live-key = В главное
live-unkey = Из главного
live-withdraw = Снять
live-withdraw-now = Да, снять
live-bring-back = Вернуть
live-throw = Выбросить черновик
live-one = Запись { $number }
live-save-out = Сохранить; читатели увидят
live-tell = Сказать читателям, что запись изменена и когда
live-versions = Версии
live-conflict = С тех пор как вы открыли запись, её сохранил кто-то ещё
live-conflict-text = { $name }: версия { $newest } ({ $at }). Ничего не затёрто: ваша сохранена как версия { $kept }. Ниже — от той версии к вашей.

## Версии

desk-old = Старая
desk-new-one = Новая
desk-number = Версия
desk-saved = Сохранена
desk-newest = последняя
desk-live = у читателей
desk-side = в стороне
desk-restores = возвращает { $number }
desk-compare = Сравнить
desk-comparison = Сравнение
desk-outings = Как выходил
desk-no-outings = Материал не публиковался.
outing-first = Опубликован
outing-fix = Мелкая правка
outing-update = Обновлён
outing-correction = Исправлен
outing-withdrawal = Снят
desk-same = Версии одинаковы.
desk-restore = Вернуть версию { $number }
desk-restore-text = Получится новая версия; ни одна не пропадёт.

## Фотографии

desk-upload = Загрузить фотографию
desk-picture = Фотография
desk-file = Файл
desk-file-text = JPEG, PNG, WebP или GIF до 25 МБ. Файл кодируется заново; где и чем сделан снимок, в него не попадёт.
desk-alt-text = Для тех, кто не видит снимка. Одно предложение.
desk-find-pictures = Искать в подписях и авторах
desk-no-pictures = Здесь нет фотографий.
desk-recordings-text = Для подкастов и для звука внутри текста. Названия, имена, картинки и даты, которые программа записала в файл, убираются; сам звук остаётся каким был.
desk-recording-title = Что это, для редакции
desk-recording-file = MP3, M4A или Ogg, до 100 МБ
desk-recording-upload = Загрузить запись
desk-recording-how = Чтобы запись звучала в материале, вставьте в текст эти две строки. Материал вида «подкаст» становится выпуском.
desk-no-recordings = Записей пока нет.
desk-lacking-words = не хватает слов
desk-picture-kept = Фотография сохранена. Прежде чем показать её в материале, напишите недостающее.
desk-picture-out = у читателей

## Рубрики, темы, авторы, досье

desk-terms = Рубрики, темы, авторы
desk-by-kind = По виду
desk-terms-closed = Это можно читать; меняет редактор.
desk-protected = под защитой
terms-section = Рубрики
terms-tag = Темы
terms-author = Авторы
terms-dossier = Досье
term-new-section = Новая рубрика
term-new-tag = Новая тема
term-new-author = Новый автор
term-new-dossier = Новое досье
terms-none-section = Газета начинается с рубрик: заведите первую, и она встанет в меню каждой страницы.
terms-none-tag = Тем пока нет: заведите тему для того, к чему возвращаетесь снова и снова, и она соберёт всё, что об этом написано.
terms-none-author = Авторов пока нет: добавьте первого, и под материалами можно будет ставить его имя.
terms-none-dossier = Досье пока нет: заведите его, когда для одной истории нужно много материалов.
field-title = Название
field-public-name = Имя для читателей
field-description = Описание
field-biography = Биография
field-role = Чем занимается: «Суды», «Фотограф»
field-position = Место в меню
field-picture = Ключ фотографии
field-protected = Показывать можно только имя для читателей
desk-term-slug-text = Если оставить пустым, адрес возьмётся из того, что стоит выше. Потом его не изменить.
desk-slug-stays = Адрес остаётся прежним, чтобы ни одна ссылка на него не пропала.
desk-position-text = Целое число: чем меньше, тем раньше. Если оставить пустым, рубрика встанет последней.
desk-key-text = Он стоит под снимком в разделе «{ desk-pictures }».
desk-protected-text = Тогда не ставьте фотографию и не пишите в биографии ничего, по чему можно узнать человека.

## Рассылки и их выпуски

desk-letters = Рассылки
letters-new = Новая рассылка
letters-none = Рассылок пока нет. Заведите первую: напишите, что и когда приходит, и форма подписки встанет на каждой странице.
letters-no-key = Подписаться пока нельзя: хранитель ещё не передал ключ, которым запечатываются адреса.
letters-next = Следующий выпуск:
letters-last = Последний:
letters-confirmed = Подтвердили
letters-waiting = Ещё не подтвердили
letters-left = Отписались
letters-stopped = Остановлены: не доходит или жалоба
letters-counts-text = Насколько это видно закрытому серверу: адресов он не читает, и адрес, подписанный дважды, считается дважды.
letters-returns = Отказы и возвраты за восемь недель
letters-returns-text = За один выпуск каждый читатель считается один раз. Кому больше некуда писать или кто пожаловался, писем уже не получает; а что касается нас самих — присмотритесь.
letters-returns-unread = Что возвращается из писем, в этом доме никто не читает: администратор может указать bounce.port.
came-back-hard-bounce = Ящика нет
came-back-doubtful = Отказ без причины
came-back-expired = Не достучались за дни
came-back-full = Ящик полон
came-back-blocked = Заблокировано: дело в нас
came-back-too-big = Слишком велико
came-back-content = Форма не подошла
came-back-protocol-trouble = Неполадки серверов
came-back-complaint = Жалобы
letters-closed = новых не принимает
letters-by-hand = Без расписания
letters-begin = Новый выпуск
letters-change = Изменить
letters-drafts = Черновики
letters-no-drafts = Черновиков нет.
letters-no-drafts-timed = Черновиков нет. За два дня до следующего выпуска черновик появится сам, с материалами недели.
letters-issues = Выпуски
letters-number = №
letters-no-issues = Ни один выпуск ещё не вышел.
letters-timetable = расписание
letters-when = { $day }, { $time }, { $zone }
letters-day-1 = По понедельникам
letters-day-2 = По вторникам
letters-day-3 = По средам
letters-day-4 = По четвергам
letters-day-5 = По пятницам
letters-day-6 = По субботам
letters-day-7 = По воскресеньям
letters-what-readers-see = Что видят читатели
letters-promise = Обещание
letters-promise-text = Что и когда приходит, одним предложением. Оно стоит рядом с формой подписки.
letters-when-it-comes = Когда выходит
letters-weekday = День
letters-time = Время
letters-zone = Часовой пояс
letters-when-text = По местным часам, летом и зимой. За два дня до этого черновик появляется сам.
letters-from = От кого
letters-sender = Имя отправителя
letters-sender-text = Если оставить пустым — название газеты.
letters-reply-to = Адрес для ответов
letters-reply-to-text = Если оставить пустым, ответы придут на адрес отправителя.
letters-place = Место
letters-position = Порядок
letters-position-text = Целое число: чем меньше, тем раньше. Первую открытую рассылку предлагают рядом с материалами.
letters-close = Новых читателей не принимает. Вышедшие письма остаются на своих страницах.
issue-state-draft = Черновик
issue-state-ready = Печатается
issue-state-printed = Готов, страница вышла
issue-state-sent = Отправлен
letter-untitled = Пока без темы
letter-number-is = Письмо { $number }
letter-for = К сроку
letter-at = Подготовлен
letter-withdrawn = Снят
letter-ways = Этот выпуск
letter-compose = Составить
letter-overview = Обзор
letter-readiness = Проверить и подготовить
letter-saves = Каждая кнопка сохраняет всю форму.
letter-begun = Начат по расписанию,
letter-stopped = Подготовить нельзя, пока не сделано то, что нужно.
letter-envelope = Тема и начало
letter-subject = Тема
letter-preheader = Прехедер
letter-preheader-text = Строка, которую почта показывает рядом с темой.
letter-intro = Вступление
letter-markdown = Markdown, как в материалах: **жирно**, *курсив*, [ссылка](piece:slug).
letter-stories = Материалы
letter-parts = Части письма
letter-part-heading = Заголовок раздела
letter-part-story = Материал
letter-part-note = Заметка
letter-heading-sample = На этой неделе
letter-up = Поднять часть { $place }
letter-down = Опустить часть { $place }
letter-remove = Убрать часть { $place }
letter-part-gone = У читателей нет этого материала или уже нет. Уберите его или опубликуйте.
letter-own-words = Свои слова
letter-own-headline = Заголовок в письме
letter-own-blurb = Подводка: между абзацами пустая строка. Если оставить пустой — лид материала.
letter-no-parts = В письме пока ничего нет. Добавьте материалы из списка.
letter-add-heading = Добавить заголовок
letter-add-note = Добавить заметку
letter-asks-support = Просить о поддержке в конце
letter-find = Найти материал
letter-find-words = Слова из материала
letter-none-found = У читателей нет материала с этими словами.
letter-week = Вышло за неделю
letter-empty-week = За эту неделю ничего не вышло.
letter-add = Добавить
letter-taken = в письме
letter-conflict = Кто-то сохранил выпуск, пока он был открыт у вас
letter-conflict-text = Сохранено: { $name } ({ $at }). Ничего не затёрто: та версия на месте, а ваша — в форме ниже. От той к вашей:
letter-conflict-next = Перенесите недостающее и сохраните.
letter-throw = Выбросить черновик
letter-throw-text = От него ничего не останется, и сам он не вернётся.
letter-throw-now = Выбросить
letter-page = Страница
letter-page-there = Читатели видят её по адресу
letter-page-withdrawn = Страница снята, по её адресу об этом сказано.
letter-fixed = Изменить в нём уже ничего нельзя.
letter-sending = Рассылка
letter-not-sent = Читателям он ещё не отправлен.
letter-sent-at = Отправлен
letter-no-tracking = Ни за кем не следят: кто открыл и куда нажал, не считается.
letter-sent-from = Его рассылает компьютер хранителя ключа «{ $courier }».
letter-late = Его время, { $at }, прошло, а рассылку никто не назначил. Хранитель ключа ещё может разослать его.
letter-to-arm = Хранитель ключа назначает рассылку на своём компьютере, и сервер отправит письмо в срок.
statistics-title = В числах
statistics-sent = Отправлено писем
statistics-sent-text = Всем в списке, кто не отписался.
statistics-accepted-text = Приняты почтой читателя.
statistics-refused-text = Не приняты или за три дня не доставлены.
statistics-unknown-text = Были в пути, когда оборвалась связь или встала машина: возможно, дошли.
statistics-bounced = Вернулись позже
statistics-bounced-text = Возвраты после того, как письмо приняли.
statistics-complained = Жалобы
statistics-complained-text = Нажали «спам»; сообщают об этом не все почтовые службы.
statistics-left = Отписались с тех пор
statistics-left-text = За ту неделю и следующую; точнее ничего не хранится.
statistics-views = Просмотры страницы
statistics-views-text = Не меньше, округлённо, с запуска сервера; чьи они, неизвестно.
letter-as-letter = Письмо
letter-as-text = Текстом
letter-as-page = Страница
letter-as-raw = Исходник
letter-light = Светлая
letter-dark = Тёмная
letter-weight = { $size } из 90 КБ
letter-on-phone = На телефоне
letter-on-computer = На компьютере
letter-test = Отправить себе
letter-test-to = Адрес
letter-test-send = Отправить пробу
letter-test-text = Адрес нужен один раз и нигде не хранится. Ссылка отписки в пробе ничего не открывает.
letter-test-subject = Сначала дайте выпуску тему.
letter-test-closed = Отправлять нечем: задайте mail.from и mail.relays.
letter-test-often = На этот час проб достаточно.
letter-what-happens = Что произойдёт
letter-happens-number = Это будет письмо { $number }, материалов: { $stories }.
letter-happens-page = Страница выйдет сразу и для всех:
letter-happens-send = Хранитель ключа сможет разослать его читателям.
letter-happens-fixed = После этого изменить в нём ничего нельзя.
letter-ready-now = Подготовить
letter-withdraw-text = Страница исчезнет, по её адресу будет сказано, что она снята. Письма, дошедшие до читателей, не вернуть.
letter-nothing-to-withdraw = У читателей нет этого выпуска.
letter-check-subject = дайте тему
letter-check-preheader = напишите прехедер
letter-check-story = добавьте хотя бы один материал
letter-check-empty = часть { $about } пуста: заполните её или уберите
letter-check-gone = у читателей нет материала «{ $about }»: уберите его
letter-check-broken = ссылка ведёт на { $about }, а страницы там нет
letter-check-slip = в ссылке «{ $about }», похоже, опечатка: проверьте её
letter-check-http = ссылка «{ $about }» не шифруется: напишите https://, если у сайта это есть
letter-check-unfetched = Ссылки на другие сайты проверяются только по виду. Ни одна не открывается: иначе те сайты узнали бы, что скоро выйдет. Нажмите каждую один раз в просмотре.
letter-check-missing = фотографию «{ $about }» не показать: у читателей её нет
letter-check-wordless = в одном месте нет слов, только фотографии: читающий текст не получит ничего
letter-check-heavy = сократите: в письме { $about } КБ, а почта обрезает всё, что больше { $most }
letter-check-long = тема короче: видно около 70 знаков
letter-check-sender = задайте mail.from — адрес, с которого идут письма
mailbox-title = Почтовый ящик демо
mailbox-text = Из демо ничего не уходит: всё, что оно отправило бы, лежит здесь, в памяти, пока оно открыто.
mailbox-empty = Писем пока нет. Подпишитесь на сайте или отправьте пробу из выпуска.
mailbox-to = Кому
mailbox-at = Когда

## Что сделано

said-saved = Сохранено.
said-unchanged = С последнего сохранения ничего не изменилось.
said-begun = Материал начат.
said-published = Опубликовано. Читатели уже видят.
said-printing = Опубликовано, печатается.
said-scheduled = Время назначено.
said-unscheduled = Сам материал не выйдет.
said-withdrawn = Снято. У читателей этого больше нет.
said-withdrawing = Снято; печатается выпуск без этого материала.
said-ready = Отмечен готовым.
said-unready = Снова черновик.
said-restored = Возвращено новой версией.
said-taken-in = Фотография в библиотеке.
said-recorded = Запись здесь, пометки из неё убраны.
said-described = Сохранено.
said-passkey-added = Ключ доступа добавлен.
said-session-ended = Сеанс закончен.
said-issue-begun = Черновик начат.
said-issue-gone = Черновик выброшен.
said-issue-ready = Готово. У выпуска есть номер и страница.
said-test-sent = Пробное письмо отправлено.
said-posted = Отправлено. Читатели уже видят.
said-post-kept = Черновик сохранён.
said-post-marked = Готово. Читатели уже видят.
said-post-withdrawn = Снято. У читателей этого больше нет.
said-live-ended = Трансляция завершена.
said-live-reopened = Трансляция снова открыта.
said-sending-paused = Больше ничего не уходит, пока не продолжите.
said-sending-resumed = Рассылка продолжается.
said-sending-cancelled = Остальные письма отменены.
said-issue-disarmed = Назначение снято.
said-issue-released = Письмо уходит.

## Что не подходит

wrong-empty = Без этого нельзя.
wrong-long = Не длиннее { $most } знаков.
wrong-edition = Такого языка в газете нет.
wrong-slug = От 1 до 120 знаков: a–z, 0–9 и одиночные дефисы между ними.
wrong-slug-taken = По адресу «{ $slug }» уже стоит «{ $title }». Выберите другой адрес.
wrong-position = Нужно целое число, например 3.
wrong-picture = Такой фотографии в библиотеке нет.
wrong-picture-words = Сначала напишите в библиотеке, что на этом снимке и чей он.
wrong-picture-protected = Показывать можно только имя: уберите фотографию.
wrong-author = В этом издании нет такого автора.
wrong-losses = Чему-то в тексте здесь нет места. Измените это или согласитесь опустить:
wrong-term = На этом языке нет «{ $name }». Редактор может завести это в разделе «{ desk-terms }».
wrong-piece = Материала «{ $name }» нет.
wrong-address = Это не адрес электронной почты.
wrong-time = Напишите время, например 10:00.
wrong-zone = Такого часового пояса нет; бывает, например, Europe/Riga.
wrong-long-part = Часть { $place }: не больше { $most } знаков.
wrong-many-parts = Не больше { $most } частей.

## Что было бы опущено

loss-element = элемент <{ $what }>
loss-frame = рамка с { $what }
loss-link = адрес ссылки: { $what }
loss-picture = фотография, которую не загрузить: { $what }
loss-card = карточка вида «{ $what }»
loss-directive = рамка блока «{ $what }»
loss-note = сноска «{ $what }»
loss-deep = слишком глубокие вложения
loss-long = всё, что длиннее самого длинного текста

## Отказы

desk-kept = Всё, что вы ввели, здесь, ничего не потеряно. Если нужно, войдите и отправьте снова.
desk-sign-in-new-window = Войти (в новом окне)
desk-send-again = Отправить снова
refused-broken = Здесь что-то сломалось. Это записано; наполовину ничего не сделано.
refused-no-page = По этому адресу ничего нет.
refused-host = У этой редакции другое имя.
refused-origin = Запрос пришёл не со страницы редакции, поэтому ничего не сделано.
refused-token = Форма из прежнего сеанса, поэтому ничего не сделано.
refused-form = Форму не удалось прочесть.
refused-large = Столько за один раз не принять.
refused-stranger = Вы не вошли, или ваш сеанс закончился.
refused-role = Вашей роли это недоступно ({ $role ->
    [contributor] автор
    [editor] редактор
    [producer] выпускающий рассылки
    [treasurer] казначей
    [keyholder] хранитель ключей
   *[admin] администратор
}).
refused-code = Код не подходит или уже не действует: он живёт 30 минут и годится один раз. Попросите новый.
refused-passkey = Ключ доступа не принят.
refused-late = Прошло больше пяти минут. Начните сначала.
refused-host-name = Ключам доступа нужно имя узла, а в адресе редакции его нет. Укажите в desk.url имя, например localhost.
refused-demo = Без ключа доступа входят только в демонстрационную газету.
refused-name = В имени от 1 до 60 знаков.
refused-role-name = Такой роли нет.
refused-other-role = Здесь уже есть человек с этим именем и другой ролью.
refused-not-yours = У вас нет такого сеанса или ключа.
refused-last-passkey = Это ваш единственный ключ. Сначала добавьте другой.
refused-no-piece = Такого материала нет.
refused-no-revision = Такой версии нет.
refused-no-picture = Такой фотографии нет.
refused-stale = С тех пор как вы открыли страницу, сохранена более новая версия. Сначала посмотрите её.
refused-unready = Материал не выйдет, пока не сделано то, что нужно.
refused-not-open = Этот материал можно читать, но сейчас нельзя менять.
refused-sort = С тех пор как вы открыли страницу, материал вышел или был снят. Сначала посмотрите.
refused-no-post = Такой записи нет.
refused-not-live = Трансляция есть только у материала вида «Онлайн». Сначала измените вид.
refused-over = Трансляция завершена. Чтобы отправлять записи, откройте её снова.
refused-nothing-changed = У читателей уже последняя версия.
refused-no-correction = В исправлении сказано, что было неверно.
refused-not-published = У читателей этого материала нет.
refused-not-scheduled = Материал не стоит в расписании.
refused-past = Это время прошло.
refused-moment = Укажите день и время.
refused-no-reason = Скажите почему: это останется в редакции.
refused-by-paper = Газета не приняла материал.
refused-path = По адресу /{ $path } уже стоит другой материал. Выберите другой адрес.
refused-edition = Языка «{ $locale }» в газете нет; есть { $known }.
refused-term = На этом языке нет { $kind ->
    [section] рубрики
    [tag] темы
    [author] автора
   *[dossier] досье
} «{ $slug }».
refused-file-empty = Файл пуст.
refused-file-kind = Это не JPEG, PNG, WebP и не GIF.
refused-file-svg = Это рисунок SVG, в нём могут быть программы. Сохраните его как PNG.
refused-file-heavy = Файл больше 25 МБ.
refused-file-pixels = В снимке больше 50 миллионов точек. Уменьшите его.
refused-file-frames = В картинке больше 300 кадров.
refused-file-tall = Картинка слишком высока для своей ширины. Разрежьте её.
refused-file-damaged = Файл повреждён: его не прочесть до конца.
refused-sound-kind = Это не MP3, M4A и не Ogg.
refused-sound-heavy = Файл больше 100 МБ.
refused-sound-film = Это видео. Сохраните его звук как MP3 или M4A.
refused-no-key = Хранитель ещё не передал ключ.
refused-closed = Эта рассылка не принимает новых читателей.
refused-newsletter-slug = По адресу «{ $slug }» уже есть другая рассылка.
refused-stale-issue = Кто-то сохранил выпуск, пока страница была открыта. Сначала взгляните на него.
refused-readied = Выпуск подготовлен, изменить его нельзя.
refused-arming = Здесь нет назначенной рассылки, с которой это можно сделать. Посмотрите на страницу выпуска ещё раз.
refused-arming-sent = Этот выпуск уже отправлен.
refused-arming-busy = Письма ещё в пути. Попробуйте через минуту.
alarm-missed = Письмо { $number } пропустило своё время и ждёт решения:
alarm-changed = Письмо { $number } изменилось после назначения и ждёт решения:
alarm-lost = Письмо { $number } не рассылается: сервер перезапустили:
alarm-over = Письмо { $number } не успело дойти до всех:
alarm-broken = Письмо { $number } не удалось разослать:
alarm-unarmed = Письмо { $number } не ушло в своё время ({ $at }): рассылку никто не назначил:
alarm-unready = Время письма ({ $at }) прошло, а оно не подготовлено:
refused-no-letter = Такой рассылки или такого выпуска нет.
