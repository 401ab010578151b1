## Пожертвования: страница, ответы и письма

fund-skip = К форме
fund-languages = Языки
fund-receiver = Деньги получает { $name }.
fund-statement = В выписке будет написано «{ $words }».
fund-claim = Мы не спрашиваем имени. Банк и платёжная компания всегда видят то, что через них проходит.
fund-home = На главную
fund-give = К странице поддержки

fund-title = Поддержите { $name }
fund-why = Нас запретили там, откуда мы родом: рекламы у нас нет, богатого владельца тоже. За репортажи платят читатели. От { $least }.
fund-point-reader = Читают все и бесплатно. Ваш взнос платит за тех, кто не может.
fund-point-account = Без регистрации, пароля и звонков.
fund-point-leave = Ежемесячный взнос можно прекратить в два нажатия, когда угодно.

fund-wrong = Проверьте, пожалуйста
fund-country = Из какой страны ваша карта или счёт?
fund-country-why = Не где вы родились, а где находится банк.
country-elsewhere = Другая страна
country-ru = Россия
country-by = Беларусь
country-ir = Иран
country-kz = Казахстан
country-cn = Китай
country-cu = Куба
country-az = Азербайджан
country-tm = Туркменистан
country-ve = Венесуэла
country-mm = Мьянма
fund-danger = Пожалуйста, не платите оттуда
fund-danger-law = В этой стране переводить нам деньги — преступление. Людей сажали за несколько монет, через годы после перевода.
fund-danger-bank = Банки там хранят каждый платёж и выдают списки. Не поможет и другое название в выписке: номер получателя известен.
fund-danger-instead = Берегите себя и читайте нас. Это ничего не стоит. Хотите помочь — передайте статью тому, кому доверяете.

fund-interval = Как часто?
fund-interval-once = Один раз
fund-interval-monthly = Каждый месяц
fund-interval-annual = Раз в год
fund-each-month = в месяц
fund-each-year = в год
fund-currency = Валюта
fund-amount-once = Какую сумму?
fund-amount-monthly = Какую сумму в месяц?
fund-amount-annual = Какую сумму в год?
fund-own = Другая сумма, от { $least }
fund-method = Как?
fund-method-card = Карта, Apple Pay или Google Pay
fund-method-card-only = Карта
fund-method-ideal = iDEAL
fund-method-bancontact = Bancontact
fund-method-sepa = Перевод SEPA
fund-method-paypal = PayPal
fund-method-transfer = Банковский перевод
fund-method-crypto = Криптовалюта
fund-method-once = Только один раз
fund-cover = Я добавлю комиссию
fund-cover-why = Около 3 процентов — тогда взнос дойдёт целиком.
fund-address = Адрес почты, если хотите получить письмо с благодарностью
fund-address-why = Только для этого письма и ссылки, по которой взнос можно изменить. Адрес сразу запирается: на нашем сервере его не прочесть, и ни в какой список он не попадёт.
fund-empty = Оставьте это поле пустым
fund-go = Перейти к оплате
fund-go-why = Следующая страница принадлежит платёжной компании. Пока вы не подтвердите там, ничего не спишут.
fund-line = Пожертвование

fund-later = Не сейчас: напомнить позже
fund-later-why = Одно письмо в выбранном месяце, потом адрес стирается. Сначала мы спросим письмом, вы ли это.
fund-later-month = Когда
fund-later-address = Адрес почты
fund-later-go = Напомнить

fund-wrong-country = Укажите, из какой страны карта или счёт.
fund-wrong-empty = Выберите сумму или впишите свою.
fund-wrong-amount = Напишите сумму цифрами, например 25.
fund-wrong-unclear = Эту сумму можно прочесть двояко. Напишите её без знака между цифрами или поставьте «{ $mark }» перед копейками.
fund-wrong-fine = Таких мелких монет нет: напишите сумму покруглее.
fund-wrong-little = Меньше { $least } принять нельзя: взнос съест комиссия.
fund-wrong-much = Если больше { $most }, сначала напишите нам.
fund-wrong-between = Пожалуйста, от { $least } до { $most }.
fund-wrong-address = В адресе чего-то не хватает. Его можно и не указывать.
fund-wrong-method = Выберите способ оплаты.
fund-crowd = Прямо сейчас жертвуют очень многие. С вас ничего не списано: нажмите кнопку ещё раз через несколько секунд.
fund-wrong-way = Так часто или в этой валюте этим способом нельзя. Выберите другой способ или платите один раз.

fund-going = Переходим к оплате
fund-going-text = Если ничего не происходит, нажмите кнопку.
fund-going-button = На страницу оплаты
fund-declined-title = Платёж не состоялся
fund-declined-text = С вас ничего не списали. Можно попробовать ещё раз: другой картой или другим способом. Если не выйдет снова, спросите свой банк.
fund-down-title = Платёжная компания не отвечает
fund-down-text = Вы ни при чём, и ничего не списано. Мы запомнили, сколько вы хотели дать; попробуйте через несколько минут.
fund-down-again = Попробовать снова
fund-paused-title = Короткая пауза
fund-paused-text = Кто-то проверяет здесь краденые карты, поэтому несколько минут мы карты не принимаем. Потом всё откроется само. Спасибо, что вернётесь.
fund-often-title = Слишком часто
fund-often-text = Из вашей сети было столько запросов, что мы делаем паузу на час. С вас ничего не списали.
fund-waiting-title = Банк думает
fund-waiting-text = Страница обновляется каждые несколько секунд. Её можно и закрыть: что бы ни решил банк, дважды не спишут.
fund-work = Минуту
fund-work-why = Кто-то проверяет здесь краденые карты. Ваше устройство решит небольшую задачу, чтобы программам было труднее. Потом всё пойдёт само.
fund-work-wait = Без скриптов: подождите 45 секунд и нажмите кнопку.
fund-work-go = Дальше

fund-transfer-title = Ваш перевод
fund-transfer-text = Отправьте из своего банка { $amount } по этим строкам. Последняя — назначение платежа: по ней мы поймём, за что деньги, но не кто вы.
fund-crypto-title = Ваш взнос в криптовалюте
fund-crypto-text = Отправьте столько, сколько сегодня стоит { $amount }. Монеты оставляют открытый след: кто их послал, могут выяснить.

fund-thanks = Спасибо
fund-thanks-text = { $name } выходит благодаря вам.
fund-thanks-statement = В выписке
fund-thanks-next = Следующий платёж
fund-thanks-keep = Сохраните эту ссылку
fund-thanks-keep-why = Только по ней взнос можно изменить или прекратить, и она только ваша. Учётной записи за ней нет.
fund-thanks-mailed = Мы отправили её и письмом.

fund-mine = Ваш взнос
fund-mine-since = Начало
fund-mine-until = Закончится
fund-mine-amount = Изменить сумму, от { $least }
fund-mine-amount-go = Изменить
fund-mine-pause = Пауза
fund-mine-resume = Продолжить
fund-mine-stay = Не прекращать
fund-mine-end = Прекратить
fund-mine-card = Подтвердить или указать другую карту
fund-mine-end-text = Больше ничего не спишут.
fund-mine-end-text-until = Больше ничего не спишут. Оплачено до { $until }.
fund-mine-end-yes = Да, прекратить
fund-mine-end-no = Нет, оставить
fund-mine-keep = У кого есть эта ссылка, тот может изменить взнос. Берегите её, как ключ.
fund-mine-done-amount = Изменено. Новая сумма — со следующего платежа.
fund-mine-done-pause = Пауза. Пока вы не продолжите, ничего не спишут.
fund-mine-done-resume = Взнос продолжается.
fund-mine-done-stay = Всё остаётся как было.
fund-mine-done-end = Взнос прекращён, больше ничего не спишут. Спасибо за всё.
fund-mine-down-title = Не получилось
fund-mine-down-text = Платёжная компания сейчас этого не сделала, ничего не изменилось. Попробуйте через несколько минут.
fund-state-begun = Деньги ещё не пришли.
fund-state-failed = Платёж не состоялся.
fund-state-expired = Страница оплаты закрыта, ничего не списано.
fund-state-given = Деньги пришли. Больше ничего не спишут.
fund-state-returned = Деньги вам вернули.
fund-state-active = Взнос идёт, здесь его можно изменить.
fund-state-past-due = Банк отклонил последний платёж. Мы попробуем ещё раз сами; можно указать другую карту.
fund-state-paused = Взнос на паузе, ничего не списывают.
fund-state-ending = Взнос закончится сам, больше ничего не спишут.
fund-state-ended = Взнос прекращён.
fund-unknown-title = Ссылка ничего не открывает
fund-unknown-text = Возможно, она обрезана. Если вы её потеряли, прекратить взнос можно и через банк.

fund-remind-title = Напомнить позже
fund-remind-why = Не в каждом месяце найдётся место для { $name }. Выберите подходящий — тогда и напишем.
fund-remind-point-once = Одно письмо в этом месяце — и ни одного, если к тому времени вы поддержите нас по его ссылке.
fund-remind-point-sealed = Адрес сразу запирается и стирается, когда письмо написано.
fund-remind-point-quiet = До тех пор этот браузер не показывает вам просьб.
fund-remind-month = Когда?
fund-remind-first = Сначала придёт письмо с вопросом, вы ли это. В каждом письме есть ссылка, которая стирает адрес.
fund-remind-wrong-month = Выберите один из ближайших двенадцати месяцев.
fund-remind-wrong-address = В этом адресе чего-то не хватает.
fund-remind-sent-title = Загляните в почту
fund-remind-sent-text = Вам идёт письмо со ссылкой. Нажмите там кнопку, и мы напомним один раз, в этом месяце. Если ничего не делать, адрес будет забыт.
fund-remind-not-title = Пока нельзя
fund-remind-not-text = Сейчас мы не можем посылать письма. Адрес не сохранён.
fund-reminder-title = Напомнить вам?
fund-reminder-text = Одно письмо, { $month }, — и адрес будет стёрт.
fund-reminder-kept-title = Мы напомним
fund-reminder-kept-text = Одно письмо, { $month }, когда хранитель ключа откроет список. Потом адрес будет стёрт.
fund-reminder-confirm = Да, напомните
fund-reminder-give = Лучше помочь сейчас
fund-reminder-cancel = Нет, сотрите адрес
fund-reminder-gone-title = Здесь ничего не хранится
fund-reminder-gone-text = По этой ссылке напоминания не будет.

mail-gift-subject = Спасибо
mail-gift-came = { $amount } — деньги пришли. Спасибо.
mail-gift-came-each = { $amount } { $each }: первый платёж пришёл. Спасибо.
mail-gift-statement = В выписке написано «{ $words }».
mail-gift-change = По этой ссылке взнос можно изменить, приостановить или прекратить, когда угодно. Сохраните её: учётной записи нет, и ссылка есть только у вас.
mail-gift-button = Ваш взнос
mail-gift-list = Ваш адрес ни в какой список не попадёт.
mail-remind-subject = Напомнить вам?
mail-remind-asked = Кто-то — надеемся, вы — попросил { $name } прислать напоминание на этот адрес. Откройте ссылку и нажмите там кнопку.
mail-remind-button = К напоминанию
mail-remind-otherwise = Если это были не вы, ничего не делайте. Других писем не будет, а адрес забудется через несколько дней.

## Письма о взносе, которые пишет хранитель ключа

mail-due-subject = Вы просили напомнить
mail-due-asked = Вы просили { $name } напомнить вам в этом месяце. Вот страница, если вы всё ещё хотите помочь.
mail-due-button = На страницу
mail-due-only = Это единственное письмо: вместе с ним ваш адрес стёрт.
mail-due-cancel = Если когда-нибудь придёт ещё одно, его остановит эта ссылка:
mail-due-cancel-link = больше не напоминать
mail-failed-subject = Платёж не прошёл
mail-failed-subject-action = Банк ждёт вашего ответа
mail-failed-first = { $amount } { $each }: банк не пропустил последний платёж. В ближайшие дни попытка повторится сама. Делать ничего не нужно — разве что карта уже другая.
mail-failed-third = { $amount } { $each }: платёж не прошёл уже три раза. По этой ссылке можно указать другую карту или прекратить взнос. Если ничего не делать, он закончится сам.
mail-failed-action = { $amount } { $each }: банк пропустит платёж, только если вы его подтвердите. Откройте страницу и нажмите «Подтвердить или указать другую карту»: кнопка ведёт в ваш банк.
mail-failed-missed = { $amount } { $each }: на этот раз платёж не прошёл, и сам он не повторится. Если карта или счёт уже другие, прекратите взнос по этой ссылке и начните заново.
mail-failed-button-action = Подтвердить
mail-failed-otherwise = Больше пока ничего не меняется, и ваш адрес ни в какой список не попадёт.
mail-lapsed-subject = Ваш взнос прекращён
mail-lapsed-text = { $amount } { $each }: платежи больше не проходят, поэтому взнос прекращён, и ничего не спишут. Спасибо за всё, что вы дали.
mail-lapsed-again = Если захотите начать снова, вот страница.
mail-lapsed-only = Это последнее письмо о нём: вместе с ним ваш адрес стёрт.

## Страница казначея

money-title = Деньги
money-text = Суммы и числа. Кто платил, здесь не видно, и на этом сервере этого нет.
money-closed = Сбор сейчас закрыт: fund.methods пуст, или деньги принимает касса в другом месте.
money-goal = Цель месяца
money-of = из { $aim }
money-base = Приходит каждый месяц
money-interval = Как часто
money-supporters = Поддерживают
money-gained = Новых в этом месяце
money-lost = Ушло в этом месяце
money-failing = { $count ->
    [one] Сейчас не проходит { $count } карта.
    [few] Сейчас не проходят { $count } карты.
   *[other] Сейчас не проходят { $count } карт.
 }
money-reminders = { $count ->
    [one] { $count } читатель просит напомнить.
    [few] { $count } читателя просят напомнить.
   *[other] { $count } читателей просят напомнить.
 }
money-this-month = в этом месяце
money-back = возвращено или оспорено { $amount }
money-fees = комиссии { $amount }
money-plot = Взносы в { $currency } по месяцам
money-numbers = То же в числах
money-month = Месяц
money-amount = Сумма
money-shares = Этот месяц по видам
money-method = Как
money-count = Взносов
money-unknown = не указано
money-payouts = На счёт в банке
money-day = День
money-payout = Выплата
money-lines = Её строки
money-lines-none = по отдельности не сообщены
money-lines-fit = { $count ->
    [one] { $count } строка, сходится
    [few] { $count } строки, сходятся
   *[other] { $count } строк, сходятся
 }
money-lines-off = строк: { $count }, вместе { $amount }; проверьте командой «indelible fund ledger check»
money-csv = Книга в CSV
money-payouts-csv = Выплаты построчно в CSV
