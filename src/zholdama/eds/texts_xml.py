"""The reason codes of XML signatures: code, then Kazakh, Russian, English; read by `zholdama.eds.texts`."""

TABLE = """
xml.form
  Бұл дұрыс құрылған XML құжаты емес.
  Это не правильно составленный документ XML.
  This is not a well-formed XML document.
xml.encoding
  XML құжатының кодировкасы UTF-8 емес.
  Кодировка документа XML не UTF-8.
  The XML document is not in UTF-8.
xml.doctype
  XML құжатында тыйым салынған DOCTYPE бар.
  В документе XML есть запрещённый DOCTYPE.
  The XML document has a DOCTYPE, which is not allowed.
xml.instruction
  XML құжатында тыйым салынған өңдеу нұсқауы бар.
  В документе XML есть запрещённая инструкция обработки.
  The XML document has a processing instruction, which is not allowed.
xml.limit
  XML құжаты рұқсат етілгеннен үлкен немесе күрделі.
  Документ XML больше или сложнее, чем разрешено.
  The XML document is larger or more complex than is allowed.
xml.count
  XML құжатында дәл бір қолтаңба болуы керек.
  В документе XML должна быть ровно одна подпись.
  The XML document must have exactly one signature.
xml.signature
  XML қолтаңбасы дұрыс құрылмаған.
  Подпись XML составлена неправильно.
  The XML signature is not in form.
xml.reference
  Қолтаңба керекті бөлікті көрсетпейді.
  Подпись указывает не на то, что должно быть подписано.
  The signature does not refer to what must be signed.
xml.transform
  Қолтаңбада рұқсат етілмеген түрлендіру бар.
  В подписи есть преобразование, которое не разрешено.
  The signature uses a transformation that is not allowed.
xml.key
  Қолтаңбада сертификаттың орнына басқа нәрсе көрсетілген.
  Вместо сертификата в подписи указано другое.
  The signature names something other than a certificate.
xml.envelope
  SOAP хабары дұрыс құрылмаған.
  Сообщение SOAP составлено неправильно.
  The SOAP message is not in form.
xml.id
  XML құжатында бір идентификатор қайталанған.
  В документе XML повторяется один идентификатор.
  An identifier is given twice in the XML document.
xml.wrapped
  Қол қойылған бөлік орнынан жылжытылған: өңделетін бөлікке қол қойылмаған.
  Подписанная часть перенесена: обрабатываемая часть не подписана.
  The signed part was moved: what would be processed is not signed.
"""
