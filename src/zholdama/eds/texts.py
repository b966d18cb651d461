"""What each reason code means, in Kazakh, Russian and English: one plain sentence each."""

from zholdama.eds import texts_revocation, texts_xml

LANGUAGES = ("kk", "ru", "en")

_TABLE = """
parse
  Файл қолтаңба ретінде оқылмайды.
  Файл не читается как подпись.
  The file cannot be read as a signature.
signers.count
  Дәл бір қолтаңба болуы керек.
  Подпись должна быть ровно одна.
  There must be exactly one signature.
certificate.form
  Қол қоюшының сертификаты дұрыс құрылмаған.
  Сертификат подписавшего составлен неправильно.
  The signer's certificate is not in form.
certificate.count
  Қолтаңбада қол қоюшының сертификаты жоқ немесе біреуден көп.
  В подписи нет сертификата подписавшего или их несколько.
  The signer's certificate is missing from the signature, or there are several.
content.mismatch
  Қол қойылған мәтін сақталған мәтінмен бірдей емес.
  Подписанный текст не совпадает с сохранённым.
  The signed text is not the one that was kept.
content.missing
  Қол қойылған құжат берілмеген.
  Подписанный документ не приложен.
  The signed document was not given.
alg.pair
  Қолтаңба алгоритмі қабылданбайды.
  Алгоритм подписи не принимается.
  The signature's algorithm is not accepted.
alg.legacy
  Ескі МЕМСТ 34.310-2004 алгоритмі мұнда қабылданбайды.
  Старый алгоритм ГОСТ 34.310-2004 здесь не принимается.
  The old algorithm GOST 34.310-2004 is not accepted here.
alg.key
  Қолтаңба алгоритмі сертификаттағы кілтке сәйкес емес.
  Алгоритм подписи не подходит к ключу сертификата.
  The signature's algorithm does not fit the certificate's key.
signed_attrs.missing
  Қолтаңбада қол қойылған атрибуттар жоқ.
  В подписи нет подписанных атрибутов.
  The signature has no signed attributes.
attr.count
  Қолтаңбада міндетті атрибут жоқ немесе ол қайталанған.
  В подписи нет обязательного атрибута или он повторяется.
  A required attribute is missing from the signature, or one is repeated.
attr.content_type
  Қол қойылған мазмұнның түрі дұрыс емес.
  Вид подписанного содержимого указан неверно.
  The kind of the signed content is wrong.
digest
  Құжат қол қойылғаннан кейін өзгерген немесе бұл басқа құжат.
  Документ изменён после подписания или это другой документ.
  The document was changed after signing, or it is another document.
ess.missing
  Қолтаңбада қол қоюшы сертификатының белгісі жоқ.
  В подписи не указан сертификат подписавшего.
  The signature does not name the signer's certificate.
ess.mismatch
  Қолтаңба басқа сертификатты көрсетеді.
  Подпись указывает на другой сертификат.
  The signature names another certificate.
ess.form
  Қолтаңбадағы сертификат белгісі дұрыс құрылмаған.
  Указание на сертификат в подписи составлено неправильно.
  The signature names its certificate in a wrong form.
signature
  Қолтаңба осы сертификаттың кілтімен жасалмаған.
  Подпись сделана не ключом этого сертификата.
  The signature was not made with this certificate's key.
trust.empty
  Сенімді куәландырушы орталықтардың сертификаттары орнатылмаған.
  Сертификаты доверенных удостоверяющих центров не установлены.
  No certificates of trusted authorities are installed.
chain.critical
  Сертификатта бізге белгісіз міндетті шарт бар.
  В сертификате есть неизвестное нам обязательное условие.
  The certificate has a mandatory condition that is unknown here.
chain.signature
  Сертификатты онда аталған куәландырушы орталық бермеген.
  Сертификат выдан не тем удостоверяющим центром, который в нём назван.
  The certificate was not issued by the authority it names.
chain.untrusted
  Сертификатты берген орталық сенімді орталықтар қатарында жоқ.
  Центра, выдавшего сертификат, нет среди доверенных.
  The authority that issued the certificate is not a trusted one.
chain.time
  Қол қойылған кезде сертификат жарамсыз болған.
  Во время подписания сертификат не действовал.
  The certificate was not within its validity at the time of signing.
chain.incomplete
  Куәландырушы орталықтың түбірлік сертификаты орнатылмаған.
  Корневой сертификат удостоверяющего центра не установлен.
  The authority's root certificate is not installed.
ku
  Бұл кілт қол қоюға емес, басқа мақсатқа берілген.
  Этот ключ выдан не для подписания.
  This key was issued for something other than signing.
policy
  Сертификат қабылданбайтын саясат бойынша берілген.
  Сертификат выдан по политике, которая не принимается.
  The certificate was issued under a policy that is not accepted.
role
  Сертификат иесінің рөлі бұл әрекетке сәйкес емес.
  Роль владельца сертификата не подходит для этого действия.
  The role of the certificate's owner does not fit this act.
iin.count
  Сертификатта бірнеше ЖСН бар.
  В сертификате несколько ИИН.
  The certificate has more than one IIN.
iin.missing
  Сертификатта ЖСН жоқ.
  В сертификате нет ИИН.
  The certificate has no IIN.
iin.mismatch
  Сертификат басқа адамға тиесілі: ЖСН сәйкес емес.
  Сертификат принадлежит другому человеку: ИИН не совпадает.
  The certificate belongs to another person: the IIN differs.
bin.count
  Сертификатта бірнеше БСН бар.
  В сертификате несколько БИН.
  The certificate has more than one BIN.
bin.missing
  Сертификатта БСН жоқ.
  В сертификате нет БИН.
  The certificate has no BIN.
bin.mismatch
  Сертификат басқа ұйымға тиесілі: БСН сәйкес емес.
  Сертификат принадлежит другой организации: БИН не совпадает.
  The certificate belongs to another organisation: the BIN differs.
signing_time.form
  Қол қою уақыты дұрыс жазылмаған.
  Время подписания записано неправильно.
  The time of signing is written in a wrong form.
signing_time.ahead
  Қол қоюшының сағаты алға кетіп қалған.
  Часы подписавшего спешат.
  The signer's clock is ahead.
tst.parse
  Уақыт белгісі оқылмайды.
  Метка времени не читается.
  The timestamp cannot be read.
tst.count
  Уақыт белгісі біреуден көп.
  Меток времени больше одной.
  There is more than one timestamp.
tst.imprint
  Уақыт белгісі басқа қолтаңбаға тиесілі.
  Метка времени относится к другой подписи.
  The timestamp belongs to another signature.
tst.policy
  Уақыт белгісі қабылданбайтын саясат бойынша берілген.
  Метка времени выдана по политике, которая не принимается.
  The timestamp was issued under a policy that is not accepted.
tst.time
  Уақыт белгісі қолтаңба алынған сәттен кейінгі уақытты көрсетеді.
  Метка времени показывает время после получения подписи.
  The timestamp shows a time after the signature was received.
tst.ku
  Сертификат уақыт белгісін беруге арналмаған.
  Сертификат не предназначен для меток времени.
  The certificate is not for issuing timestamps.
"""

_TIMESTAMP = {"kk": "Уақыт белгісі. ", "ru": "Метка времени. ", "en": "Timestamp. "}


def _read(table: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    lines = [line for line in table.splitlines() if line]
    for start in range(0, len(lines), 4):
        code, *texts = lines[start : start + 4]
        found[code] = {language: text.strip() for language, text in zip(LANGUAGES, texts, strict=True)}
    return found


REASONS: dict[str, dict[str, str]] = _read(_TABLE) | _read(texts_revocation.TABLE) | _read(texts_xml.TABLE)
"""Code to language to sentence."""


def text(code: str, language: str) -> str:
    """The sentence for a reason code; what is wrong with a timestamp says so first. Raises KeyError."""
    if code in REASONS:
        return REASONS[code][language]
    if code.startswith("tst."):
        return _TIMESTAMP[language] + REASONS[code[4:]][language]
    raise KeyError(code)
