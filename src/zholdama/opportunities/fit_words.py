"""The lines of suitability in words, the same on every page: Kazakh, Russian, English."""

from collections.abc import Mapping

from zholdama.opportunities.suitability import Line
from zholdama.opportunities.vocabulary import DEMANDS, EDUCATIONS, WORK_MODES
from zholdama.passport.texts import Text


def _words(lines: str) -> Mapping[str, Text]:
    rows = (line.split("|") for line in lines.strip().splitlines())
    return {name.strip(): Text(kk=kk.strip(), ru=ru.strip(), en=en.strip()) for name, kk, ru, en in rows}


WORDS = _words("""
same_unit_group.wanted       | қалаған мамандық: ҰКЖ {group}        | желаемая профессия: НКЗ {group}          | the profession wanted: NKZ {group}
same_unit_group.trained      | оқыған мамандық: ҰКЖ {group}         | профессия по образованию: НКЗ {group}    | the profession trained for: NKZ {group}
same_minor_group.wanted      | қалаған мамандыққа жақын: ҰКЖ {group} | близка к желаемой профессии: НКЗ {group} | close to the profession wanted: NKZ {group}
same_minor_group.trained     | оқыған мамандыққа жақын: ҰКЖ {group} | близка к профессии по образованию: НКЗ {group} | close to the profession trained for: NKZ {group}
same_sub_major_group.wanted  | қалаған мамандықпен бір сала: ҰКЖ {group} | та же область, что желаемая профессия: НКЗ {group} | the same field as the profession wanted: NKZ {group}
same_sub_major_group.trained | оқыған мамандықпен бір сала: ҰКЖ {group} | та же область, что профессия по образованию: НКЗ {group} | the same field as the profession trained for: NKZ {group}
profession_not_stated        | адамның мамандығы белгісіз           | профессия человека не известна           | the person's profession is not known
profession_not_named         | орынның мамандығы көрсетілмеген      | профессия места не указана               | the place names no profession
other_profession             | басқа мамандық: ҰКЖ {group}          | другая профессия: НКЗ {group}            | another profession: NKZ {group}
no_education_asked           | білімге талап жоқ                    | требований к образованию нет             | no education is asked for
education_enough             | білімі жеткілікті, талап: {asked}    | образования достаточно, нужно: {asked}   | education is enough, asked for: {asked}
education_not_stated         | адамның білімі белгісіз, талап: {asked} | образование человека не известно, нужно: {asked} | the person's education is not known, asked for: {asked}
education_not_named          | білімге талап түсініксіз             | требование к образованию не понятно      | what education is asked for is not clear
more_education_asked         | жоғарырақ білім керек: {asked}       | нужно образование выше: {asked}          | more education is asked for: {asked}
same_settlement              | тұратын елді мекенде                 | там же, где живёт человек                | where the person lives
same_district                | тұратын ауданда                      | в том же районе                          | in the same district
same_region                  | тұратын облыста не қалада            | в той же области или городе              | in the same region or city
residence_not_stated         | адамның тұрғылықты жері белгісіз     | место жительства не известно             | the residence is not known
territory_not_named          | орынның аумағы көрсетілмеген         | территория места не указана              | the place names no territory
other_region                 | басқа облыста                        | в другой области                         | in another region
mode_wanted                  | қалаған режим: {mode}                | желаемый режим: {mode}                   | the mode wanted: {mode}
mode_not_stated              | қалаған режим белгісіз               | желаемый режим не известен               | the mode wanted is not known
mode_not_named               | жұмыс режимі көрсетілмеген           | режим работы не указан                   | the place names no mode
other_mode                   | басқа режим: {mode}                  | другой режим: {mode}                     | another mode: {mode}
wage_enough                  | жалақы қалағаннан кем емес ({wish} теңге) | зарплата не ниже желаемой ({wish} тенге) | the wage is no less than wished ({wish} tenge)
wage_not_stated              | қалаған жалақы белгісіз              | желаемая зарплата не известна            | the wage wished is not known
wage_not_named               | жалақы көрсетілмеген                 | зарплата не указана                      | the place names no wage
wage_less                    | жалақы қалағаннан кем ({wish} теңге) | зарплата ниже желаемой ({wish} тенге)    | the wage is less than wished ({wish} tenge)
health_fits                  | денсаулық шектеулеріне қайшы емес    | ограничениям здоровья не противоречит    | contradicts no limit of health
health_no_demands            | денсаулыққа талап көрсетілмеген      | требования к здоровью не указаны         | the place names no demands on health
health_not_stated            | денсаулығы белгісіз, талап: {demands} | о здоровье не известно, нужно: {demands} | health is not known, asked for: {demands}
health_contradicts           | денсаулық шектеуіне қайшы: {demands} | противоречит ограничению здоровья: {demands} | contradicts a limit of health: {demands}
""")
"""Code of a line, with what made it where that matters -> its words."""

SIDES = _words("""
good    | сай         | подходит        | fits
neutral | бейтарап    | нейтрально      | neutral
against | сай емес    | не подходит     | does not fit
unknown | белгісіз    | не известно     | not known
""")
"""How a line speaks for the place, in a word: never told by colour alone."""


def line_words(line: Line, language: str) -> str:
    """One reason as a text; codes of the classifier stay codes."""
    because = line.about.get("because")
    text = WORDS[f"{line.code}.{because}" if because else line.code].in_language(language)
    return text.format_map({name: _said(name, value, language) for name, value in line.about.items()})


def _said(name: str, value: str | int | tuple[str, ...], language: str) -> str:
    if isinstance(value, int):
        return f"{value:,}".replace(",", " ")
    if isinstance(value, tuple):
        return ", ".join(DEMANDS[one].in_language(language) if one in DEMANDS else one for one in value)
    vocabulary = {"asked": EDUCATIONS, "mode": WORK_MODES}.get(name, {})
    return vocabulary[value].in_language(language) if value in vocabulary else value
