### Слова на страницах газеты. Первая часть — для шаблонов, последняя группа нужна программе.

## Вокруг каждой страницы

skip = Перейти к тексту
languages = Языки
sections = Рубрики
search = Поиск
about-paper = О газете

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
search-copy = Читаете копию на другом сервере? Поиск работает только на

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
reading-time = { $minutes } мин. чтения
stories = { $count ->
    [one] { $count_text } материал
    [few] { $count_text } материала
   *[many] { $count_text } материалов
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
# Список всего на одном языке и лента на всех языках.
all-title = Все материалы
feed-common = { $name }: на всех языках
