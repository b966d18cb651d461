"""The words a place is described with: named once, in three languages, the same in forms, files and documents."""

from collections.abc import Mapping

from zholdama.passport.texts import Text


def _words(lines: str) -> Mapping[str, Text]:
    rows = (line.split("|") for line in lines.strip().splitlines())
    return {name.strip(): Text(kk=kk.strip(), ru=ru.strip(), en=en.strip()) for name, kk, ru, en in rows}


WORK_MODES = _words("""
full_day  | толық жұмыс күні          | полный рабочий день     | full day
part_time | толық емес жұмыс күні     | неполный рабочий день   | part time
shift     | ауысымды жұмыс            | сменная работа          | shifts
remote    | қашықтан жұмыс            | удалённая работа        | remote
flexible  | икемді кесте              | гибкий график           | flexible hours
seasonal  | маусымдық жұмыс           | сезонная работа         | seasonal
""")

EDUCATIONS = _words("""
basic_secondary | негізгі орта білім             | основное среднее               | basic secondary
secondary       | жалпы орта білім               | общее среднее                  | general secondary
vocational      | техникалық және кәсіптік білім | техническое и профессиональное | technical and vocational
post_secondary  | орта білімнен кейінгі білім    | послесреднее                   | post-secondary
higher          | жоғары білім                   | высшее                         | higher
postgraduate    | жоғары оқу орнынан кейінгі     | послевузовское                 | postgraduate
""")
"""From the least to the most: who has more has the less too."""

DEMANDS = _words("""
lifting    | ауыр көтеру                  | подъём тяжестей              | lifting loads
standing   | ұзақ тұру                    | долго стоять                 | standing for long
walking    | көп жүру                     | много ходить                 | walking a lot
heights    | биікте жұмыс                 | работа на высоте             | work at heights
night      | түнгі жұмыс                  | ночная работа                | night work
outdoors   | далада жұмыс                 | работа под открытым небом    | work outdoors
noise      | шулы орын                    | шумное место                 | noise
dust       | шаң немесе химиялық заттар   | пыль или химические вещества | dust or chemicals
sight      | жақсы көру қажет             | нужно хорошее зрение         | good sight needed
hearing    | жақсы есту қажет             | нужен хороший слух           | good hearing needed
fine_hands | қолдың ұсақ қимылы           | мелкая работа руками         | fine work of the hands
driving    | көлік жүргізу                | вождение                     | driving
stairs     | баспалдақсыз кіру мүмкін емес | без лестницы не войти        | no step-free way in
""")
"""What the work asks of a person's health."""

BUDGETS = _words("""
republican | республикалық бюджет   | республиканский бюджет | republican budget
local      | жергілікті бюджет      | местный бюджет         | local budget
employer   | жұмыс берушінің қаржысы | средства работодателя  | the employer's own means
""")

END_REASONS = _words("""
filled    | орындар толды                  | места заняты                  | the places are filled
cancelled | жұмыс беруші орынды жапты      | работодатель закрыл место     | the employer has closed the place
mistake   | қате енгізілген                | внесено по ошибке             | entered by mistake
stale     | 90 күн бойы расталмады         | не подтверждалось 90 дней     | not confirmed for 90 days
""")
"""Why a place is offered no more; `stale` is said by time alone."""

ANSWERS = _words("""
yes         | иә              | да            | yes
no          | жоқ             | нет           | no
not_checked | тексерілмеген   | не проверено  | not checked
""")
"""Answers to a check of an organisation: what nobody has checked is neither yes nor no."""

SUBSIDISED = ("public_works", "social_workplace", "youth_practice")
"""Measures whose places the state pays for in part or whole: the organisation is checked for them."""
