"""How deal documents write what people ask for by its trade name: a no-shop is written "No Solicitation".

A small vocabulary of general use to deal lawyers. It only adds words to a search inside a document that the question
names: elsewhere the same words mean other things.
"""

from __future__ import annotations

import re

_TERMS = (
    # dealing with other bidders
    (
        r"no[- ]shop|no[- ]talk|non-?solicitation|no[- ]solicitation|exclusivity",
        "no solicitation non-solicitation solicit initiate encourage facilitate acquisition proposal inquiries"
        " discussions",
    ),
    (r"go[- ]shop", "solicit alternative proposals no-shop period start date excluded party"),
    (
        r"fiduciary (?:exception|out)\b",
        "superior proposal fiduciary duties unsolicited bona fide acquisition proposal outside counsel",
    ),
    (r"fiduciary termination", "terminate superior proposal adverse recommendation change termination fee"),
    (r"match(?:ing)? rights?", "notice negotiate in good faith superior proposal revisions business days"),
    (r"intervening event|change of recommendation", "adverse recommendation change board fiduciary duties"),
    (
        r"\btail\b",
        "within twelve months after termination definitive agreement consummated acquisition proposal termination fee",
    ),
    (r"break-?up fee|termination fee", "termination fee payable terminated"),
    # conditions and what is stated or promised
    (r"conditions? (?:to|for|of) closing|closing conditions?", "conditions obligations satisfaction waiver"),
    (
        r"regulatory approvals?|governmental approvals?",
        "HSR waiting period expired terminated consents governmental entity obtained",
    ),
    (
        r"anti-?trust|competition laws?|hell or high water",
        "HSR antitrust laws reasonable best efforts divest hold separate regulatory",
    ),
    (r"bring-?down|accuracy of", "representations warranties true and correct as of closing date"),
    (
        r"complian(?:ce|t) with (?:the )?covenants|covenant compliance",
        "performed complied in all material respects obligations agreements required to be performed",
    ),
    (r"\bma[ec]\b|material adverse (?:effect|change)", "material adverse effect"),
    (
        r"no material adverse|absence of (?:certain )?changes",
        "absence of certain changes since there has not been event change effect",
    ),
    (
        r"ordinary course|interim (?:operating )?covenants?",
        "conduct of business interim operations consistent with past practice",
    ),
    (
        r"(?:type|form|kind) of (?:the )?(?:merger )?consideration|purchase price",
        "converted into right to receive cash per share merger consideration exchange ratio",
    ),
    (r"earn-?outs?", "contingent payment milestone additional consideration"),
    # remedies and the general part
    (r"specific performance", "irreparable damage injunction equitable remedy"),
    (r"drop-?dead date|long-?stop date|outside date|end date", "outside date end date terminated not consummated by"),
    (r"governing law|choice of law", "governed by construed in accordance with laws of the state"),
    (r"jurisdiction|forum|venue", "submits exclusive jurisdiction courts"),
    (r"change (?:of|in) control", "change of control merger consolidation sale of substantially all assets"),
    (r"non-?compete|non-?competition", "restrictive covenant compete engage in competing business"),
    (r"indemni(?:ty|fication)", "indemnify hold harmless losses claims"),
    (r"force majeure", "acts of God beyond reasonable control"),
)
_PATTERNS = tuple((re.compile(asked, re.IGNORECASE), written) for asked, written in _TERMS)


def written_forms(question: str) -> str:
    """The words in which documents write the terms that `question` names; "" for none."""
    return " ".join(written for asked, written in _PATTERNS if asked.search(question))
