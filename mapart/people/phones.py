"""Phone numbers as people write them, read into the one form we keep."""

import phonenumbers

from mapart.core.refusals import Refusal

_FRENCH_FIXED = ("+331", "+332", "+333", "+334", "+335", "+338", "+339")


def read_phone(text: str) -> str:
    """The number of ``text`` in E.164 (``+33639980001``); French when no country is said.

    Spaces, dots, dashes, brackets and ``+33 (0)6`` are accepted, letters are not. The length is checked, not
    the range: ranges open every year, and numbers reserved for fiction must work in a demonstration.
    Raises ``Refusal("people.phone_unreadable")``.
    """
    if any(letter.isalpha() for letter in text):
        raise Refusal("people.phone_unreadable")
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException as error:
        raise Refusal("people.phone_unreadable") from error
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise Refusal("people.phone_unreadable")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def receives_sms(phone: str) -> bool:
    """Whether an SMS may reach this number (E.164). In the French numbering plan only 06 and 07 are mobiles."""
    return not phone.startswith(_FRENCH_FIXED)
