### Слова печатных листов хранителя ключа.

sheet-title = Части для восстановления
sheet-fingerprint = Ключ
sheet-key = Ключ
sheet-printed = Напечатано { $day }
sheet-number = Часть { $number } из { $of }

## Лист хранителя

sheet-cover-title = Части для восстановления: этот лист оставьте себе
sheet-cover-what = Следующие листы (их { $of }) — части ключа от хранилища. Любые { $needed } из них восстановят ключ, если потеряны его слова или устройство. Меньше чем { $needed } не говорят о нём ничего.
sheet-cover-now = Сейчас
sheet-cover-print = Напечатайте все листы — по возможности на принтере без сети и без памяти.
sheet-cover-delete = Удалите этот файл и очистите корзину. У кого файл, у того и ключ.
sheet-cover-give = Отдайте каждую часть одному человеку, которому доверяете и который не живёт и не ездит вместе с другим из них.
sheet-cover-old = Части этого ключа уже печатали? Соберите их и сожгите. Части из двух распечаток друг к другу не подходят.
sheet-cover-who = У кого какая часть
sheet-cover-who-note = Лучше не имена, а то, что понятно только вам. Не храните этот лист вместе с частью ключа.
sheet-cover-need = Когда ключ снова понадобится
sheet-cover-recover = Соберите части ({ $needed }) у одного компьютера и наберите на нём:

## Часть

sheet-what = Это одна из частей ключа; всего их { $of }. Любые { $needed } восстановят ключ; одна эта часть или она вместе с ещё одной не говорят ничего.
sheet-read = Букв O, I, L и U здесь нет: кружок — это ноль, палочка — единица. Последний знак группы проверяет группу: ошибка найдётся, и будет видно где.
sheet-keep = Пожалуйста
sheet-keep-paper = Храните на бумаге, в сухом и незаметном месте, где найдёте и через годы.
sheet-keep-photo = Не фотографируйте, не сканируйте и никуда не перепечатывайте.
sheet-keep-apart = Не говорите другим, что она у вас, и не спрашивайте, у кого остальные.
sheet-keep-ask = Отдайте только тому, кто её дал, из рук в руки, или продиктуйте, если узнали голос.
sheet-keep-lost = Если она потеряна или её могли увидеть, скажите сразу: остальные можно сделать бесполезными для нашедшего.

### The letter with a reader's own links

mail-links-subject = Ваши ссылки: { $name }
mail-links-asked = Кто-то, надеемся, что вы, запросил ссылки на ваши подписки на { $name }. Каждая открывает вашу страницу, где можно отписаться.
mail-links-otherwise = Если это были не вы, ничего не делайте. Ничего не изменилось.

### The keyholder's page

courier-title = Хранитель ключа
courier-open = Открыто на { $minutes } мин
courier-lock = Закрыть
courier-unpaired = Этот компьютер ещё не связан с сервером. Наберите в терминале:
courier-locked = Закрыто
courier-locked-text = Семь слов открывают списки на этом компьютере на 15 минут.
courier-words = Семь слов
courier-unlock = Открыть
courier-issues = Готово к отправке
courier-no-issue = Ни один выпуск не ждёт. Выпуск готовят в редакции.
courier-issue-line = № { $number } · читателей: { $readers }
courier-issue-page = на сайте
courier-issue-text = Что в письме
courier-suspect = Это письмо нельзя отправлять:
courier-send = Отправить сейчас, читателей: { $readers }
courier-readers = Читатели
courier-newsletter = Рассылка
courier-ended-readers = Отписались или письма вернулись
courier-export = Выгрузка
courier-export-button = В CSV
courier-export-warning = Выгруженный список может прочесть любой, у кого есть файл. Уничтожьте его как можно скорее.
courier-sync = Получить новое
courier-import = Загрузить список
courier-import-text = CSV из Ghost, Substack, Mailchimp или listmonk. Адреса запечатываются на этом компьютере. Тех, кто отписался, загрузка не возвращает.
courier-import-button = Загрузить
courier-orders = Потерянные ссылки
courier-orders-text = Запросов ссылок: { $count }. Кто есть в списке, получит письмо с ними.
courier-orders-button = Ответить
courier-settled = { $done } из { $all }
courier-to-go = ещё около { $minutes } мин, { $rate } в секунду
courier-ended = Закончено.
courier-stalled = Сейчас ничего не уходит: почтовый сервер не отвечает или отказывает. Посмотрите courier.toml и DNS рассылки.
courier-accepted = Принято
courier-deferred = Отложено
courier-refused = Отказано
courier-unknown = Неизвестно
courier-left = Отписались за это время
courier-pause = Пауза
courier-resume = Продолжить
courier-cancel = Отменить остальные
