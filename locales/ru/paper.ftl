### Слова на страницах газеты. Первая часть — для шаблонов, последняя группа нужна программе.

## Вокруг каждой страницы

skip = Перейти к тексту
languages = Языки
sections = Рубрики
search = Поиск
about-paper = О газете

## Просьбы о поддержке

support = Поддержать
support-us = Поддержать нас
ask-label = Поддержать нас
ask-later = Напомнить позже
ask-no = Не сейчас
ask-amount-once = { $amount } разово
ask-amount-monthly = { $amount } в месяц
ask-amount-annual = { $amount } в год
ask-ticker = { $came } из { $aim } в этом месяце

## Карточки и имена

comma = ,
and = и
breaking = Срочно

## Первая полоса

front = Главная
latest = Новое
opinion = Мнения
galleries = Фотоистории
dossiers = Досье
light-title = Без картинок
light-text = Те же материалы, и ни одной картинки для загрузки. Ссылки отсюда ведут туда же: по адресу, который кончается на #without-pictures, картинки не загружаются.
light-end = Показать картинки
most-read = Самое читаемое
most-read-text = За последние 24 часа. Мы считаем, сколько раз страницу отдали, и ничего не знаем о том, кто её просил.

## Статья

crumbs = Вы здесь
by = Текст:
reporting-by = При участии:
updated = Обновлено
also-in = Читать на другом языке:
corrected = Исправления
part-of = Из досье
more-about = Читайте также по темам
read-more = Читайте также

## Онлайн-трансляция

live = Онлайн
live-newest = Последняя запись в
live-none = Первая запись скоро появится.
live-ended = Трансляция завершена
live-reload = Загрузить новые записи
live-posts = Записи
live-keys = Что произошло к этому часу
live-pinned = Закреплено
live-changed = Изменено в
live-page = Ранние записи, страница { $number }

## Списки

of-author = Автор
of-tag = Тема
of-dossier = Досье
pages = Страницы
newer = Новее
older = Раньше
tags = Все темы

## Поиск

search-words = Что искать
search-section = Рубрика
search-every-section = Все рубрики
search-author = Автор
search-from = Опубликовано с
search-to = по
search-none = Ничего не нашлось
search-none-text = В опубликованных материалах этих слов нет. Попробуйте сократить запрос или взять больший срок.
search-every-author = Все авторы
# An address follows.
search-copy = Читаете копию на другом сервере? Она ищет сама, если в браузере включены скрипты; если ничего не происходит, ищите на
# Before a number.
search-found = Найдено материалов:
search-more = Показать ещё
search-here = Ответы — из той копии, которую вы читаете. Запрос никуда не отправлен.

## Рассылки

newsletter = Рассылка
newsletters-text = «{ $name }» по электронной почте — там, где страницу не заблокируешь. Бесплатно, нужен только адрес, а отписаться можно одним нажатием.
letter-address = Ваш адрес электронной почты
letter-sign-up = Подписаться
# Версия предложения, которое стоит ниже: меняется вместе с ним.
letter-consent = Подписываясь, вы соглашаетесь, что мы храним ваш адрес в запечатанном виде, чтобы присылать вам это письмо, пока вы не отпишетесь.
letter-preview = Посмотреть письмо
letter-privacy = Приватность
letter-latest = Последнее:
letter-empty = Оставьте это поле пустым
letter-closed = Новых подписчиков эта рассылка не принимает. Всё, что отправлено, остаётся здесь.
letter-expect = Чего ожидать
letter-free = Рассылка бесплатна для всех.
letter-confirm = Сначала придёт одно письмо с просьбой подтвердить подписку. Не подтвердите — больше ничего не придёт.
letter-leave = В каждом письме есть ссылка, чтобы отписаться: одно нажатие и никаких вопросов.
letter-keeps = Мы храним ваш адрес и больше ничего о вас. Как только он приходит, мы запечатываем его ключом, которого на нашем сервере нет.
letter-claim = Кто подписался до изъятия сервера, с него не прочтёт никто, в том числе мы сами без хранителей ключа. Тот, кто тайно управляет сервером, может видеть адреса, введённые после этого момента. Ваш почтовый сервис и ваш банк всегда видят то, что через них проходит.
letter-newest = Свежее письмо
letter-in-it = В этом письме
letter-whole = Прочесть письмо целиком
letter-all = Все письма
letter-none = Первое письмо ещё не отправлено.
letter-as-feed = Письма в виде ленты (Atom)
letter-sent = Отправлено
letter-read-on = Читать дальше
letter-next = Получить следующее письмо
letter-support-text = «{ $name }» живёт на деньги читателей.
letter-support = Поддержать нас
# An address follows.
letter-copy = Читаете копию на другом сервере? Не оставляйте там свой адрес: подписаться можно только на

## Подзаголовки списков

authors-text = Те, кто пишет, редактирует и снимает для «{ $name }». Некоторые ради безопасности работают под другим именем.
topics-text = Всё, за чем «{ $name }» следит изо дня в день.
archive-text = Всё, что «{ $name }» здесь опубликовала, месяц за месяцем.
corrections-text = Если мы ошиблись, мы говорим об этом: здесь и в конце самой статьи, с указанием даты.
corrections-none = Исправлений пока нет.

## Нужны программе. Часть из них используют и шаблоны.

month = { $month ->
    [1] Январь
    [2] Февраль
    [3] Март
    [4] Апрель
    [5] Май
    [6] Июнь
    [7] Июль
    [8] Август
    [9] Сентябрь
    [10] Октябрь
    [11] Ноябрь
   *[12] Декабрь
}
# Внутри даты: «22 ноября».
month-of = { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
}
weekday = { $weekday ->
    [1] Понедельник
    [2] Вторник
    [3] Среда
    [4] Четверг
    [5] Пятница
    [6] Суббота
   *[7] Воскресенье
}
date = { $day_text } { month-of } { $year_text }
month-year = { month } { $year_text }
weekday-date = { weekday }, { $day_text } { month-of } { $year_text }
appointed-date = { date }
reading-time = { $minutes } мин. чтения
stories = { $count ->
    [one] { $count_text } материал
    [few] { $count_text } материала
   *[many] { $count_text } материалов
}
live-new = { $count ->
    [one] { $count_text } новая запись
    [few] { $count_text } новые записи
   *[many] { $count_text } новых записей
}
live-new-many = Новые записи
live-page-title = { $title } (ранние записи, { $number })
# A figure of “most read”: at least so often, rounded. $count is a number, $count_text the digits to show.
most-read-figure = { $count ->
    [one] прочитано больше { $count_text } раза
   *[other] прочитано больше { $count_text } раз
}
page-n = Страница { $number }
page-title = { $title } — { $name }
kind-opinion = Мнение
kind-analysis = Разбор
kind-gallery = Фотоистория
footnotes = Сноски
footnote = Сноска
footnote-back = Вернуться к тексту, сноска
table = Таблица
related-story = Читайте также
picture-missing = Эта фотография здесь недоступна.
file-missing = Эта запись здесь недоступна.
newsletter-title = Письма от «{ $name }»
newsletter-text = «{ $name }» приходит и по электронной почте — туда, где страницу не заблокируешь.
newsletters-title = Рассылки
letter-sign-up-title = { $title }: подписка
letter-number = Письмо { $number }
authors-title = Авторы
topics-title = Темы
archive-title = Архив
corrections-title = Исправления
search-title = Поиск
not-found-title = По этому адресу ничего нет
not-found-text = Возможно, в адресе опечатка или страница переехала. Воспользуйтесь поиском или посмотрите, что нового.
gone-title = Эта страница снята с публикации
gone-text = Раньше она была здесь, но её убрали. Воспользуйтесь поиском или посмотрите, что нового.
feed-all = { $name }: все материалы
feed-of = { $name }: { $title }
feed-podcast = { $name }: подкаст
# Список всего на одном языке и лента на всех языках.
all-title = Все материалы
feed-common = { $name }: на всех языках
