"""The words that invented deal news is put together from. Every company, person and place is fictional."""

from __future__ import annotations

BEGINNINGS = "Ash Bram Cald Dun Elder Fen Garr Hal Ing Kest Lark Marl Nor Oster Pell Quill Rav Stan Thorn Wex".split()
ENDINGS = (
    "bourne bridge by combe den field ford gate ham holm hurst ley mere more ridge stead ton vale wick worth".split()
)
KINDS = "Grid Energy Marine Foods Logistics Semiconductor Cable Health Aerospace Water Rail Chemicals Capital".split()
GIVEN_NAMES = "Ines Tomas Ayako Miriam Gregor Lena Paulo Sunniva Dmitri Halima Victor Noor Estelle Ruben".split()
PLACES = "Harbour,Bay,Point,Junction,Island,Valley".split(",")
OFFICES = "Energy Regulator,Competition Authority,Securities Commission,Transport Board,Investment Review Office".split(
    ","
)
PUBLISHERS = "Harbour Ledger,Meridian Wire,Coastal Business Daily,The Deal Register,Pacific Commerce".split(",")
TRADES = (
    "undersea power cables",
    "gas-fired turbines",
    "refrigerated transport",
    "industrial diamonds",
    "port cranes",
    "water treatment membranes",
    "railway signalling",
    "hospital diagnostics",
    "copper foil for batteries",
    "satellite ground stations",
)

TITLES = (
    "{buyer} to buy {target} for {price}",
    "{regulator} opens a review of {buyer}'s purchase of {target}",
    "{target} shareholders told to accept {price} from {buyer}",
    "{buyer} borrows {amount} towards its purchase of {target}",
    "What {buyer} wants with {target}, a maker of {trade}",
    "{firm} sells its stake in {target} ahead of the vote",
    "Workers at {place} ask {buyer} for guarantees",
    "{target} reports sales of {amount} as its sale nears",
)

HEADINGS = (
    "The price",
    "What regulators will ask",
    "How it is paid for",
    "The agreement",
    "Jobs at {place}",
    "What remains to be done",
    "The other bidder",
    "Conditions and termination",
    "The numbers behind {target}",
)

QUESTIONS = (
    "How much did {buyer} agree to pay for {target}?",
    "Which regulator has to approve the purchase of {target} by {buyer}?",
    "Who advised {buyer} on the purchase of {target}?",
    "What did {chief} say about the offer for {target}?",
    "What termination fee does {target} owe {buyer} if it accepts another offer?",
    "How many people does {target} employ at {place}?",
    "When does {buyer} expect to complete its purchase of {target}?",
    "What share of {target} does {person} hold?",
    "Did {target} settle its dispute with {firm} over {amount}?",
    "By how much did shares of {target} rise on {day}?",
    "What savings does {buyer} expect from {trade}?",
    "Why did {firm} withdraw its bid for {target}?",
)

SENTENCES = (
    "{buyer} has agreed to buy {target}, a maker of {trade}, for {price} in cash, the two companies said on {day}.",
    "The boards of both companies approved the transaction, and {person}, who chairs {target}, called the price fair.",
    "Shares of {target} rose {percent} on the news, while those of {buyer} lost {percent} of their value.",
    "{regulator} must still give its consent, which it is expected to decide upon by {day}.",
    '"We looked at {count} suppliers of {trade} before we made this offer," said {chief}, who leads {buyer}.',
    "The offer stands {percent} above the average price of the previous thirty trading days.",
    "{adviser} advised the buyer, and {person} of {firm} acted for a committee of independent directors.",
    "{target} employs {count} people at {place} and expects to keep all of them for at least two years.",
    "If {target} accepts a better offer, it owes {buyer} a termination fee of {amount}, payable within ten days.",
    "The buyer will draw on a bridge loan of {amount} and on cash, and means to replace the loan with bonds by {day}.",
    "Neither party may close before the waiting period has expired, unless {regulator} ends it earlier.",
    "{firm}, which had bid earlier in the year, withdrew after it was refused access to the books of {target}.",
    "Savings of {amount} a year are expected by the third year, about {percent} of them from purchasing.",
    "Analysts at {firm} doubted that figure and pointed to the {count} contracts that have to be negotiated again.",
    "The plant at {place} produced {percent} more {trade} last year than in the year before.",
    "A supplier of {target} has asked a court to stop the sale, claiming {amount} under a contract signed on {day}.",
    "{chief} told shareholders that {buyer} would not raise its price, and that the offer would lapse on {day}.",
    "The agreement allows the seller to answer other proposals, provided that {buyer} hears of them within two days.",
    "Under the agreement {target} shall carry on its business in the ordinary course and shall not, without the "
    "written consent of {buyer}, issue shares, pay dividends above {amount}, or sell assets worth more than {amount}.",
    "{person}, who holds {percent} of {target}, has not yet said how the family will vote.",
    "Sales came to {amount} in the last reported quarter, of which {trade} made up {percent}.",
    "{regulator} asked for {count} documents in its second request, according to a person who has seen the letter.",
    "The union at {place} wants the investment of {amount} that was promised for the site to be put in writing.",
    "Debt of {amount} goes with the company, so that the whole transaction is worth more than {price}.",
    "A material adverse effect excludes changes that touch the industry as a whole, the contract says, unless {target} "
    "suffers out of proportion to others that make {trade}.",
    "{buyer} first approached {target} in a letter dated {day}, which named a price {percent} lower.",
    "Representations on taxes, title and intellectual property survive for eighteen months, capped at {amount}.",
    "The company's order book reaches {amount}, and {count} units are due for delivery before {day}.",
    "Members of the regional assembly visited {place} and asked {chief} about the future of {count} apprentices.",
    "Completion is planned for {day}, subject to customary conditions and a vote in which {percent} must agree.",
)
