"""What `stories_told` makes its stories of."""

from __future__ import annotations

FIRST = (
    "Halden Orrin Castellan Veyra Tamsin Lowmoor Quillane Brannock Sorrel Aldermoor Kestrin Pellworm Dunmarsh Ivarra"
    " Tolmin Ferrand Osterby Calloway Merivale Nordhaven Rustavi Penhallow Takamine Vossler Arbroath Zelmira Corvane"
).split()
SECOND = (
    "Grid Foods Ports Steel Water Energy Mining Logistics Chemicals Glass Cement Telecom Bank Motors Optics".split()
)
PEOPLE = (
    "Mira Oduya", "Tomas Lindqvist", "Ayako Serizawa", "Paulo Brandt", "Ines Corvalan", "Rufus Adeyemi", "Greta Holm",
    "Daniel Okafor", "Lena Marchetti", "Viktor Salas", "Noor Rahimi", "Oskar Weiland", "Joan Pritchard", "Emil Tanaka",
    "Clara Fontaine", "Hugo Bellweather", "Sunniva Dahl", "Marek Zielony",
)  # fmt: skip
PLACES = (
    "Rotterdam Osaka Gdansk Lisbon Pusan Antwerp Trieste Halifax Valencia Tampere Bergen Durban Callao Mombasa Riga"
    " Cork Kobe Turku"
).split()
ADVISERS = ("Lindholm Partners", "Bryce Amory", "Sato Wexler", "Caddis Hale", "Montrose Eyre", "Dellinger Rowe")
TRADES = ("pump maker", "grain shipper", "lens grinder", "cable layer", "salt refiner", "ferry builder", "paper mill")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
PUBLISHERS = (
    "Pacific Wire",
    "Meridian",
    "The Harbour Post",
    "Ledger Daily",
    "Northern Echoes",
    "Market Bell",
    "Tidewater",
)
FIGURES = ("price", "share", "premium", "stake", "debt", "jobs", "revenue", "growth", "fee", "year", "sites")

HEADLINES = (
    "{buyer} to buy {target} for {price}",
    "{target} agrees to be taken over",
    "{trade} {target} finds a buyer in {buyer}",
    "{buyer} pays a premium of {premium} for {target}",
    "Deal of the week: {target} changes hands",
)

QUOTES = (
    '"The two of us have been neighbours for decades, and now we share a roof," said {chief}, who leads {buyer}.',
    '"Nobody at {target} should read this as the end of the name," {seller} told employees in a letter.',
    '"We looked at {sites} plants before we settled on this one," {chief} added.',
    '"It is a full price, but not a foolish one," said {analyst}, who follows the industry.',
    '"{country} keeps a close eye on who owns its infrastructure," {minister} told parliament.',
    '"I would have liked to see a second bidder," said {analyst} in a note to clients.',
)

SENTENCES = (
    *QUOTES,
    "{buyer} has agreed to acquire the {trade} {target} for {price}, the companies said on {day}.",
    "Holders of {target} are to receive {share} in cash for each share they own.",
    "That is a premium of {premium} to where the stock closed before reports of talks surfaced.",
    "The boards of both companies approved the terms without a dissenting vote.",
    "Including borrowings of {debt}, the transaction is the largest that {buyer} has ever undertaken.",
    "{adviser} advised the seller and stands to earn fees of about {fee}.",
    "The purchase hands {buyer} a network of {sites} depots stretching from {city} to {port}.",
    "{target} was founded in {year} by two brothers who repaired engines in {city}.",
    "It employs {jobs} people, more than half of them in {country}.",
    "Revenue rose {growth} to {revenue} in its last financial year, according to its annual report.",
    "Unions in {city} asked for written guarantees that no workshop would be closed.",
    "{rival}, which had been seen as the likeliest suitor, declined to comment.",
    "Shares in {rival} slipped after the announcement as investors gave up hope of a bidding contest.",
    "Regulators in {country} are expected to take up to nine months over their review.",
    "{minister}, the trade minister, said the government would examine what it means for security of supply.",
    "A family trust that controls {stake} of the votes has promised to tender its stock.",
    "The agreement can be ended by either side if it has not closed within eighteen months.",
    "Should it walk away, {buyer} would owe a break fee of {fee}.",
    "Lenders led by a bank from {city} have committed to a bridge loan that covers the whole amount.",
    "{buyer} expects to sell bonds next spring in order to repay that loan.",
    "Management forecasts annual savings that would reach {debt} by the third year.",
    "Most of those are to come from shared purchasing rather than from job cuts, it added.",
    "{seller}, who has run {target} since the last downturn, will join the board of the combined group.",
    "The headquarters will remain in {port}, where the company owns a row of brick warehouses.",
    "Two earlier attempts to merge the businesses failed over the question of who would lead them.",
    "Analysts had long argued that the industry has too many suppliers chasing too few orders.",
    "Demand for what the {trade} sells has climbed since new ferry lines opened out of {port}.",
    "Credit agencies put the debt of {buyer} under review for a possible downgrade.",
    "{rival} bought a smaller competitor in {country} only last autumn.",
    "A spokesperson for the works council called the timetable ambitious.",
    "Customers were told by letter that contracts already signed remain in force.",
    "The stock had lost almost a third of its worth over the two years before the approach.",
    "Talks began at an industry fair in {city}, a person familiar with the matter said.",
    "They nearly collapsed in autumn, when the cost of insuring shipments through {port} soared.",
    "Pension obligations, long an obstacle, will be moved into a separate fund.",
    "An activist holding {growth} of the shares had pressed for a sale of the whole company.",
    "{buyer} itself was the target of an unsolicited offer in {year}, which it fought off in court.",
    "The mayor of {city} welcomed the news but asked for a meeting with the new owners.",
    "Competition lawyers see little overlap apart from a single product line sold in {country}.",
    "That line, which brings in {revenue} a year, might have to be sold.",
    "Closing is planned for the first half of next year, subject to the usual conditions.",
    "Investors will vote at an extraordinary meeting in {port}.",
    "Proxy advisers have yet to publish a recommendation.",
    "It is the fifth large transaction in the sector since January and the first to be paid wholly in cash.",
    "The warehouse in {port} holds spare parts for vessels that are no longer built.",
    "{chief} took over at {buyer} after a boardroom dispute that cost three directors their seats.",
    "Engineers at {target} hold several hundred patents on valves and seals.",
    "Some of the savings depend on a new computer system that has already been delayed twice.",
    "Currency swings shaved several points off the margin of the {trade} over the summer.",
)

NEXT = (
    "Opposition to the sale of {target} grew on {day} when a second group of investors said it would vote against it.",
    "The group, which says it speaks for {growth} of the stock, wants at least {share} a share.",
    "A court in {port} will hear its complaint before the end of the month.",
    "{buyer} answered that the offer is final and will not be raised.",
    "Bankers close to the bidder said that several funds had changed their minds over the weekend.",
    "Shares in the {trade} traded above the offer for the first time since it was made.",
)

LOCAL = (
    "In {city}, shopkeepers near the works said that {target} is still the name on every second payslip.",
    "A bus line between {city} and {port} was once paid for by {target} alone.",
    "The local football club, sponsored by {target} since {year}, expects no change.",
    "Readers in {country} may remember the strike of {year}, when {target} stood still for weeks.",
    "A school in {port} opened last year with money from {target}, as this paper reported.",
)

TAILS = (
    "Reporting by {analyst} in {city}; editing by {seller}.",
    "Sign up for our newsletter to get more news of this kind in your inbox every morning.",
    "This report was produced with material from news agencies and was not edited by our staff.",
    "{analyst} contributed to this report from {port}.",
)

ADDED = ("As expected, ", "According to people who were briefed, ", "In the meantime, ", "Separately, ")
SYNONYMS = {
    "has": ("had",), "said": ("stated", "noted"), "the": ("this",), "largest": ("biggest",), "agreed": ("decided",),
    "about": ("around", "roughly"), "rose": ("increased", "climbed"), "expected": ("likely", "set"), "are": ("were",),
    "company": ("firm", "business"), "bought": ("acquired",), "is": ("was", "remains"), "asked": ("called", "pressed"),
    "people": ("workers",), "for": ("in return for",), "after": ("following",), "would": ("could", "will"),
}  # fmt: skip

RESULTS = (
    "{target} today reported financial results for the quarter.",
    "Revenue was {revenue}, an increase of {growth} over the same period of last year.",
    "Operating profit came to {debt}, and earnings per share were {share}.",
    '"Our teams again delivered what they had promised," said {seller}, chief executive of {target}.',
    "Orders on hand at the end of the quarter stood at {price}.",
    "The company employed {jobs} people at {sites} sites.",
    "The board declared a dividend, payable to holders of record at the end of the month.",
    "Management will discuss these results in a conference call, which can be heard on its website.",
    "A replay of the call will be available for thirty days.",
    "This release contains forward-looking statements, which involve risks and uncertainties beyond our control.",
    "Actual results may differ materially from those expressed or implied by such statements.",
    "Words such as expect, intend, plan and believe are meant to identify forward-looking statements.",
    "We undertake no obligation to update any of these statements, whether because of new information or otherwise.",
    "Measures that are not defined by accounting standards are explained in a table at the end of this release.",
    "They should be considered in addition to, and never as a substitute for, the measures that are so defined.",
)

CLAUSES = (
    "This Non-Disclosure Agreement is made between {buyer}, of {city}, and {target}, of {port}.",
    "The parties wish to explore a possible transaction and will for that purpose share information with each other.",
    "1. Confidential Information means everything that the Discloser makes available to the Recipient.",
    "2. It does not include what the Recipient knew before, or what becomes public without a breach of this Agreement.",
    "3. The Recipient shall use Confidential Information for the Purpose alone and protect it as it protects its own.",
    "4. It may share it with those of its employees and advisers who need it and who are bound by duties like these.",
    "5. Where a court or an authority demands disclosure, the Recipient shall tell the Discloser, if it lawfully can.",
    "6. On request the Recipient shall return or destroy all Confidential Information and confirm it in writing.",
    "7. Copies that are kept by automatic backup may remain until they are overwritten in the ordinary course.",
    "8. Nothing in this Agreement grants a licence or any other right in the Confidential Information.",
    "9. The Discloser gives no warranty as to whether what it discloses is accurate or complete.",
    "10. Neither party is bound to enter into any further agreement.",
    "11. For two years neither party shall hire employees of the other whom it has met in the discussions.",
    "12. Damages alone may be no sufficient remedy, and the Discloser may ask a court for an injunction.",
    "13. The duties under this Agreement end five years after its date.",
    "14. No failure to exercise a right is a waiver of it, and changes to this Agreement need the written form.",
    "15. The law of {country} governs this Agreement, and the courts of {city} have jurisdiction.",
    "Signed for {buyer} by {chief}, and for {target} by {seller}.",
)
