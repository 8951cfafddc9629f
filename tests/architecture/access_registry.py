"""Who may open what: the access matrix of the programme, one line a page.

A page that is not here fails `test_access.py`. Whoever is not named on a line meets the 404 of a page that
does not exist; a stranger is asked to sign in, save on the pages called public. `about` says what the page's address points to (`test_access.py`
draws one of each in a house, one elsewhere, one that does not exist).
"""

from dataclasses import dataclass

# Everyone the matrix knows. Two facilitators in one house, because names are for the one who leads the group.
LEADER = "leader"  # facilitator, leads the group
COLLEAGUE = "colleague"  # facilitator of the same house
COORDINATOR = "coordinator"
SAFETY = "safety_contact"
NEIGHBOUR = "neighbour"  # facilitator of another house
NATIONAL = "national_team"
EVALUATOR = "evaluator"
FUNDER = "funder"
TRAINING = "training_manager"
NO_ROLE = "no_role"  # an account, and nothing else

EVERYBODY = frozenset(
    {
        LEADER,
        COLLEAGUE,
        COORDINATOR,
        SAFETY,
        NEIGHBOUR,
        NATIONAL,
        EVALUATOR,
        FUNDER,
        TRAINING,
        NO_ROLE,
    }
)
OF_THE_HOUSE = frozenset({LEADER, COLLEAGUE, COORDINATOR, SAFETY})
READERS_EVERYWHERE = frozenset({NATIONAL, EVALUATOR})
GROUP_MANAGERS = frozenset({LEADER, COLLEAGUE, COORDINATOR, NATIONAL})
FIGURES_OF_A_HOUSE = frozenset({LEADER, COLLEAGUE, COORDINATOR, NATIONAL, EVALUATOR})
FIGURES_OF_THE_NATION = EVERYBODY - {SAFETY, TRAINING, NO_ROLE}


@dataclass(frozen=True)
class Page:
    """Who may open a page, what it is about, and whether it is read or only sent to."""

    who: frozenset[str]
    about: str = ""
    method: str = "get"
    is_public: bool = False


def only(*who: str) -> frozenset[str]:
    """These, and nobody else."""
    return frozenset(who)


PUBLIC = Page(EVERYBODY, is_public=True)
PUBLIC_FORM = Page(EVERYBODY, is_public=True, method="post")
OWN_ACCOUNT = Page(EVERYBODY)  # each person about themselves; the pages of django-allauth
OWN_KEY = Page(only(), about="key")  # nobody has one here: somebody else's and none are the same

ACCESS = {
    # for anybody
    "home": PUBLIC,
    "ui:help_now": PUBLIC,
    "ui:accessibility": PUBLIC,
    "ui:language": PUBLIC_FORM,
    # what is asked, from where, and when: the catalogue
    "library:questionnaires": PUBLIC,
    "library:questionnaire": Page(EVERYBODY, about="instrument", is_public=True),
    "library:latest": Page(EVERYBODY, about="instrument_key", is_public=True),
    "library:battery": Page(EVERYBODY, about="battery", is_public=True),
    "library:sheet": Page(EVERYBODY, about="printed", is_public=True),
    # parents: a link, then a cookie
    "surveys:enter": Page(EVERYBODY, about="link", is_public=True),
    "surveys:questions": PUBLIC,
    "surveys:thanks": PUBLIC,
    "surveys:no_token": PUBLIC,
    "surveys:leave": PUBLIC,
    "surveys:stop": PUBLIC_FORM,
    # the way in and out
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_signup": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": Page(EVERYBODY, about="password_link", is_public=True),
    "account_reset_password_from_key_done": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    # one's own account
    "account_reauthenticate": OWN_ACCOUNT,
    "account_change_password": OWN_ACCOUNT,
    "account_set_password": OWN_ACCOUNT,
    "mfa_reauthenticate": OWN_ACCOUNT,
    "mfa_reauthenticate_webauthn": OWN_ACCOUNT,
    "mfa_index": OWN_ACCOUNT,
    "mfa_activate_totp": OWN_ACCOUNT,
    "mfa_list_webauthn": OWN_ACCOUNT,
    "mfa_add_webauthn": OWN_ACCOUNT,
    "mfa_generate_recovery_codes": OWN_ACCOUNT,
    "mfa_deactivate_totp": Page(only()),  # nobody has an application here
    "mfa_view_recovery_codes": Page(only()),
    "mfa_download_recovery_codes": Page(only()),
    "mfa_edit_webauthn": OWN_KEY,
    "mfa_remove_webauthn": OWN_KEY,
    # the network
    "network:start": Page(EVERYBODY),
    "network:houses": Page(READERS_EVERYWHERE),
    "network:house": Page(OF_THE_HOUSE | READERS_EVERYWHERE, about="house"),
    "network:new_house": Page(only(NATIONAL)),
    "network:edit_house": Page(only(NATIONAL), about="house"),
    "network:close_house": Page(only(NATIONAL), about="house"),
    "network:reopen_house": Page(only(NATIONAL), about="house", method="post"),
    "network:house_team": Page(only(NATIONAL), about="house"),
    "network:organisations": Page(only(NATIONAL)),
    "network:organisation": Page(only(NATIONAL), about="organisation"),
    "network:new_organisation": Page(only(NATIONAL)),
    "network:edit_organisation": Page(only(NATIONAL), about="organisation"),
    "network:new_contact": Page(only(NATIONAL), about="organisation"),
    "network:edit_contact": Page(only(NATIONAL), about="contact"),
    "network:confirm_contact": Page(only(NATIONAL), about="contact", method="post"),
    "network:remove_contact": Page(only(NATIONAL), about="contact"),
    "network:accounts": Page(only(NATIONAL)),
    "network:new_national_member": Page(only(NATIONAL)),
    "network:account": Page(only(NATIONAL), about="account"),
    "network:close_account": Page(only(NATIONAL), about="account"),
    "network:send_access_link": Page(only(NATIONAL), about="account", method="post"),
    "network:forget_second_factor": Page(only(NATIONAL), about="account", method="post"),
    "network:remove_membership": Page(only(NATIONAL), about="membership", method="post"),
    # how a house is ready for a parent in danger
    "readiness:houses": Page(only(NATIONAL)),
    "readiness:safety": Page(OF_THE_HOUSE | {NATIONAL}, about="house"),
    "readiness:edit_safety": Page(only(NATIONAL), about="house"),
    "readiness:protocol": Page(OF_THE_HOUSE | {NATIONAL}, about="protocol"),
    # what may be asked, where, in which language
    "library:languages": Page(only(NATIONAL)),
    "library:language": Page(only(NATIONAL), about="language"),
    "library:bilingual": Page(only(NATIONAL), about="document"),
    "library:take_back_approval": Page(only(NATIONAL), about="approval", method="post"),
    "library:grants": Page(only(NATIONAL)),
    "library:new_grant": Page(only(NATIONAL)),
    "library:grant_file": Page(only(NATIONAL), about="grant"),
    "library:take_back_grant": Page(only(NATIONAL), about="grant"),
    "library:house": Page(only(COORDINATOR, NATIONAL), about="house"),
    "library:choose_battery": Page(only(NATIONAL), about="house"),
    # groups, as counts
    "groups:house_groups": Page(GROUP_MANAGERS, about="house"),
    "groups:new_group": Page(GROUP_MANAGERS, about="house"),
    "groups:group": Page(GROUP_MANAGERS, about="group"),
    "groups:edit_group": Page(only(LEADER, COORDINATOR, NATIONAL), about="group"),
    "groups:close_group": Page(only(LEADER, COORDINATOR, NATIONAL), about="group"),
    # groups, with the people in them: whoever leads them
    "groups:mine": Page(only(LEADER, COLLEAGUE, NEIGHBOUR)),
    "groups:welcome": Page(only(LEADER), about="group"),
    "groups:new_meeting": Page(only(LEADER), about="group"),
    "groups:meeting": Page(only(LEADER), about="meeting"),
    "groups:parent": Page(only(LEADER), about="enrolment"),
    "groups:contact": Page(only(LEADER), about="enrolment"),
    "groups:consents": Page(only(LEADER), about="enrolment"),
    "groups:stop_messages": Page(only(LEADER), about="enrolment", method="post"),
    "groups:new_child": Page(only(LEADER), about="enrolment"),
    "groups:birth": Page(only(LEADER), about="child"),
    "groups:leave": Page(only(LEADER), about="enrolment"),
    "groups:come_back": Page(only(LEADER), about="enrolment", method="post"),
    "groups:withdraw": Page(only(LEADER), about="enrolment"),
    # questionnaires sent to a group
    "surveys:group": Page(only(LEADER), about="group"),
    "surveys:write_to_group": Page(only(LEADER), about="group", method="post"),
    "surveys:write": Page(only(LEADER), about="invitation", method="post"),
    "surveys:print_one": Page(only(LEADER), about="invitation", method="post"),
    "surveys:sheets": Page(only(COORDINATOR, EVALUATOR)),
    "surveys:sheet": Page(only(COORDINATOR, EVALUATOR), about="sheet"),
    "surveys:code": Page(only(LEADER), about="invitation", method="post"),
    # figures
    "dashboards:nation": Page(FIGURES_OF_THE_NATION),
    "dashboards:nation_printed": Page(FIGURES_OF_THE_NATION),
    "dashboards:house": Page(FIGURES_OF_A_HOUSE, about="house"),
    "dashboards:house_printed": Page(FIGURES_OF_A_HOUSE, about="house"),
}
