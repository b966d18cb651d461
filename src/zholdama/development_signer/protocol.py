"""NCALayer's protocol: what it sends on opening, and its answer to each message. Text in, text out."""

import base64
import binascii
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from zholdama.development_signer.reader import Cancelled, Failed, NoKey, Reader
from zholdama.eds import oids

HEARTBEAT = "--heartbeat--"
BASICS, COMMON = "kz.gov.pki.knca.basics", "kz.gov.pki.knca.commonUtils"
LARGEST_MESSAGE = 16 * 1024 * 1024
"""Characters; forty decisions have about two hundred thousand."""

Answer = dict[str, Any]


class BadRequest(ValueError):
    """Arguments that the program does not understand."""


def greeting(reader: Reader) -> str:
    """What is sent as soon as the connection stands."""
    version = "1.3" if reader.choice.behaviour == "old_version" else "1.4"
    return json.dumps({"result": {"version": version}})


def answer(reader: Reader, message: str, *, at: datetime) -> str:
    """The answer to one message; never raises for what the message holds."""
    if message == HEARTBEAT:
        return HEARTBEAT
    return json.dumps(_dispatch(reader, message, at), ensure_ascii=False)


def _dispatch(reader: Reader, message: str, at: datetime) -> Answer:
    try:
        request = json.loads(message)
    except ValueError:
        return _failed("INVOCATION_ERROR", "not a request")
    if not isinstance(request, dict):
        return _failed("INVOCATION_ERROR", "not a request")
    module, method = request.get("module"), request.get("method")
    old = reader.choice.behaviour == "old_version"
    if module == BASICS and not old:
        return _basics(reader, method, request.get("args"), at)
    if module == COMMON:
        return _common(reader, method, request.get("args"), at)
    return {"success": False, "errorCode": "MODULE_NOT_FOUND"}


def _failed(code: str, message: str) -> Answer:
    return {"status": False, "code": code, "message": message, "details": ""}


def _basics(reader: Reader, method: object, args: object, at: datetime) -> Answer:
    if method != "sign" or not isinstance(args, dict):
        return _failed("INVOCATION_ERROR", "no such method")
    try:
        contents, parameters, asked = _asked(args)
    except (BadRequest, binascii.Error, TypeError) as error:
        return _failed("INVALID_SIGNING_PARAMS", str(error))
    try:
        signed = reader.sign(
            contents,
            asked=asked,
            at=at,
            timestamp="tsaProfile" in parameters,
            attached=parameters.get("encapsulate") is True,
        )
    except Cancelled:
        return {"status": True, "body": {}}
    except NoKey:
        return _failed("SIGNING_FAILURE", "no key with the asked extKeyUsageOids")
    except Failed:
        return _failed("SIGNING_FAILURE", "the key storage does not answer")
    return {"status": True, "body": {"result": [_text(one) for one in signed]}}


def _asked(args: dict[str, Any]) -> tuple[list[bytes], dict[str, Any], frozenset[str]]:
    parameters, signer = args.get("signingParams"), args.get("signerParams")
    if args.get("format") != "cms":
        raise BadRequest("only cms is signed here")
    if not isinstance(parameters, dict) or not isinstance(signer, dict):
        raise BadRequest("signingParams and signerParams are objects")
    if parameters.get("decode") is not True or parameters.get("digested", False) is not False:
        raise BadRequest("data is base64 of the content itself")
    data = args.get("data")
    texts = [one for one in (data if isinstance(data, list) else [data]) if isinstance(one, str) and one]
    if not texts or (isinstance(data, list) and len(texts) != len(data)):
        raise BadRequest("data is base64, or a list of it")
    return (
        [base64.b64decode(one, validate=True) for one in texts],
        parameters,
        frozenset(map(str, signer.get("extKeyUsageOids") or ())),
    )


def _common(reader: Reader, method: object, args: object, at: datetime) -> Answer:
    methods: dict[object, Callable[[], Answer]] = {
        "createCAdESFromBase64": lambda: _cades(reader, args, at, timestamp=True),
        "createCMSSignatureFromBase64": lambda: _cades(reader, args, at, timestamp=False),
        "getActiveTokens": lambda: _said([]),
        "getKeyInfo": lambda: _key_info(reader),
        "changeLocale": lambda: _said(""),
    }
    known = methods.get(method)
    return known() if known else {"code": "500", "message": "method.not.found"}


def _said(value: object) -> Answer:
    return {"code": "200", "message": "", "responseObject": value}


def _cades(reader: Reader, args: object, at: datetime, *, timestamp: bool) -> Answer:
    if not isinstance(args, list) or len(args) != 4 or args[1] != "SIGNATURE":
        return {"code": "500", "message": "invalid.parameters"}
    try:
        content = base64.b64decode(args[2], validate=True)
        signed = reader.sign(
            [content], asked=frozenset(), at=at, timestamp=timestamp, attached=args[3] is True
        )
    except Cancelled:
        return {"code": "500", "message": "action.canceled"}
    except (NoKey, Failed):
        return {"code": "500", "message": "signing.failure"}
    except (binascii.Error, TypeError, ValueError):
        return {"code": "500", "message": "invalid.parameters"}
    return _said(_text(signed[0]))


def _key_info(reader: Reader) -> Answer:
    try:
        holder = reader.chosen()
    except NoKey:
        return {"code": "500", "message": "empty.storage"}
    names = {"alias": holder.id, "algorithm": reader.choice.kind.upper(), "subjectCn": holder.name}
    purposes = {"extKeyUsageOids": list(holder.identity().roles), "email": oids.EMAIL_PROTECTION}
    return _said({**names, **purposes})


def _text(signature: bytes) -> str:
    return base64.b64encode(signature).decode("ascii")
