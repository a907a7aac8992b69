"""防控规则: what a protocol file says, and what follows from it. All of it pure.

The files are `protocols/*.toml`; what they can say is `protocol_values`; reading is
`protocol_file`; the clock (days, ends, proposals, new cases) is `protocol_clock`; rounds are
`round_rules`; persons are `person_rules`; sentences are `proposal_words`.
"""

from wanjia.zoning.protocols.person_rules import (
    ContactHome,
    Exemption,
    Home,
    PersonFacts,
    close_contacts,
    exempt,
)
from wanjia.zoning.protocols.reader import load_protocols, parse_protocol, parse_stored
from wanjia.zoning.protocols.round_rules import RoundWindow, rounds_between
from wanjia.zoning.protocols.schedule import (
    Effect,
    PhaseDay,
    Proposal,
    TestRound,
    ZoneState,
    day_of,
    due,
    end_of,
    on_new_case,
    phase_on,
)
from wanjia.zoning.protocols.values import (
    OPEN,
    NewCaseRule,
    PersonRules,
    Phase,
    Protocol,
    RoundRule,
    StepDown,
    Text,
    ZoneClass,
)
from wanjia.zoning.protocols.zone_end import ZoneEnd, earliest_end, end_told, step_for
from wanjia.zoning.zones.proposal_text import (
    day_words,
    fact_words,
    movement_lines,
    movement_words,
    words,
)

__all__ = [
    "OPEN",
    "ContactHome",
    "Effect",
    "Exemption",
    "Home",
    "NewCaseRule",
    "PersonFacts",
    "PersonRules",
    "Phase",
    "PhaseDay",
    "Proposal",
    "Protocol",
    "RoundRule",
    "RoundWindow",
    "StepDown",
    "TestRound",
    "Text",
    "ZoneClass",
    "ZoneEnd",
    "ZoneState",
    "close_contacts",
    "day_of",
    "day_words",
    "due",
    "earliest_end",
    "end_of",
    "end_told",
    "exempt",
    "fact_words",
    "load_protocols",
    "movement_lines",
    "movement_words",
    "on_new_case",
    "parse_protocol",
    "parse_stored",
    "phase_on",
    "rounds_between",
    "step_for",
    "words",
]
