"""Questions about the five seed articles, in our own words, with their gold: figures, names and places.

A gold is a tuple of alternatives, one of which stands in a cited quote of a right answer.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Disputed:
    """A question on which the articles differ: of each rival, one of its alternatives must be shown."""

    question: str
    rivals: tuple[tuple[str, ...], ...]


ANSWERABLE: tuple[tuple[str, tuple[str, ...]], ...] = (
    # sums
    ("How much has Japan committed to invest in the United States?", ("$550 billion", "550 billion dollars")),
    ("What is Japan's total investment pledge worth?", ("$550 billion", "550 billion dollars")),
    ("What is the size of the investment vehicle that Japan set up?", ("$550 billion",)),
    ("How much will Japan channel into shipbuilding, energy and technology?", ("$550 billion",)),
    ("How much Japanese investment does Washington demand for the trade agreement?", ("$550 billion",)),
    ("What is the first tranche of projects worth?", ("$36 billion",)),
    ("How much will the gas-fired power plant in Portsmouth, Ohio cost?", ("$33 billion",)),
    ("What is the price of the Ohio power plant?", ("$33 billion",)),
    ("How much is the Texas GulfLink terminal worth?", ("$2.1 billion",)),
    ("What does the deepwater crude oil export terminal cost?", ("$2.1 billion",)),
    ("How much is the synthetic diamond factory in Georgia worth?", ("$600 million",)),
    ("How much extra export revenue could the oil terminal bring a year?", ("$20 billion and $30 billion",)),
    ("How many yen is the first phase of Japan's investment?", ("6 to 7 trillion yen",)),
    ("How much is Japan's first phase in won?", ("56 to 65 trillion won",)),
    ("How many yen will the SoftBank-led gas power facility take?", ("6 trillion yen",)),
    ("What is the investment in the gas power generation facility in won?", ("56 trillion won",)),
    ("How much could be invested in nuclear reactors by Westinghouse?", ("$100 billion",)),
    ("What is the smallest estimated cost of a potential project?", ("$350 million",)),
    ("What is the highest estimated cost of the projects identified during Trump's visit?", ("$100 billion",)),
    # percentages
    ("To what rate will the United States cut tariffs on Japanese imports?", ("15%",)),
    ("What reciprocal tariff rate was originally planned for Japan?", ("25%",)),
    ("What percentage tariffs did Trump threaten on imports from China?", ("100 percent",)),
    ("What share of the world's rare earths does China process?", ("90 percent",)),
    ("To what percentage of GDP does Takaichi want to raise defense spending?", ("2 percent",)),
    # quantities and counts
    ("How many gigawatts will the Ohio plant generate?", ("9.2 gigawatts",)),
    ("How much electricity will the Portsmouth facility produce?", ("9.2 gigawatts",)),
    ("How many tons of LNG will JERA import each year?", ("5.5 million tons",)),
    ("For how many years will JERA import U.S. LNG?", ("20 years",)),
    ("How many projects have reached the final stage of the review?", ("three projects",)),
    ("How many major projects does Japan's plan hold according to Nikkei?", ("three major projects",)),
    ("How many projects are the initial components of the agreement?", ("Three large-scale",)),
    ("How many working days does Japan have to start funding a selected project?", ("45 working days",)),
    ("How many days are there between selection and funding of a project?", ("45 working days",)),
    ("How long is the timeline to identify joint projects under the minerals pact?", ("six-month",)),
    # dates and periods
    ("On what date was the rare earths deal unveiled?", ("October 28",)),
    ("On which weekday did the United States and Japan sign the critical minerals agreement?", ("Tuesday",)),
    ("When will JERA's LNG imports start?", ("2030",)),
    ("When do the Sakhalin-2 supplies end?", ("2028–2033",)),
    ("When was the trade agreement between the United States and Japan reached?", ("July",)),
    ("In which month does Takaichi plan to visit the United States?", ("March",)),
    ("On which day will Lutnick and Akazawa meet in Washington?", ("Thursday",)),
    # who
    ("Who will operate the gas-fired plant in Ohio?", ("SB Energy",)),
    ("Which company owns SB Energy?", ("SoftBank",)),
    ("Who is developing the Texas GulfLink terminal?", ("Sentinel Midstream",)),
    ("Who will operate the diamond plant in Georgia?", ("Element Six",)),
    ("Which group does Element Six belong to?", ("De Beers",)),
    ("Who leads the data center infrastructure project?", ("SoftBank",)),
    ("Which American company is expected to collaborate on the gas power facility?", ("GE Vernova",)),
    ("Which firm would build small modular nuclear reactors?", ("GE Vernova",)),
    ("Which company would build the large nuclear reactors?", ("Westinghouse",)),
    ("Who is the US Commerce Secretary?", ("Lutnick",)),
    ("Who is Japan's prime minister?", ("Takaichi",)),
    ("Who is Japan's transport minister?", ("Yasushi Kaneko",)),
    ("Who signed the memorandum on shipbuilding with Lutnick?", ("Kaneko",)),
    ("Who is the prime minister of Malaysia?", ("Anwar Ibrahim",)),
    ("Whom will Trump meet in Seoul?", ("Xi Jinping",)),
    ("Which utility agreed to import U.S. LNG?", ("JERA",)),
    ("Whose Indo-Pacific vision did Takaichi invoke?", ("Shinzo Abe",)),
    ("Which newspaper reported the plan for the first phase?", ("Nikkei", "Nihon Keizai Shimbun")),
    ("Which Japanese companies are named for strengthening AI infrastructure?", ("Hitachi",)),
    # where
    ("In which town will the natural gas power plant be built?", ("Portsmouth",)),
    ("In which state will the synthetic diamond facility be built?", ("Georgia",)),
    ("Where did Trump and Takaichi unveil the deal?", ("Akasaka Palace",)),
    ("At which naval base will they visit the USS George Washington?", ("Yokosuka",)),
    ("Which aircraft carrier will Trump and Takaichi visit?", ("USS George Washington",)),
    ("Which city did Trump visit when the minerals agreement was signed?", ("Tokyo",)),
    ("Which supplies will the American LNG replace?", ("Sakhalin-2",)),
    # what
    ("What is synthetic diamond grit used for?", ("semiconductor",)),
    ("What will happen if Japan fails to initiate funding in time?", ("reimposing", "revoking")),
    ("What derivative products does the rare earths agreement name?", ("permanent magnets",)),
    ("What will the working group on shipbuilding focus on?", ("shipyards",)),
    ("What did Trump say about making ships?", ("number one at making ships", "lot of ships")),
    ("How were profits split at first under earlier frameworks?", ("evenly",)),
    ("Which farm product will Japan open its market for?", ("rice",)),
    ("Which governments besides Japan's have pledged investments in the U.S.?", ("South Korea",)),
)  # fmt: skip

# What the pages carry beside the articles: other headlines, a list without entries, disclaimers, copyright lines.
FURNITURE: tuple[str, ...] = (
    "How many US troops will be deployed to Nigeria to train the military?",
    "Is Trump considering sending a second aircraft carrier to Iran?",
    "Which concessions for peace in Ukraine does the EU Commissioner push?",
    "What do the Epstein files in Congress say?",
    "Who will be grilled on the Epstein files?",
    "What faces new scrutiny in the Trump-Epstein timeline?",
    "What is said about Trump's Africa strategy as the AU convenes?",
    "What happened in the war between Ukraine and Russia?",
    "What is most discussed?",
    "Does TTM assume responsibility for the accuracy of the information?",
    "Should investors seek professional advice before investing?",
    "Is the content financial advice?",
    "Is unauthorised redistribution of the article prohibited?",
)

UNANSWERABLE: tuple[str, ...] = (
    "What are the interest rates on the loans?",
    "What interest rate do the loans for the projects carry?",
    "How many jobs will the Ohio power plant create?",
    "When will the power plant in Portsmouth start to generate electricity?",
    "How many barrels a day can Texas GulfLink load?",
    "How much did South Korea pledge to invest in the United States?",
    "How much has the European Union pledged?",
    "What price per ton will JERA pay for LNG?",
    "Who is the chief executive of SoftBank?",
    "When was Sentinel Midstream founded?",
    "In which county of Georgia will the diamond factory stand?",
    "How many ships will the two countries build?",
    "How many seats did Takaichi's party win?",
    "What is the share price of GE Vernova?",
    "How large will the stockpiles of rare earths be?",
    "Which law firm advised De Beers?",
    "What did Malaysia promise to pay for its trade agreement?",
    "How many people live in Portsmouth, Ohio?",
    "What is the termination fee of the merger agreement?",
    "Who owns the Marrowby bakery in Leeds?",
)

DISPUTED: tuple[Disputed, ...] = (
    Disputed("What is the first name of Japan's trade minister Akazawa?", (("Ryosei",), ("Akira",))),
    Disputed("Who is Japan's Minister of Economy, Trade and Industry?", (("Ryosei Akazawa",), ("Akira Akazawa",))),
    Disputed(
        "Where will the crude oil terminal be built?",
        (("off the Texas coast", "Texas GulfLink"), ("Gulf of Mexico",), ("Texas or Louisiana",)),
    ),
    Disputed("How much will the gas power plant cost?", (("$33 billion",), ("6 trillion yen",))),
    Disputed("How much will the gas-fired power plant cost?", (("$33 billion",), ("6 trillion yen",))),
    Disputed("How large is the first round of Japanese investment?", (("$36 billion",), ("6 to 7 trillion yen",))),
    Disputed("What kind of project does SoftBank lead?", (("gas power generation",), ("data center infrastructure",))),
    Disputed("Who will run the diamond plant in the United States?", (("Element Six",), ("De Beers Group, a",))),
)  # fmt: skip

OUT_OF_REACH = frozenset(
    (
        # the answer's words are too far from the question's
        "What is Japan's total investment pledge worth?",
        "What is the size of the investment vehicle that Japan set up?",
        "On what date was the rare earths deal unveiled?",
        "On which day will Lutnick and Akazawa meet in Washington?",
        "Which group does Element Six belong to?",
        "Who is the prime minister of Malaysia?",
        "Which newspaper reported the plan for the first phase?",
        "What will happen if Japan fails to initiate funding in time?",
        # not all rivals are found to speak of the same thing
        "Where will the crude oil terminal be built?",
        "How much will the gas-fired power plant cost?",
        "How large is the first round of Japanese investment?",
        "What kind of project does SoftBank lead?",
        "Who will run the diamond plant in the United States?",
        # numbers near its words are taken for an answer
        "How large will the stockpiles of rare earths be?",
    )
)
"""What is not answered as it should be: expected to fail, so that whoever mends one is told to take it off."""
