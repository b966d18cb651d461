"""The reason codes of revocation: code, then Kazakh, Russian, English; read by `zholdama.eds.texts`."""

TABLE = """
revoked
  Сертификат қайтарып алынған.
  Сертификат отозван.
  The certificate was revoked.
revocation.missing
  Сертификаттың қайтарып алынбағаны туралы мәлімет жоқ.
  Нет сведений о том, что сертификат не отозван.
  There is nothing to show that the certificate was not revoked.
revocation.expired
  Мәлімет сертификаттың мерзімі біткеннен кейін берілген, ол бұрынғыны көрсетпейді.
  Сведения выданы после окончания срока сертификата и не говорят о прошлом.
  The word was given after the certificate expired and does not tell of the time before.
crl.form
  Қайтарып алынған сертификаттар тізімі оқылмайды.
  Список отозванных сертификатов не читается.
  The revocation list cannot be read.
crl.delta
  Толық тізім жоқ, тек өзгерістер тізімі бар.
  Нет полного списка отзыва, есть только список изменений.
  There is only a list of changes, without the full revocation list.
crl.critical
  Қайтарып алу тізімінде бізге белгісіз міндетті шарт бар.
  В списке отзыва есть неизвестное нам обязательное условие.
  The revocation list has a mandatory condition that is unknown here.
crl.signature
  Қайтарып алу тізіміне сертификатты берген орталық қол қоймаған.
  Список отзыва подписан не центром, выдавшим сертификат.
  The revocation list is not signed by the authority that issued the certificate.
crl.stale
  Қайтарып алу тізімінің мерзімі бұл уақытқа сәйкес емес.
  Список отзыва не действует на это время.
  The revocation list does not cover this time.
ocsp.form
  Сертификат күйі туралы жауап оқылмайды.
  Ответ о состоянии сертификата не читается.
  The answer about the certificate's status cannot be read.
ocsp.nonce
  Сертификат күйі туралы жауап біздің сұрауымызға берілмеген.
  Ответ о состоянии сертификата дан не на наш запрос.
  The answer about the certificate's status is not to our question.
ocsp.certificate
  Жауап басқа сертификат туралы.
  Ответ касается другого сертификата.
  The answer is about another certificate.
ocsp.stale
  Сертификат күйі туралы жауап ескірген.
  Ответ о состоянии сертификата устарел.
  The answer about the certificate's status is out of date.
ocsp.responder
  Жауап берген қызметтің бұған құқығы жоқ.
  Ответившая служба не имеет на это права.
  The service that answered is not entitled to.
ocsp.signature
  Сертификат күйі туралы жауаптың қолтаңбасы дұрыс емес.
  Подпись ответа о состоянии сертификата неверна.
  The signature of the answer about the certificate's status is wrong.
ocsp.unknown
  Қызметте бұл сертификат туралы мәлімет жоқ.
  У службы нет сведений об этом сертификате.
  The service does not know this certificate.
"""
